use super::*;
use crate::lexicon::Lexicon;

fn written(text: &str) -> Option<(String, String)> {
    let lexicon = Lexicon::builtin();
    let (date, rest) = date_at(text, lexicon.date_words())?;
    let shown = match date {
        Written::Full(date) => date.to_string(),
        Written::Yearless { month, day } => format!("{month:02}-{day:02}"),
    };
    Some((shown, rest.to_owned()))
}

fn asked(text: &str) -> Option<String> {
    let lexicon = Lexicon::builtin();
    let today = "2024-08-14".parse::<PartialDate>().ok().and_then(PartialDate::exact)?;
    range(text, lexicon.date_words(), today).map(|range| range.to_string())
}

#[test]
fn dates_as_people_write_them() {
    let cases = [
        ("July 31, 2024", "2024-07-31", ""),
        ("  July 31, 2024 at noon", "2024-07-31", " at noon"),
        ("JULY 31, 2024", "2024-07-31", ""),
        ("31 July 2024", "2024-07-31", ""),
        ("31st of July, 2024.", "2024-07-31", "."),
        ("3rd August 2016", "2016-08-03", ""),
        ("Sept. 5", "09-05", ""),
        ("Sept. 5 (Wire) - The", "09-05", " (Wire) - The"),
        ("Wed., Aug. 3, 2016", "2016-08-03", ""),
        ("Wednesday 3 August 2016 10.15 BST", "2016-08-03", " 10.15 BST"),
        ("2016-08-03", "2016-08-03", ""),
        ("2016/8/3", "2016-08-03", ""),
        ("2016-08", "2016-08", ""),
        ("8/3/2016", "2016-08-03", ""),
        ("23/8/2016", "2016-08-23", ""),
        ("8/3/16", "2016-08-03", ""),
        ("8/3/99", "1999-08-03", ""),
        ("3.8.2016", "2016-08-03", ""),
        ("2016-08-03T23:30:00-05:00", "2016-08-03", ""),
        ("2016-08-03T23:30:00.000Z, updated", "2016-08-03", " updated"),
        ("2016-08-03 23:30:00 UTC", "2016-08-03", " UTC"),
        ("20240731", "2024-07-31", ""),
        ("20240731T1030Z", "2024-07-31", ""),
        ("March 2016", "2016-03", ""),
        ("March, 2016", "2016-03", ""),
        ("Wed, 03 Aug 2016 10:00:00 -0500", "2016-08-03", " 10:00:00 -0500"),
        ("Wed Aug 03 10:00:00 +0000 2016", "2016-08-03", ""),
        ("Wed Aug  3 10:00:00 EST 2016", "2016-08-03", ""),
        ("3-Aug-2016", "2016-08-03", ""),
        ("Aug. 3-5, 2016", "2016-08", ""),
        ("May 5, 2021", "2021-05-05", ""),
        ("Feb. 29", "02-29", ""),
    ];
    for (text, date, rest) in cases {
        assert_eq!(written(text), Some((date.to_owned(), rest.to_owned())), "{text}");
    }
}

#[test]
fn what_is_no_date_is_left_alone() {
    let none = [
        "",
        "May I ask",
        "March for Water",
        "2016 was a year",
        "5 of them",
        "31 people",
        "13/13/2016",
        "2016-13-01",
        "20241301",
        "202407311",
        "Feb. 30, 2016",
        "1/2 of it",
        "3.5 percent",
        "10:30",
        "8/3",
        "July 312",
        "Monday",
        "\u{2013}5",
    ];
    for text in none {
        assert_eq!(written(text), None, "{text}");
    }
}

#[test]
fn the_first_date_of_a_line_is_found() {
    let lexicon = Lexicon::builtin();
    let find = |text| {
        date_in(text, lexicon.date_words())
            .map(|(at, date)| (at, date.full().map(|d| d.to_string())))
    };
    let line = "Posted by Ana Ruiz on Jul 31, 2024 at 4 p.m.";
    assert_eq!(find(line), Some((22..34, Some("2024-07-31".to_owned()))));
    assert_eq!(find("Nobody said when"), None);
}

#[test]
fn a_day_without_a_year_is_the_last_one() {
    let by = |text: &str, by: &str| {
        let lexicon = Lexicon::builtin();
        let by = by.parse::<PartialDate>().expect(by).first();
        date_at(text, lexicon.date_words())?.0.by(by).map(|date| date.to_string())
    };
    assert_eq!(by("Sept. 5", "2016-09-05").as_deref(), Some("2016-09-05"));
    assert_eq!(by("Sept. 5", "2016-09-04").as_deref(), Some("2015-09-05"));
    assert_eq!(by("Feb. 29", "2019-03-01").as_deref(), Some("2016-02-29"));
    assert_eq!(by("July 1, 2030", "2016-09-04").as_deref(), Some("2030-07-01"));
}

#[test]
fn stretches_as_people_ask_for_them() {
    let cases = [
        ("2016", "2016"),
        ("2016-08", "2016-08"),
        ("2016-08-03", "2016-08-03"),
        ("Aug. 3, 2016", "2016-08-03"),
        ("August 2016", "2016-08"),
        ("August", "2024-08"),
        ("september", "2023-09"),
        ("last august", "2023-08"),
        ("2024-07..2024-08", "2024-07-01..2024-08-31"),
        ("2024-08..2024-07", "2024-07-01..2024-08-31"),
        ("2024-07-01..2024-07-31", "2024-07"),
        ("2016..", "2016-01-01.."),
        ("..2016-08", "..2016-08-31"),
        ("..", ".."),
        ("July 2024 to August 2024", "2024-07-01..2024-08-31"),
        ("July 2023 - yesterday", "2023-07-01..2024-08-13"),
        ("from 2016 to 2017", "2016-01-01..2017-12-31"),
        ("since 2016", "2016-01-01.."),
        ("since:2016", "2016-01-01.."),
        ("since last month", "2024-07-01.."),
        ("until:2016-08", "..2016-08-31"),
        ("before 2016-08", "..2016-07-31"),
        ("after 2016-08", "2016-09-01.."),
        ("today", "2024-08-14"),
        ("yesterday", "2024-08-13"),
        ("Monday", "2024-08-12"),
        ("next Monday", "2024-08-19"),
        ("this week", "2024-08-12..2024-08-18"),
        ("last month", "2024-07"),
        ("last year", "2023"),
        ("last 90 days", "2024-05-17..2024-08-14"),
        ("past two weeks", "2024-08-01..2024-08-14"),
        ("3 weeks ago", "2024-07-24"),
        ("last weekend", "2024-08-10..2024-08-11"),
    ];
    for (text, range) in cases {
        assert_eq!(asked(text).as_deref(), Some(range), "{text}");
    }
    for text in
        ["", "soon", "since", "2016-13", "last", "90", "last 90", "since ever", "a few days ago"]
    {
        assert_eq!(asked(text), None, "{text}");
    }
}
