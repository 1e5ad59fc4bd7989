use crate::diagnostic::Severity;
use crate::lexicon::Lexicon;
use crate::parse::{Article, ParseConfig, ParseError, parse};

fn read(name: &str, bytes: &[u8]) -> Result<Article, ParseError> {
    parse(name, bytes, &Lexicon::builtin(), &ParseConfig::default())
        .map(|mut articles| articles.swap_remove(0))
}

fn texts(article: &Article) -> Vec<&str> {
    article.blocks.iter().map(|block| block.span.of(&article.text)).collect()
}

/// A page: lines of text, each with its place from the left and from the bottom, in points.
type Lines<'a> = Vec<(u32, u32, &'a str)>;

/// A document with a font and these pages; `more` stands in its trailer.
fn document(pages: &[Lines<'_>], more: &str) -> Vec<u8> {
    let streams: Vec<String> = pages
        .iter()
        .map(|lines| {
            let show = lines.iter().map(|(x, y, text)| {
                let text = text.replace('(', "\\(").replace(')', "\\)");
                format!("BT /F1 11 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n")
            });
            show.collect()
        })
        .collect();
    of_streams(&streams, more)
}

fn of_streams(streams: &[String], more: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..streams.len()).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    for (n, stream) in streams.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * n
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()));
    }
    let mut out = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R {more} >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}

/// Three pages of a release with a head and a number on each; the second has two columns.
fn release() -> Vec<Lines<'static>> {
    let left = [
        "The ferry workers had asked for a",
        "vote since the spring. They were",
        "heard at last, their union said in",
        "a statement on Tuesday night.",
    ];
    let right = [
        "The harbour board will meet again",
        "in May. It may put up the fares by",
        "a tenth, its chair told members at",
        "the end of a long sitting.",
    ];
    let head = |number: &'static str| vec![(72, 760, "Sable Harbour Board"), (300, 30, number)];
    let mut one = head("Page 1 of 3");
    one.extend([
        (72, 700, "Levy falls at last"),
        (72, 670, "March 4, 2031"),
        (72, 640, "The council of Port Sable rejected the ferry levy on Tuesday night after six hours of de-"),
        (72, 626, "bate. The mayor, Ada Marl, said outside the chamber that she would not bring it back."),
        (72, 596, "Low- and high-paid members of the harbour board, who had asked for the levy in the winter, said that they"),
        (72, 582, "would now have to look for the money elsewhere, and that this would not be easy in a year"),
    ]);
    let mut two = head("Page 2 of 3");
    two.extend([
        (72, 700, "of low fares and high wages, as their chair put it in a letter to the members of the council."),
    ]);
    for (n, (left, right)) in (0..).zip(left.iter().zip(right)) {
        let below = 660 - 14 * n;
        two.extend([(72, below, *left), (330, below, right)]);
    }
    let mut three = head("Page 3 of 3");
    three.push((
        72,
        700,
        "The next sitting of the council is on Friday, and it is open to all who wish to come.",
    ));
    vec![one, two, three]
}

#[test]
fn columns_and_paragraphs_are_put_together_and_heads_left_out() {
    let article = read("levy.pdf", &document(&release(), "")).expect("a text");
    assert_eq!(article.format, "pdf");
    assert_eq!(article.meta.title.as_deref(), Some("Levy falls at last"));
    assert_eq!(article.meta.date.expect("a date").date.to_string(), "2031-03-04");
    assert_eq!(
        texts(&article)[2..],
        [
            "The council of Port Sable rejected the ferry levy on Tuesday night after six hours of debate. The mayor, Ada Marl, said outside the chamber that she would not bring it back.",
            "Low- and high-paid members of the harbour board, who had asked for the levy in the winter, said that they would now have to look for the money elsewhere, and that this would not be easy in a year of low fares and high wages, as their chair put it in a letter to the members of the council.",
            "The ferry workers had asked for a vote since the spring. They were heard at last, their union said in a statement on Tuesday night.",
            "The harbour board will meet again in May. It may put up the fares by a tenth, its chair told members at the end of a long sitting.",
            "The next sitting of the council is on Friday, and it is open to all who wish to come.",
        ]
    );
    assert_eq!(article.notes, []);
}

#[test]
fn broken_in_five_ways() {
    let whole = document(&release(), "");
    // Truncated: the table of its objects is at its end.
    let cut = read("a.pdf", &whole[..whole.len() / 2]).map(|article| article.notes);
    assert!(!matches!(&cut, Ok(notes) if notes.is_empty()), "{cut:?}");
    // Under another ending, told by its bytes.
    assert_eq!(read("a.txt", &whole).expect("a text").format, "pdf");
    let error = read("a.pdf", b"Levy falls at last").expect_err("an error");
    assert_eq!(error.to_string(), "broken PDF at its start: does not begin as PDF does");
    // Empty.
    assert_eq!(read("a.pdf", b"").err(), Some(ParseError::Empty));
    let blank = read("a.pdf", &document(&[vec![]], "")).expect_err("an error");
    assert_eq!(blank.to_string(), "not an article: a PDF document without text");
    // Hostile: loops, depth, lengths that lie.
    let looped = String::from_utf8_lossy(&whole).replace("/Kids [4 0 R", "/Kids [2 0 R 2 0 R");
    let article = read("a.pdf", looped.as_bytes()).expect("the pages beside the loop");
    assert!(article.text.contains("The next sitting"), "{}", article.text);
    let deep = of_streams(&["[".repeat(200_000) + "BT (levy) Tj ET"], "");
    let error = read("a.pdf", &deep).expect_err("an error");
    assert_eq!(error.to_string(), "broken PDF at its start: lists in it nest too deeply");
    let below = of_streams(&["[".repeat(19_000) + "BT (levy) Tj ET"], "");
    assert!(read("a.pdf", &below).is_err());
    let long = String::from_utf8_lossy(&whole).replace("/Length ", "/Length 99999999");
    let _ = read("a.pdf", long.as_bytes());
    let error = read("a.pdf", b"%PDF-1.7\n%%EOF").expect_err("an error");
    assert_eq!(error.reason(), "broken");
}

#[test]
fn encrypted_documents_and_scans_are_told_as_such() {
    let more = "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <0000000000000000000000000000000000000000000000000000000000000000> /U <0000000000000000000000000000000000000000000000000000000000000000> >> /ID [<00000000000000000000000000000000> <00000000000000000000000000000000>]";
    let error = read("a.pdf", &document(&release(), more)).expect_err("an error");
    assert_eq!(error.to_string(), "PDF that cannot be read: it is encrypted");
    assert!(!error.is_by_rule());
    let scan = "q 612 0 0 792 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \u{1} EI Q".to_owned();
    let error = read("a.pdf", &of_streams(&[scan.clone(), scan.clone()], "")).expect_err("none");
    assert_eq!(error.to_string(), "PDF that cannot be read: 2 scanned pages without text");
    let page = "BT /F1 11 Tf 1 0 0 1 72 700 Tm (The council of Port Sable rejected the ferry levy on Tuesday night.) Tj ET".to_owned();
    let article = read("a.pdf", &of_streams(&[page, scan], "")).expect("a text");
    assert_eq!(article.notes[0].message, "scanned pages without text: 2");
    assert_eq!(article.notes[0].severity, Severity::Loss);
}
