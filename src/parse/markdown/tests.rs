use crate::lexicon::Lexicon;
use crate::parse::BlockKind::{BlockQuote, Heading, Headline, Item, Paragraph};
use crate::parse::{Article, BlockKind, DateSource, ParseConfig, parse};

fn read(text: &str) -> Article {
    let lexicon = Lexicon::builtin();
    parse("a.md", text.as_bytes(), &lexicon, &ParseConfig::default())
        .expect("an article")
        .swap_remove(0)
}

fn blocks(text: &str) -> Vec<(BlockKind, String, u32)> {
    let article = read(text);
    article
        .blocks
        .iter()
        .map(|block| (block.kind, block.span.of(&article.text).to_owned(), block.line))
        .collect()
}

fn own(kind: BlockKind, text: &str, line: u32) -> (BlockKind, String, u32) {
    (kind, text.to_owned(), line)
}

#[test]
fn front_matter_is_read_in_either_language() {
    let yaml = "---\ntitle: \"Levy\\_falls: at\\\n  \\ last\"\ndate: '2031-03-04'\npublished_time: 2031-03-05 00:10:00+00:00\nauthor: [Ada Marl, Tim Oster]\nsource_url: https://www.politico.com/x\ntags: politics\n---\n\nThe council rejected it.\n";
    let article = read(yaml);
    assert_eq!(article.meta.title.as_deref(), Some("Levy falls: at last"));
    assert_eq!(article.meta.authors, ["Ada Marl", "Tim Oster"]);
    assert_eq!(article.meta.outlet.as_deref(), Some("Politico"));
    assert_eq!(article.meta.section.as_deref(), Some("politics"));
    let date = article.meta.date.expect("a date");
    assert_eq!(
        (date.date.to_string().as_str(), date.source),
        ("2031-03-04", DateSource::FrontMatter)
    );
    assert_eq!(article.blocks[0].line, 11);
    let toml = "+++\ntitle = \"Levy falls\"\ndate = 2031-03-04T10:00:00-05:00\n+++\nThe council rejected it.\n";
    let article = read(toml);
    assert_eq!(article.meta.title.as_deref(), Some("Levy falls"));
    assert_eq!(article.meta.date.expect("a date").date.to_string(), "2031-03-04");
}

#[test]
fn broken_front_matter_is_read_by_line_and_told() {
    let article =
        read("---\ntitle: Levy: \"falls\ndate: 2031-03-04\n: [\n---\nThe council rejected it.\n");
    assert_eq!(article.meta.date.expect("a date").date.to_string(), "2031-03-04");
    assert_eq!(article.notes[0].code, "front-matter");
    assert_eq!(article.text, "The council rejected it.");
}

#[test]
fn a_rule_at_the_start_is_no_front_matter() {
    assert_eq!(blocks("---\n\nThe council met.\n"), [own(Paragraph, "The council met.", 3)]);
}

#[test]
fn markup_is_stripped_and_lines_are_joined() {
    let text = "The *council* of [Port Sable](https://x.example) met for\n**six** hours \\[on Tuesday\\] <s>night</s>,\nshe said.\u{A0} \u{201C}No.\u{201D}\n";
    assert_eq!(
        read(text).text,
        "The council of Port Sable met for six hours [on Tuesday] night, she said.\u{A0} \u{201C}No.\u{201D}"
    );
}

#[test]
fn blocks_have_kinds_and_lines_of_the_source() {
    let text = "# Levy falls\n\nThe council\nmet.\n\n## What next\n\n* A vote\n* A count\n\n> No, she\n> said.\n\n**What it means**\n\n1. One\n";
    assert_eq!(
        blocks(text),
        [
            own(Headline, "Levy falls", 1),
            own(Paragraph, "The council met.", 3),
            own(Heading, "What next", 6),
            own(Item, "A vote", 8),
            own(Item, "A count", 9),
            own(BlockQuote, "No, she said.", 11),
            own(Heading, "What it means", 14),
            own(Item, "One", 16),
        ]
    );
}

#[test]
fn hard_breaks_begin_blocks_and_deep_lines_are_prose() {
    let text = "City Hall  \nPort Sable\n\n        The council *met*\nfor six hours.\n  \n     She said no.\n";
    let found = blocks(text);
    let texts: Vec<_> = found.iter().map(|(_, text, _)| text.as_str()).collect();
    assert_eq!(
        texts,
        ["City Hall", "Port Sable", "The council met for six hours.", "She said no."]
    );
}

#[test]
fn html_in_markdown_is_stripped() {
    let text = "<table><tr><td>Ferry</td><td>Levy</td></tr></table>\n\nThe <span class=\"x\">council</span> met.<br/>It rose.\n\n![a map](map.png)\n";
    let found = blocks(text);
    let texts: Vec<_> = found.iter().map(|(_, text, _)| text.as_str()).collect();
    assert_eq!(texts, ["Ferry | Levy", "The council met.", "It rose."]);
}

#[test]
fn a_title_alone_is_an_article() {
    let article =
        read("---\ntitle: Memorandum on the Ferry\ndate: 2031-03-04\n---\n\n![scan](a.png)\n");
    assert_eq!(article.text, "Memorandum on the Ferry");
    assert_eq!(article.blocks[0].kind, Headline);
}
