use std::borrow::Cow;

use super::human::Piece;
use super::record::{Cue, Range, Speaker};
use super::*;

fn record() -> Record<'static> {
    Record {
        v: record::VERSION,
        query: None,
        id: "00000000000000ab".to_owned(),
        doc: Cow::Borrowed("2031/ferry.txt"),
        kind: "quote",
        text: Cow::Borrowed("We will sign the ferry bill … this week"),
        spans: vec![Range(10, 37), Range(50, 59)],
        reported: vec![Range(60, 70)],
        speaker: Some(Speaker {
            id: None,
            name: Some(Cow::Borrowed("Mara Ellison")),
            kind: "person",
            label: Cow::Borrowed("Ellison"),
            mention: Some(Range(40, 47)),
            confidence: 0.97,
            evidence: Cow::Borrowed("cue-subject"),
        }),
        cue: Some(Cue { text: Cow::Borrowed("said"), span: Range(48, 52) }),
        date: Some("2031-04-02".to_owned()),
        date_source: Some("date-line"),
        said: Some("2031-04-01".to_owned()),
        issues: vec![Cow::Borrowed("transportation"), Cow::Borrowed("government")],
        concepts: Vec::new(),
        outlet: Some(Cow::Borrowed("Harbor Post")),
        title: Some(Cow::Borrowed("Premier, \"at last\", backs ferries")),
        score: Some(1.5),
        highlights: vec![Range(17, 27)],
        copies: None,
        explain: None,
    }
}

fn item(record: Record<'static>) -> Item<'static> {
    Item {
        record,
        path: "corpus/2031/ferry.txt".to_owned(),
        line: 12,
        link: None,
        around: None,
        pieces: Vec::new(),
        explanation: Vec::new(),
    }
}

fn look(format: Format) -> Look {
    Look { format, colour: false, terminal: false, links: false, width: 40, null: false }
}

fn print(items: &[Item<'_>], look: Look) -> String {
    let mut printer = Printer::new(Vec::new(), look);
    for item in items {
        printer.item(item).expect("writing to memory");
    }
    String::from_utf8(printer.finish().expect("writing to memory")).expect("UTF-8")
}

#[test]
fn a_json_line_has_every_field_in_order() {
    insta::assert_snapshot!(print(&[item(record())], look(Format::Jsonl)), @r#"{"v":1,"id":"00000000000000ab","doc":"2031/ferry.txt","kind":"quote","text":"We will sign the ferry bill … this week","spans":[[10,37],[50,59]],"reported":[[60,70]],"speaker":{"id":null,"name":"Mara Ellison","kind":"person","label":"Ellison","mention":[40,47],"confidence":0.97,"evidence":"cue-subject"},"cue":{"text":"said","span":[48,52]},"date":"2031-04-02","date_source":"date-line","said":"2031-04-01","issues":["transportation","government"],"concepts":[],"outlet":"Harbor Post","title":"Premier, \"at last\", backs ferries","score":1.5,"highlights":[[17,27]]}"#);
}

#[test]
fn csv_quotes_what_needs_it() {
    insta::assert_snapshot!(print(&[item(record())], look(Format::Csv)), @r#"
    v,id,doc,kind,text,spans,reported,speaker_id,speaker,speaker_kind,label,mention,confidence,evidence,cue,cue_span,date,date_source,said,issues,concepts,outlet,title,score,highlights,copies,outlets,first,query
    1,00000000000000ab,2031/ferry.txt,quote,We will sign the ferry bill … this week,10-37;50-59,60-70,,Mara Ellison,person,Ellison,40-47,0.97,cue-subject,said,48-52,2031-04-02,date-line,2031-04-01,transportation;government,,Harbor Post,"Premier, ""at last"", backs ferries",1.5,17-27,,,,
    "#);
}

#[test]
fn tsv_keeps_one_record_a_line() {
    let broken = Record { text: Cow::Borrowed("one\ttwo\r\nthree"), ..record() };
    let printed = print(&[item(broken)], look(Format::Tsv));
    let rows: Vec<&str> = printed.lines().collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].split('\t').count(), table::NAMES.len());
    assert!(rows[1].contains("one two  three"));
}

#[test]
fn tables_have_names_even_of_nothing() {
    assert_eq!(print(&[], look(Format::Csv)).lines().count(), 1);
    assert_eq!(print(&[], look(Format::Tsv)).lines().count(), 1);
    assert_eq!(print(&[], look(Format::Jsonl)), "");
    assert_eq!(print(&[], look(Format::Human)), "");
}

#[test]
fn paths_come_once() {
    let items = [item(record()), item(record())];
    assert_eq!(print(&items, look(Format::Paths)), "corpus/2031/ferry.txt\n");
    let null = Look { null: true, ..look(Format::Paths) };
    assert_eq!(print(&items, null), "corpus/2031/ferry.txt\0");
}

#[test]
fn people_read_who_said_what_where() {
    insta::assert_snapshot!(print(&[item(record())], look(Format::Human)), @r"
    Mara Ellison
      “We will sign the **ferry bill** …
      this week”
      said 2031-04-01, published 2031-04-02…
      corpus/2031/ferry.txt:12  00000000000000ab
    ");
}

#[test]
fn an_unsure_speaker_is_told_and_a_missing_one_too() {
    let mut unsure = record();
    if let Some(speaker) = &mut unsure.speaker {
        speaker.confidence = 0.61;
    }
    assert!(print(&[item(unsure)], look(Format::Human)).starts_with("Mara Ellison [61% sure]\n"));
    let nobody = Record { speaker: None, ..record() };
    assert!(print(&[item(nobody)], look(Format::Human)).starts_with("(unattributed)\n"));
}

#[test]
fn reported_words_stand_outside_the_marks() {
    let piece = |text: &str, marked, gap| Piece {
        text: text.to_owned(),
        marked,
        gap,
        highlights: Vec::new(),
    };
    let pieces = vec![
        piece("the deal is", false, false),
        piece("a start", true, false),
        piece("no more", true, true),
    ];
    let printed =
        print(&[Item { pieces, ..item(record()) }], Look { width: 79, ..look(Format::Human) });
    assert!(printed.contains("  the deal is “a start” … “no more”\n"), "{printed}");
}

#[test]
fn colours_mark_the_match_and_nothing_else() {
    let look = Look { colour: true, width: 79, ..look(Format::Human) };
    let printed = print(&[item(record())], look);
    let words = printed.lines().nth(1).expect("a second line");
    assert_eq!(
        words,
        "  “We will sign the \u{1b}[1m\u{1b}[31mferry\u{1b}[0m\u{1b}[1m\u{1b}[31m \
         \u{1b}[0m\u{1b}[1m\u{1b}[31mbill\u{1b}[0m … this week”"
    );
}

#[test]
fn a_hostile_article_cannot_steer_the_terminal() {
    let hostile = "a\u{1b}[2Jb\u{202e}c";
    let record = Record {
        text: Cow::Borrowed(hostile),
        title: Some(Cow::Borrowed(hostile)),
        outlet: Some(Cow::Borrowed(hostile)),
        highlights: Vec::new(),
        ..record()
    };
    for format in [Format::Human, Format::Jsonl, Format::Csv, Format::Tsv] {
        let look = Look { terminal: true, ..look(format) };
        let printed = print(&[item(record.clone())], look);
        assert!(
            !printed.chars().any(|ch| !matches!(ch, '\n' | '\t') && sanitize::steers(ch)),
            "{printed:?}"
        );
    }
    // The same value, in other bytes.
    let look = Look { terminal: true, ..look(Format::Jsonl) };
    let printed = print(&[item(record)], look);
    let read: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(read["text"], hostile);
}

#[test]
fn a_line_too_long_is_cut_at_a_character() {
    assert_eq!(human::fit("añb日本語", 6), "añb日…");
    assert_eq!(human::fit("short", 5), "short");
}

#[test]
fn a_place_is_a_link_where_the_terminal_opens_them() {
    let mut item = item(record());
    item.link = Some("file:///press/ferry%20bill.txt#12".to_owned());
    let plain = print(&[item], look(Format::Human));
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
    let mut item = self::item(record());
    item.link = Some("file:///press/ferry%20bill.txt#12".to_owned());
    let linked = print(&[item], Look { links: true, terminal: true, ..look(Format::Human) });
    let wanted = "  \u{1b}]8;;file:///press/ferry%20bill.txt#12\u{1b}\\corpus/2031/ferry.txt:12\u{1b}]8;;\u{1b}\\  0";
    assert!(linked.contains(wanted), "{linked:?}");
}

#[test]
fn what_stands_around_is_indented_further() {
    let mut item = item(record());
    item.around = Some(("The hall was full.".to_owned(), "Nobody left before ten.".to_owned()));
    let printed = print(&[item], look(Format::Human));
    assert!(printed.contains("\n    The hall was full.\n  “"), "{printed}");
    assert!(printed.contains("\n    Nobody left before ten.\n"), "{printed}");
}
