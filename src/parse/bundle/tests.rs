use crate::diagnostic::Severity;
use crate::lexicon::Lexicon;
use crate::parse::{Article, ParseConfig, ParseError, parse};

fn read(text: &str) -> Result<Vec<Article>, ParseError> {
    parse("a.txt", text.as_bytes(), &Lexicon::builtin(), &ParseConfig::default())
}

const BODY: &str = "The council of Port Sable rejected the ferry levy on Tuesday night after six\nhours of talk.\n\n\u{201C}I will not bring it back,\u{201D} the mayor, Ada Marl, said outside the chamber.\n";

fn lexis(n: usize, of: usize) -> String {
    format!(
        "\n                  {n} of {of} DOCUMENTS\n\n\n                Sable Gazette\n\n              March 4, 2031 Tuesday\n                City Edition\n\nLevy number {n} falls\n\nBYLINE: Tim Oster\n\nSECTION: NEWS; Pg. 3\n\nLENGTH: 31 words\n\n{BODY}\nLOAD-DATE: March 5, 2031\n\nLANGUAGE: ENGLISH\n\nCopyright 2031 Sable Gazette\n"
    )
}

fn nexis(n: usize) -> String {
    let body = BODY.replace("six\n", "six ");
    format!(
        "Levy number {n} falls\n\nSable Gazette\n\nMarch 4, 2031 Tuesday 9:20 AM GMT\n\nCopyright 2031 Sable Gazette All Rights Reserved\n\nSection: NEWS; Version:1\n\nLength: 31 words\n\nByline: Tim Oster\n\nBody\n\n{body}\nClassification\n\nLanguage: ENGLISH\n\nLoad-Date: March 5, 2031\n\nEnd of Document\n\n"
    )
}

fn factiva(n: usize) -> String {
    format!(
        "SE\tNews\nHD\tLevy number {n} falls\nBY\tTim Oster\nWC\t31 words\nPD\t4 March 2031\nSN\tSable Gazette\nLP\t{}\nAN\tDocument\nDocument GAZE000020310304e734000{n:03}\n\n",
        BODY.replace("six\n", "six ")
    )
}

fn proquest(n: usize) -> String {
    let body = BODY.replace("six\n", "six ");
    format!(
        "{}\nLevy number {n} falls\n\nAuthor: Oster, Tim\n\nFull text: {body}\nSubject: Ferries\n\nPublication title: Sable Gazette\n\nPublication date: Mar 4, 2031\n\nSection: NEWS\n\nDatabase: Coast\n",
        "_".repeat(60)
    )
}

fn check(articles: &[Article], count: usize, format: &str) {
    assert_eq!(articles.len(), count, "{format}");
    for (at, article) in (1_u32..).zip(articles) {
        assert_eq!(article.format, format);
        assert_eq!(article.ordinal, (count > 1).then_some(at), "{format}");
        assert_eq!(article.meta.title, Some(format!("Levy number {at} falls")), "{format}");
        assert_eq!(article.meta.outlet.as_deref(), Some("Sable Gazette"), "{format}");
        let date = article.meta.date.expect("a date").date.to_string();
        assert_eq!(date, "2031-03-04", "{format}");
        assert!(!article.meta.authors.is_empty(), "{format}");
        let first = article.blocks.first().expect("a block").span.of(&article.text);
        assert!(first.starts_with("The council of Port Sable"), "{format}: {first}");
        let last = article.blocks.last().expect("a block").span.of(&article.text);
        assert!(last.ends_with("outside the chamber."), "{format}: {last}");
        assert_eq!(article.blocks.len(), 2, "{format}");
    }
}

#[test]
fn exports_of_three_and_of_a_hundred_are_split_and_counted() {
    for count in [3, 100] {
        let all = |one: &dyn Fn(usize) -> String| (1..=count).map(one).collect::<String>();
        let cover =
            format!("Documents ({count})\n\n1. Levy number 1 falls\n\nClient/Matter: -None-\n\n");
        for (format, text) in [
            ("lexis", all(&|n| lexis(n, count))),
            ("nexis", cover + &all(&nexis)),
            ("factiva", all(&factiva)),
            ("proquest", all(&proquest)),
        ] {
            let articles = read(&text).expect(format);
            check(&articles, count, format);
            assert!(articles[0].notes.is_empty(), "{format}: {:?}", articles[0].notes);
        }
    }
}

/// Factiva as a page, with the classes of its elements.
fn factiva_page(n: usize) -> String {
    let body: String = BODY
        .replace("six\n", "six ")
        .split("\n\n")
        .map(|text| format!("<p class=\"articleParagraph enarticleParagraph\" >{text}</p>"))
        .collect();
    format!(
        "<div class=\"article enArticle\"><div>News</div><div id=\"hd\"><span class=\"enHeadline\">Levy number {n} falls</span></div><div class=\"author\">By Tim Oster </div><div>1,031 words</div><div>4 March 2031</div><div>09:20 GMT</div><div>Sable Gazette</div><div>GAZE</div><div>A3</div><div>English</div><div>Copyright 2031. Sable Gazette.</div>{body}<p>Document GAZE000020310304e734000{n:03}</p></div><br/>"
    )
}

/// The same as RTF, as it is printed and with the codes of its fields in a table.
fn factiva_rtf(n: usize, coded: bool) -> String {
    let body = BODY
        .replace("six\n", "six ")
        .replace('\u{201C}', "\\ldblquote ")
        .replace('\u{201D}', "\\rdblquote ");
    if coded {
        let body = body.trim_end().replace("\n\n", "\\par ");
        return format!(
            "\\trowd HD\\cell Levy number {n} falls\\cell\\row\\trowd BY\\cell By Tim Oster\\cell\\row\\trowd WC\\cell 1,031 words\\cell\\row\\trowd PD\\cell 4 March 2031\\cell\\row\\trowd SN\\cell Sable Gazette\\cell\\row\\trowd LP\\cell {body}\\cell\\row\\trowd AN\\cell Document GAZE000020310304e734000{n:03}\\cell\\row\\pard Document GAZE000020310304e734000{n:03}\\par "
        );
    }
    let body = body.trim_end().replace("\n\n", "\\par ");
    format!(
        "\\b Levy number {n} falls\\b0\\par By Tim Oster\\par 1,031 words\\par 4 March 2031\\par Sable Gazette\\par GAZE\\par English\\par \\'a9 2031 Sable Gazette.\\par {body}\\par Document GAZE000020310304e734000{n:03}\\par \\page "
    )
}

/// The older Lexis as a page.
fn lexis_page(n: usize, of: usize) -> String {
    let body: String = BODY
        .replace("six\n", "six ")
        .split("\n\n")
        .map(|text| {
            format!("<DIV CLASS=\"c4\"><P CLASS=\"c8\"><SPAN CLASS=\"c2\">{text}</SPAN></P></DIV>")
        })
        .collect();
    format!(
        "<DOC NUMBER={n}><DOCFULL> --><DIV CLASS=\"c0\"><P CLASS=\"c1\"><SPAN CLASS=\"c2\">{n} of {of} DOCUMENTS</SPAN></P></DIV><DIV CLASS=\"c0\"><BR><P CLASS=\"c1\"><SPAN CLASS=\"c2\">Sable Gazette</SPAN></P></DIV><DIV CLASS=\"c3\"><P CLASS=\"c1\"><SPAN CLASS=\"c4\">March 4</SPAN><SPAN CLASS=\"c2\">, 2031 Tuesday</SPAN></P></DIV><DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c7\">Levy number {n} falls</SPAN></P></DIV><DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c8\">BYLINE: </SPAN><SPAN CLASS=\"c2\">Tim Oster</SPAN></P></DIV><DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c8\">LENGTH: </SPAN><SPAN CLASS=\"c2\">31 words</SPAN></P></DIV>{body}<DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c8\">LOAD-DATE: </SPAN><SPAN CLASS=\"c2\">March 5, 2031</SPAN></P></DIV></DOCFULL></DOC><!-- Hide XML section from browser\n"
    )
}

#[test]
fn exports_as_pages_and_as_rtf_are_split_too() {
    let lexicon = Lexicon::builtin();
    let read = |name: &str, text: &str| {
        parse(name, text.as_bytes(), &lexicon, &ParseConfig::default()).expect("articles")
    };
    let page = |body: String| {
        format!("<!DOCTYPE html><html><head><title>Levy</title></head><body>{body}</body></html>")
    };
    let rtf = |body: String| format!("{{\\rtf1\\ansi\\ansicpg1252 {body}}}");
    for count in [3, 100] {
        let all = |one: &dyn Fn(usize) -> String| (1..=count).map(one).collect::<String>();
        for (format, articles) in [
            ("factiva", read("a.html", &page(all(&factiva_page)))),
            ("factiva", read("a.rtf", &rtf(all(&|n| factiva_rtf(n, false))))),
            ("factiva", read("a.rtf", &rtf(all(&|n| factiva_rtf(n, true))))),
            ("lexis", read("a.html", &page(all(&|n| lexis_page(n, count))))),
        ] {
            check(&articles, count, format);
            assert!(articles[0].notes.is_empty(), "{format}: {:?}", articles[0].notes);
        }
    }
    let short = read("a.html", &page(lexis_page(1, 3) + &lexis_page(3, 3)));
    assert!(short[0].notes[0].message.ends_with("missing: number 2"), "{:?}", short[0].notes);
}

#[test]
fn a_count_that_does_not_fit_is_told() {
    let articles = read(&(lexis(1, 3) + &lexis(2, 3))).expect("two articles");
    let note = &articles[0].notes[0];
    assert_eq!(
        note.message,
        "the export announces 3 articles, 2 were found in it; without text or missing: number 3"
    );
    assert_eq!((note.code, note.severity), ("bundle-count", Severity::Loss));
    let cover = "Documents (3)\n\n1. Levy number 1 falls\n\nClient/Matter: -None-\n\n2. Levy number 2 falls\n\n3. Fares rise\n\n";
    let cut = format!("{cover}{}{}", nexis(1), &nexis(2)[..60]);
    assert_eq!(
        read(&cut).expect("one article")[0].notes[0].message,
        "the export announces 3 articles, 1 were found in it; without text or missing: Levy number 2 falls; Fares rise"
    );
    let blank = proquest(2).replace(&BODY.replace("six\n", "six "), "");
    assert_eq!(
        read(&(proquest(1) + &blank + &proquest(3))).expect("two articles")[0].notes[0].message,
        "the export announces 3 articles, 2 were found in it; without text or missing: Levy number 2 falls"
    );
}

#[test]
fn other_texts_are_no_exports() {
    let story = format!("Levy falls\n\n{BODY}\nEnd of Document\n\nSection: NEWS\n");
    assert_eq!(read(&story).expect("a story")[0].format, "txt");
    let rules = format!("Levy falls\n\n{}\n\n{BODY}", "_".repeat(60));
    assert_eq!(read(&rules).expect("a story").len(), 1);
    let hostile = "1 of 9 DOCUMENTS\n".repeat(50_000);
    assert!(read(&hostile).is_ok());
}
