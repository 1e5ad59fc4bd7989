use crate::lexicon::Lexicon;
use crate::parse::{Article, ParseConfig, ParseError, parse};

fn read(name: &str, text: &str) -> Result<Vec<Article>, ParseError> {
    parse(name, text.as_bytes(), &Lexicon::builtin(), &ParseConfig::default())
}

fn one(text: &str) -> Article {
    read("a.xml", text).expect(text).swap_remove(0)
}

fn date(article: &Article) -> String {
    article.meta.date.expect("a date").date.to_string()
}

const HANSARD: &str = r#"<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE publicwhip [<!ENTITY pound "&#163;">]>
<publicwhip scraper="x">
<major-heading id="uk.org.publicwhip/debate/2031-03-04a.1.0" url="https://x.example/1">Ferries</major-heading>
<gidredirect oldgid="a" newgid="b"/>
<speech id="uk.org.publicwhip/debate/2031-03-04a.1.1" speakername="Ada Marl" time="14:30:00">
	<p pid="1">The levy brought in &pound;5 million&mdash;<i>too</i>
 much.</p><p>It must go.</p>
</speech>
<speech id="x" nospeaker="true"><p>The House divided.</p></speech>
</publicwhip>"#;

#[test]
fn hansard_is_read_turn_by_turn() {
    let article = one(HANSARD);
    assert_eq!(article.format, "hansard");
    assert_eq!(date(&article), "2031-03-04");
    assert_eq!(
        article.text,
        "Ferries\n\nAda Marl: The levy brought in \u{A3}5 million\u{2014}too much.\n\nIt must go.\n\nThe House divided."
    );
    let labels: Vec<_> = article
        .blocks
        .iter()
        .map(|block| block.label.map(|label| label.of(&article.text)))
        .collect();
    assert_eq!(labels, [None, Some("Ada Marl"), None, None]);
}

#[test]
fn tei_names_speakers_by_their_list_or_their_ids() {
    let text = r##"<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc><titleStmt><title>Sitting of 4 March</title></titleStmt>
      <publicationStmt><date when="2034-01-01">x</date></publicationStmt><sourceDesc><bibl><date when="2031-03-04"/></bibl></sourceDesc></fileDesc>
      <person xml:id="AM"><persName><forename>Ada</forename><surname>Marl</surname></persName></person></teiHeader>
      <text><body><head>Ferries</head><u who="#AM"><seg>The levy must go.</seg><seg>Now.</seg></u><u who="#TimOster"><seg>No.</seg></u><note>Laughter</note></body></text></TEI>"##;
    let article = one(text);
    assert_eq!(date(&article), "2031-03-04");
    assert_eq!(article.meta.title.as_deref(), Some("Sitting of 4 March"));
    assert_eq!(
        article.text,
        "Ferries\n\nAda Marl: The levy must go.\n\nNow.\n\nTim Oster: No.\n\n(Laughter)"
    );
}

#[test]
fn feeds_give_the_entries_that_hold_a_text() {
    let story = "The council of Port Sable rejected the ferry levy. ".repeat(5);
    let rss = format!(
        r#"<rss version="2.0"><channel><title>Sable Gazette</title><item><title>Levy falls</title><link>https://gazette.example/1</link>
        <pubDate>Tue, 04 Mar 2031 22:00:00 -0500</pubDate><dc:creator>Ada Marl</dc:creator><description>Short.</description>
        <content:encoded><![CDATA[<p>{story}</p><p>It rose.</p>]]></content:encoded></item><item><title>Teaser</title><description>Short.</description></item></channel></rss>"#
    );
    let articles = read("a.rss", &rss).expect("one entry");
    assert_eq!(articles.len(), 1);
    assert_eq!(articles[0].text, format!("{}\n\nIt rose.", story.trim()));
    assert_eq!(articles[0].meta.authors, ["Ada Marl"]);
    assert_eq!(articles[0].meta.outlet.as_deref(), Some("Sable Gazette"));
    assert_eq!(date(&articles[0]), "2031-03-04");
    let atom = format!(
        r#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Sable Gazette</title><entry><title>Levy falls</title>
        <link rel="alternate" href="https://gazette.example/1"/><published>2031-03-04T22:00:00-05:00</published><author><name>Ada Marl</name></author>
        <content type="xhtml"><div><p>{story}</p><p>It rose.</p></div></content></entry></feed>"#
    );
    let article = one(&atom);
    assert_eq!(article.meta.url.as_deref(), Some("https://gazette.example/1"));
    assert_eq!(article.meta.authors, ["Ada Marl"]);
    assert!(article.text.ends_with("It rose.") && article.blocks.len() == 2, "{}", article.text);
    let teasers = "<rss><channel><item><title>T</title><description>Short.</description></item></channel></rss>";
    assert!(read("a.rss", teasers).expect_err("teasers").to_string().contains("teasers"));
}

#[test]
fn exports_of_wordpress_leave_drafts_out() {
    let story = "The council of Port Sable rejected the ferry levy. ".repeat(5);
    let item = |status: &str| {
        format!(
            "<item><title>Levy</title><content:encoded><![CDATA[<!-- wp:paragraph --><p>{story}</p>]]></content:encoded><wp:post_date><![CDATA[2031-03-04 05:42:44]]></wp:post_date><wp:post_type>post</wp:post_type><wp:status>{status}</wp:status></item>"
        )
    };
    let text = format!(
        "<rss xmlns:wp=\"x\"><channel><title>S</title>{}{}</channel></rss>",
        item("publish"),
        item("draft")
    );
    let articles = read("a.xml", &text).expect("one post");
    assert_eq!(articles.len(), 1);
    assert_eq!(date(&articles[0]), "2031-03-04");
}

#[test]
fn nitf_and_newsml_are_read_without_what_they_repeat() {
    let nitf = r#"<?xml version="1.0"?><nitf><head><title>Levy Falls</title><meta name="online_sections" content="Politics"/><pubdata date.publication="20310304T000000" name="The Sable Gazette"/></head>
      <body><body.head><hedline><hl1>LEVY FALLS AT LAST</hl1></hedline><byline class="print_byline">By ADA MARL</byline><abstract><p>It fell.</p></abstract></body.head>
      <body.content><block class="lead_paragraph"><p>LEAD: The council met.</p></block><block class="full_text"><p>LEAD: The council met.</p><p>It rose.</p></block></body.content></body></nitf>"#;
    let article = one(nitf);
    assert_eq!(article.text, "The council met.\n\nIt rose.");
    assert_eq!(article.meta.title.as_deref(), Some("LEVY FALLS AT LAST"));
    assert_eq!(article.meta.authors, ["Ada Marl"]);
    assert_eq!(date(&article), "2031-03-04");
    let newsml = r#"<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><provider><name>Sable Wire</name></provider><versionCreated>2031-03-05T01:00:00Z</versionCreated></itemMeta>
      <contentMeta><contentCreated>2031-03-04T20:00:00-05:00</contentCreated><by>Ada Marl</by><headline>Levy falls</headline><language tag="en"/></contentMeta>
      <contentSet><inlineXML><html><body><p>The council met.</p><p>It rose.</p></body></html></inlineXML></contentSet></newsItem>"#;
    let article = one(newsml);
    assert_eq!((article.format, article.text.as_str()), ("newsml", "The council met.\n\nIt rose."));
    assert_eq!(article.meta.outlet.as_deref(), Some("Sable Wire"));
    assert_eq!(date(&article), "2031-03-04");
}

#[test]
fn documents_that_break_are_read_as_far_as_they_go_and_told() {
    let cut = &HANSARD[..HANSARD.find("It must").expect("a place")];
    let article = one(cut);
    assert!(article.text.ends_with("too much."));
    assert_eq!(article.notes[0].code, "broken-xml");
    for (text, message) in [
        (
            "<?xml version=\"1.0\"?><invoice><total>3</total></invoice>",
            "not an article: XML of `invoice`, which is not read",
        ),
        ("<?xml version=\"1.0\"?>", "broken XML at its start: no element"),
        (
            "<?xml version=\"1.0\"?><publicwhip></publicwhip>",
            "not an article: no text in the hansard document",
        ),
    ] {
        assert_eq!(read("a.xml", text).expect_err(text).to_string(), message);
    }
    let deep = format!("<?xml version=\"1.0\"?><nitf>{}", "<block>".repeat(100_000));
    assert!(read("a.xml", &deep).is_err());
}
