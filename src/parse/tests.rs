//! Each format of text broken in five ways: cut short, in another encoding, under another
//! ending, empty, made to harm. What is said of each is pinned here.

use super::{ParseConfig, parse};
use crate::lexicon::Lexicon;

const TEXT: &str = "Levy falls\n\nBy Ada Marl\n\nThe caf\u{E9} owners of Port Sable were glad of the vote on the levy on Tuesday night.\n\n\u{201C}I will not bring it back,\u{201D} the mayor said.\n";

const PAGE: &str = "<!DOCTYPE html><html><head><title>Levy falls</title></head><body><article><h1>Levy falls</h1><p>The caf\u{E9} owners of Port Sable were glad of the vote on the levy on Tuesday night, after six hours.</p><p>\u{201C}I will not bring it back,\u{201D} the mayor, Ada Marl, said outside of the chamber that night.</p></article></body></html>";

const JSON: &str = "{\"title\":\"Levy falls\",\"text\":\"The caf\u{E9} owners of Port Sable were glad of the vote on the levy.\"}";

const TABLE: &str = "title,text\nLevy falls,\"The caf\u{E9} owners of Port Sable were glad of the vote on the levy.\"\nFares rise,\"The fares of the ferry rise in May, the board of the harbour said.\"\n";

const FEED: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"c\"><channel><title>Sable Gazette</title><item><title>Levy falls</title><content:encoded><![CDATA[<p>The caf\u{E9} owners of Port Sable were glad of the vote on the levy on Tuesday night.</p><p>The mayor, Ada Marl, said outside of the chamber that she would not bring it back.</p>]]></content:encoded></item><item><title>Fares rise</title><content:encoded><![CDATA[<p>The fares of the ferry rise in May, the board of the harbour said in a note to members.</p>]]></content:encoded></item></channel></rss>";

const MARKDOWN: &str = "---\ntitle: Levy falls\ndate: 2031-03-04\n---\n\nThe caf\u{E9} owners of Port Sable were glad of the vote on the levy on Tuesday night.\n";

/// What becomes of a file: its format, its articles and the notes, or why there are none.
fn outcome(name: &str, bytes: &[u8]) -> String {
    match parse(name, bytes, &Lexicon::builtin(), &ParseConfig::default()) {
        Ok(articles) => {
            let notes = articles.iter().flat_map(|article| &article.notes);
            let notes: Vec<&str> = notes.map(|note| note.message.as_str()).collect();
            format!("{} {} {}", articles[0].format, articles.len(), notes.join("; "))
        }
        Err(error) => error.to_string(),
    }
}

/// The text in Windows-1252.
fn latin(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

#[test]
fn broken_in_five_ways() {
    let lines = format!("{JSON}\n{JSON}\n");
    // What is shorter is a teaser.
    let more = "<p>The ferry workers had asked for a vote since the spring, and were heard.</p>";
    let feed = FEED.replace("]]>", &(more.repeat(3) + "]]>"));
    let mut out = String::new();
    for (name, whole, other) in [
        ("a.txt", TEXT, "a.csv"),
        ("a.md", MARKDOWN, "a.txt"),
        ("a.html", PAGE, "a.txt"),
        ("a.json", JSON, "a.jsonl"),
        ("a.jsonl", &lines, "a.json"),
        ("a.csv", TABLE, "a.txt"),
        ("a.xml", &feed, "a.html"),
    ] {
        let cut = &whole.as_bytes()[..whole.len() * 3 / 5];
        let hostile = match name {
            "a.txt" => "\u{201C}(\t-".repeat(50_000),
            "a.md" => ">".repeat(100_000) + "levy",
            "a.html" => "<div><b>".repeat(50_000),
            "a.csv" => "title,text\n".to_owned() + &"\"".repeat(100_001),
            "a.xml" => "<a>".repeat(100_000),
            _ => "[".repeat(100_000),
        };
        for (how, result) in [
            ("cut", outcome(name, cut)),
            ("encoding", outcome(name, &latin(whole))),
            ("ending", outcome(other, whole.as_bytes())),
            ("empty", outcome(name, b" \n")),
            ("hostile", outcome(name, hostile.as_bytes())),
        ] {
            out.push_str(format!("{name} {how}: {result}").trim_end());
            out.push('\n');
        }
    }
    let wanted = include_str!("tests/broken.txt");
    assert_eq!(out, wanted, "\n{out}");
}
