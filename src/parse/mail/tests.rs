use crate::lexicon::Lexicon;
use crate::parse::{Article, DateSource, ParseConfig, ParseError, parse};

fn read(name: &str, bytes: &[u8]) -> Result<Vec<Article>, ParseError> {
    parse(name, bytes, &Lexicon::builtin(), &ParseConfig::default())
}

fn one(bytes: &[u8]) -> Article {
    let mut articles = read("a.eml", bytes).expect("an article");
    assert_eq!(articles.len(), 1);
    articles.swap_remove(0)
}

fn texts(article: &Article) -> Vec<&str> {
    article.blocks.iter().map(|block| block.span.of(&article.text)).collect()
}

const HEAD: &str = "Received: from list.example by mail.example; Wed, 5 Mar 2031 04:10:00 +0000\r\nFrom: =?utf-8?Q?Sarah_M=C3=A4rl_from_Sable_Gazette?= <crossing@list.example>\r\nTo: readers@list.example\r\nSubject: =?utf-8?B?TGV2eSBmYWxscyDigJQgYXQgbGFzdA==?=\r\nDate: Tue, 4 Mar 2031 23:10:00 -0500\r\nMIME-Version: 1.0\r\n";

const PLAIN: &str = "View this email in your browser (https://list.example/c/9f3?u=1)\r\n\r\nThe council of Port Sable rejected the ferry levy\r\n(https://list.example/c/9f4) on Tuesday night.\r\n\r\n=E2=80=9CI will not bring it back,=E2=80=9D the mayor, Ada Marl, =\r\nsaid.\r\n\r\n-- =20\r\nSable Gazette, 1 Quay Road\r\n";

const MARKUP: &str = "<html><head><style>p{color:red}</style><title>x</title></head><body><div style=\"display:none\">The council of Port</div><table><tr><td><p>The council of Port Sable rejected the ferry levy on Tuesday night.</p><p>=E2=80=9CI will not bring it back,=E2=80=9D the mayor, Ada Marl, said.</p></td></tr></table><p><a href=3D\"https://list.example/u\">Unsubscribe</a></p></body></html>\r\n";

fn letter(plain: &str, markup: &str) -> String {
    format!(
        "{HEAD}Content-Type: multipart/alternative; boundary=\"edge\"\r\n\r\nnot shown\r\n--edge\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{plain}\r\n--edge\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{markup}\r\n--edge--\r\n"
    )
}

const STORY: [&str; 2] = [
    "The council of Port Sable rejected the ferry levy on Tuesday night.",
    "\u{201C}I will not bring it back,\u{201D} the mayor, Ada Marl, said.",
];

#[test]
fn the_head_tells_and_the_plain_form_is_read() {
    let article = one(letter(PLAIN, MARKUP).as_bytes());
    assert_eq!(article.format, "eml");
    assert_eq!(article.meta.title.as_deref(), Some("Levy falls \u{2014} at last"));
    assert_eq!(article.meta.authors, ["Sarah M\u{E4}rl"]);
    assert_eq!(article.meta.outlet.as_deref(), Some("Sable Gazette"));
    let date = article.meta.date.expect("a date");
    // The day of the sender, not that of the mail program or of Greenwich.
    assert_eq!((date.date.to_string().as_str(), date.source), ("2031-03-04", DateSource::Metadata));
    let texts: Vec<String> = texts(&article).iter().map(|text| text.replace('\n', " ")).collect();
    assert_eq!(texts, STORY);
    assert_eq!(article.notes, []);
}

#[test]
fn the_form_with_markup_is_read_where_the_plain_one_is_a_stub() {
    let article = one(letter("Your mail program does not show pages.\r\n", MARKUP).as_bytes());
    assert_eq!(texts(&article), STORY);
    let alone = format!(
        "{HEAD}Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{MARKUP}"
    );
    assert_eq!(texts(&one(alone.as_bytes())), STORY);
}

#[test]
fn senders_are_people_or_outlets() {
    for (from, more, authors, outlet) in [
        ("Sarah Marl <s@gazette.example>", "", &["Sarah Marl"][..], None),
        ("Sable Gazette <s@list.example>", "", &[], Some("Sable Gazette")),
        ("Sable Gazette | Sarah Marl <s@l.example>", "", &["Sarah Marl"], Some("Sable Gazette")),
        ("\"Sarah Marl, Sable Gazette\" <s@l.example>", "", &["Sarah Marl"], Some("Sable Gazette")),
        (
            "Sarah Marl <s@list.example>",
            "Reply-To: Press Office of the Council <p@council.example>\r\n",
            &["Sarah Marl"],
            Some("Press Office of the Council"),
        ),
        ("s@list.example", "", &[], None),
    ] {
        let mail = format!(
            "From: {from}\r\n{more}Subject: Re: Levy\r\nMIME-Version: 1.0\r\n\r\nThe levy fell on Tuesday.\r\n"
        );
        let article = one(mail.as_bytes());
        assert_eq!(article.meta.authors, authors, "{from}");
        assert_eq!(article.meta.outlet.as_deref(), outlet, "{from}");
        assert_eq!(article.meta.title.as_deref(), Some("Levy"), "{from}");
    }
}

#[test]
fn encodings_are_those_declared_or_detected() {
    let latin = |kind: &str| {
        let mut mail = format!("{HEAD}Content-Type: text/plain{kind}\r\n\r\nThe caf").into_bytes();
        mail.extend_from_slice(b"\xE9 owner, Ren\xE9e Doral, said \x93no\x94 to the levy.\r\n");
        mail
    };
    let wanted = "The caf\u{E9} owner, Ren\u{E9}e Doral, said \u{201C}no\u{201D} to the levy.";
    let declared = one(&latin("; charset=windows-1252"));
    assert_eq!((texts(&declared), declared.notes.len()), (vec![wanted], 0));
    let guessed = one(&latin(""));
    assert_eq!(texts(&guessed), [wanted]);
    assert_eq!(guessed.notes[0].message, "read as windows-1252 by detection");
    let base64 = format!(
        "{HEAD}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nVGhlIGxldnkgZmVs\r\nbCBvbiBUdWVzZGF5Lg==\r\n"
    );
    assert_eq!(texts(&one(base64.as_bytes())), ["The levy fell on Tuesday."]);
}

#[test]
fn a_mailbox_is_split_and_its_quoted_lines_are_restored() {
    let mail = |n: usize| {
        format!(
            "From crossing@list.example Tue Mar  4 23:10:00 2031\nFrom: Sable Gazette <s@list.example>\nSubject: Levy number {n}\nDate: Tue, 4 Mar 2031 23:10:00 -0500\nMessage-ID: <{n}@list.example>\n\nThe levy fell on Tuesday.\n\n>From here on there is none, said number {n}.\n\nFrom the quay one saw the ferry leave.\n\n"
        )
    };
    for count in [3, 100] {
        let all: String = (1..=count).map(mail).collect();
        for name in ["a.mbox", "Inbox"] {
            let articles = read(name, all.as_bytes()).expect("articles");
            assert_eq!(articles.len(), count);
            for (at, article) in (1..).zip(&articles) {
                assert_eq!(article.ordinal, u32::try_from(at).ok());
                assert_eq!(article.meta.title, Some(format!("Levy number {at}")));
                let quoted = format!("From here on there is none, said number {at}.");
                assert_eq!(
                    texts(article)[1..],
                    [&quoted, "From the quay one saw the ferry leave."]
                );
                assert_eq!(article.notes, []);
            }
        }
    }
}

#[test]
fn broken_in_five_ways() {
    let whole = letter(PLAIN, MARKUP);
    // Truncated.
    let cut = one(&whole.as_bytes()[..whole.len() - 300]);
    assert_eq!(cut.notes[0].message, "the last part of the mail does not end");
    // Its encoding is not the one that it declares.
    let wrong = whole.replace("=E2=80=9CI", "=93I");
    assert!(one(wrong.as_bytes()).notes.iter().any(|note| note.code == "encoding"));
    // Under another ending.
    assert_eq!(read("a.txt", whole.as_bytes()).expect("told by its bytes")[0].format, "eml");
    assert_eq!(
        read("a.txt", b"From: the quay\n\nThe levy fell.").expect("a text")[0].format,
        "txt"
    );
    // Empty.
    assert_eq!(read("a.eml", b"").err(), Some(ParseError::Empty));
    let bare = format!("{HEAD}Content-Type: text/plain\r\n\r\n\r\n");
    let error = read("a.eml", bare.as_bytes()).expect_err("an error");
    assert_eq!(error.to_string(), "not an article: a mail without text");
    // Hostile.
    let error = read("a.eml", b"The levy fell on Tuesday.").expect_err("an error");
    assert_eq!(
        error.to_string(),
        "broken mail at its start: its head names neither a sender nor a subject"
    );
    let error = read("a.mbox", b"The levy fell on Tuesday.").expect_err("an error");
    assert_eq!(error.to_string(), "broken mailbox at byte 0: no mail begins at its start");
    let nested: String = (0..20_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect();
    let error = read("a.eml", format!("{HEAD}{nested}").as_bytes()).expect_err("an error");
    assert_eq!(error.reason(), "not-an-article");
    let marks = "From a\nFrom: b\n\n".repeat(20_000);
    assert!(read("a.mbox", marks.as_bytes()).is_err());
}
