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
