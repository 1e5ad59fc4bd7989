use std::io::Write;

use crate::lexicon::Lexicon;
use crate::parse::{Article, ParseConfig, ParseError, parse};

const STORY: &str = "Levy falls at last\n\nBy Ada Marl\n\nThe council of Port Sable rejected the ferry levy on Tuesday night.\n";

const PAGE: &str = "<!DOCTYPE html><html><head><title>Levy falls at last</title></head><body><article><h1>Levy falls at last</h1><p>The council of Port Sable rejected the ferry levy on Tuesday night after six hours of talk.</p><p>The mayor, Ada Marl, said outside the chamber that she would not bring it back.</p></article></body></html>";

fn read(name: &str, bytes: &[u8]) -> Result<Vec<Article>, ParseError> {
    parse(name, bytes, &Lexicon::builtin(), &ParseConfig::default())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("written");
    encoder.finish().expect("compressed")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
        archive.write_all(bytes).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        archive.append_data(&mut header, name, *bytes).expect("a member");
    }
    archive.into_inner().expect("an archive")
}

fn warc(url: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let mut response = format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").into_bytes();
    response.extend_from_slice(body);
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2040-01-01T00:00:00Z\r\nContent-Length: {}\r\n\r\n",
        response.len()
    )
    .into_bytes();
    record.extend(response);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

fn members() -> Vec<(&'static str, &'static [u8])> {
    vec![
        ("press/gazette_2031-03-04_levy-falls-at-last.txt", STORY.as_bytes()),
        ("press/page.html", PAGE.as_bytes()),
        ("press/photo.jpg", b"\xFF\xD8\xFF"),
        ("press/.hidden.txt", STORY.as_bytes()),
    ]
}

fn check(articles: &[Article]) {
    assert_eq!(articles.len(), 2);
    assert_eq!(articles[0].format, "txt");
    assert_eq!(articles[1].format, "html");
    assert_eq!(articles[1].ordinal, Some(2));
    assert_eq!(articles[0].meta.date.expect("a date").date.to_string(), "2031-03-04");
    assert_eq!(articles[0].meta.title.as_deref(), Some("Levy falls at last"));
    assert_eq!(articles[0].notes[0].message, "1 files in it passed over, without an article");
}

#[test]
fn archives_are_read_as_folders() {
    check(&read("a.zip", &zip(&members())).expect("articles"));
    check(&read("a.tar", &tar(&members())).expect("articles"));
    check(&read("a.tgz", &gzip(&tar(&members()))).expect("articles"));
    check(&read("a.tar.zst", &zstd(&tar(&members()))).expect("articles"));
    // Told by the bytes, whatever the name.
    check(&read("a.dat", &zip(&members())).expect("articles"));
}

#[test]
fn a_compressed_file_is_the_file_in_it() {
    let name = "gazette_2031-03-04_levy-falls-at-last.txt";
    for (ending, bytes) in [("gz", gzip(STORY.as_bytes())), ("zst", zstd(STORY.as_bytes()))] {
        let articles = read(&format!("{name}.{ending}"), &bytes).expect("an article");
        assert_eq!((articles.len(), articles[0].ordinal), (1, None));
        assert_eq!(articles[0].text, STORY);
        assert_eq!(articles[0].meta.date.expect("a date").date.to_string(), "2031-03-04");
    }
    // Files of several members or frames, one behind the other.
    let (front, back) = STORY.split_at(40);
    let mut twice = gzip(front.as_bytes());
    twice.extend(gzip(back.as_bytes()));
    assert_eq!(read("a.txt.gz", &twice).expect("an article")[0].text, STORY);
    let mut twice = zstd(front.as_bytes());
    twice.extend(zstd(back.as_bytes()));
    assert_eq!(read("a.txt.zst", &twice).expect("an article")[0].text, STORY);
}

#[test]
fn crawls_give_their_pages_with_address() {
    let mut crawl =
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\ninfo\r\n\r\n".to_vec();
    let url = "https://gazette.example/2031/03/04/levy";
    crawl.extend(warc(url, "Content-Type: text/html", PAGE.as_bytes()));
    let (front, back) = PAGE.as_bytes().split_at(100);
    let mut chunks = format!("{:x}\r\n", front.len()).into_bytes();
    chunks.extend_from_slice(front);
    chunks.extend(format!("\r\n{:x}\r\n", back.len()).into_bytes());
    chunks.extend_from_slice(back);
    chunks.extend_from_slice(b"\r\n0\r\n\r\n");
    crawl.extend(warc(
        url,
        "Content-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked",
        &chunks,
    ));
    let head = "Content-Type: text/html\r\nContent-Encoding: gzip";
    crawl.extend(warc(url, head, &gzip(PAGE.as_bytes())));
    crawl.extend(warc("https://gazette.example/a.png", "Content-Type: image/png", b"\x89PNG"));
    for (name, bytes) in [("a.warc", crawl.clone()), ("a.warc.gz", gzip(&crawl))] {
        let articles = read(name, &bytes).expect("articles");
        assert_eq!(articles.len(), 3);
        for article in &articles {
            assert_eq!(article.meta.url.as_deref(), Some(url));
            assert_eq!(article.meta.date.expect("a date").date.to_string(), "2031-03-04");
            assert!(article.text.contains("six hours of talk"));
        }
    }
    let cut = read("a.warc", &crawl[..crawl.len() - 400]).expect("the rest");
    assert!(cut[0].notes.iter().any(|note| note.message.contains("a record is cut short")));
}

#[test]
fn broken_in_five_ways() {
    let whole = zip(&members());
    // Truncated.
    let error = read("a.zip", &whole[..whole.len() / 2]).expect_err("an error");
    assert!(error.to_string().starts_with("broken ZIP archive at its start: "), "{error}");
    let long = STORY.repeat(2000);
    let archive = tar(&[("a.txt", STORY.as_bytes()), ("b.txt", long.as_bytes())]);
    let cut = read("a.tar", &archive[..archive.len() / 2]).expect("the rest");
    assert_eq!(cut.len(), 1);
    assert!(!cut[0].notes.is_empty());
    // Under the wrong ending.
    assert_eq!(read("a.txt", &gzip(STORY.as_bytes())).expect("told by its bytes").len(), 1);
    for name in ["a.gz", "a.zst", "a.zip", "a.warc"] {
        let error = read(name, STORY.as_bytes()).expect_err("an error");
        assert_eq!(error.reason(), "broken", "{name}: {error}");
        assert_eq!(read(name, b"").err(), Some(ParseError::Empty));
    }
    // Empty.
    let error = read("a.zip", &zip(&[])).expect_err("an error");
    assert_eq!(error.to_string(), "not an article: an archive of 0 files, none of them an article");
    // A member in the wrong encoding or broken is named; the others are read.
    let some = zip(&[
        ("a.txt", STORY.as_bytes()),
        ("b.json", b"{\"text\":"),
        ("c.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01"),
    ]);
    let articles = read("a.zip", &some).expect("articles");
    assert_eq!(articles.len(), 1);
    let notes: Vec<_> = articles[0].notes.iter().map(|note| note.message.as_str()).collect();
    assert!(
        notes.iter().any(|note| note.starts_with("`b.json` in it not read: broken")),
        "{notes:?}"
    );
    assert!(
        notes.iter().any(|note| note.starts_with("`c.txt` in it not read: binary")),
        "{notes:?}"
    );
}

#[test]
fn what_is_unpacked_is_bounded() {
    let config = ParseConfig { max_bytes: 1 << 20, ..ParseConfig::default() };
    let bomb = vec![b'a'; 4 << 20];
    let read = |name: &str, bytes: &[u8]| parse(name, bytes, &Lexicon::builtin(), &config);
    let archive =
        zip(&[("a.txt", STORY.as_bytes()), ("b.txt", &bomb), ("c.txt", STORY.as_bytes())]);
    let articles = read("a.zip", &archive).expect("what was within the bound");
    assert_eq!(articles.len(), 1);
    let notes: Vec<_> = articles[0].notes.iter().map(|note| note.message.as_str()).collect();
    assert!(
        notes.iter().any(|note| note.contains("unpacks to more than 1048576 bytes")),
        "{notes:?}"
    );
    // The bound is one for all that stands in a file.
    let inner = zip(&[("a.txt", &bomb[..700_000])]);
    let nested = zip(&[("a.zip", &inner), ("b.zip", &inner), ("c.txt", STORY.as_bytes())]);
    let articles = read("a.zip", &nested).expect("what was within the bound");
    assert!(articles.iter().all(|article| article.text != STORY), "no room was left for the last");
    // Compressed again and again.
    let deep = (0..6).fold(STORY.as_bytes().to_vec(), |bytes, _| gzip(&bytes));
    let error = read("a.gz", &deep).expect_err("an error");
    assert_eq!(error.to_string(), "not an article: an archive too deep in others");
}
