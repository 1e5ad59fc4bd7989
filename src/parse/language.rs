//! Tells in which language an article is written, from a bounded sample of its words.
//!
//! English is told by its small words, which costs next to nothing; only a text that has few of
//! them is looked at more closely. What is not surely another language counts as English.

use super::{Article, BlockKind};
use crate::lexicon::words::Class;
use crate::lexicon::{Lexicon, key};

/// Bytes of the sample.
const SAMPLE: usize = 1500;

/// Fewest words by which a language is told.
const FEWEST: usize = 15;

/// Most words of which those that are small are counted.
const MOST: usize = 80;

/// Share of small words, in percent, from which on a text is English. In English news it is
/// above 30, in other languages of Europe mostly below 15.
const SMALL_WORDS: usize = 22;

/// Fills in the language of an article whose file does not tell it, and corrects one that the
/// text surely does not have.
pub(super) fn tell(article: &mut Article, lexicon: &Lexicon) {
    let sample = sample(article);
    let words = sample.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty());
    let (mut count, mut small) = (0, 0);
    for word in words.take(MOST) {
        count += 1;
        small += usize::from(is_small(word, lexicon));
    }
    if count >= FEWEST && small * 100 >= count * SMALL_WORDS {
        let declared = article.meta.language.as_deref();
        if !declared.is_some_and(|tag| tag.to_ascii_lowercase().starts_with("en")) {
            article.meta.language = Some("en".to_owned());
        }
        return;
    }
    // A language without spaces has few words.
    let letters = sample.chars().filter(|ch| ch.is_alphabetic()).count();
    if letters < 4 * FEWEST {
        return;
    }
    let Some(info) = whatlang::detect(&sample).filter(whatlang::Info::is_reliable) else { return };
    if info.lang() == whatlang::Lang::Eng {
        return;
    }
    let tag = tag(info.lang());
    let declared = article.meta.language.as_deref();
    if !declared.is_some_and(|known| known.to_ascii_lowercase().starts_with(tag)) {
        article.meta.language = Some(tag.to_owned());
    }
    article.is_foreign = true;
}

/// The first paragraphs, in one string.
fn sample(article: &Article) -> String {
    let mut out = String::with_capacity(SAMPLE + 8);
    for block in article.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
        let text = block.span.of(&article.text);
        let left = SAMPLE.saturating_sub(out.len());
        let end = (0..=left.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
        out.push_str(&text[..end.unwrap_or(0)]);
        out.push(' ');
        if out.len() >= SAMPLE {
            break;
        }
    }
    out
}

fn is_small(word: &str, lexicon: &Lexicon) -> bool {
    let classes = lexicon.words().of(key(word));
    let small = [
        Class::Determiner,
        Class::Preposition,
        Class::Conjunction,
        Class::Auxiliary,
        Class::StandIn,
        Class::Possessive,
    ];
    small.into_iter().any(|class| classes.has(class))
}

/// The BCP 47 tag of a language: the short code where there is one.
fn tag(lang: whatlang::Lang) -> &'static str {
    use whatlang::Lang;
    match lang {
        Lang::Ara => "ar",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Slk => "sk",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Vie => "vi",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;
    use crate::parse::{Article, ParseConfig, parse};
    use crate::pipeline::{self, Options, PassageKind};

    fn read(text: &str) -> Article {
        parse("a.txt", text.as_bytes(), &Lexicon::builtin(), &ParseConfig::default())
            .expect("an article")
            .swap_remove(0)
    }

    const SPANISH: &str = "El concejo de Puerto Arenal rechazó el martes por la noche la tasa del transbordador después de seis horas de debate.\n\n«No la voy a recuperar», dijo la alcaldesa, Ada Marl, a la salida de la sala, donde la esperaban los trabajadores del puerto.\n";

    #[test]
    fn languages_are_told_and_english_is_the_rule() {
        let german = "Der Rat von Hafenstadt hat die Abgabe auf die Fähre am Dienstagabend nach sechs Stunden abgelehnt. Die Bürgermeisterin sagte, dass sie nicht mehr darauf zurückkommen werde.\n";
        let russian = "Городской совет отклонил сбор за паром во вторник вечером после шести часов обсуждения. Мэр сказала, что она больше не вернётся к этому вопросу.\n";
        let chinese = "周二晚上，市议会经过六个小时的辩论后否决了渡轮税。市长表示，她不会再提出这项议案，港口工人对此表示欢迎，并希望政府能够听取他们的意见，尽快解决票价问题，因为冬天即将到来。\n";
        for (text, language) in [(SPANISH, "es"), (german, "de"), (russian, "ru"), (chinese, "zh")]
        {
            let article = read(text);
            assert_eq!(article.meta.language.as_deref(), Some(language));
            assert!(article.is_foreign, "{language}");
        }
        let english = "The council of Port Sable rejected the ferry levy on Tuesday night after six hours of talk. The mayor said that she would not bring it back.\n";
        let article = read(english);
        assert_eq!((article.meta.language.as_deref(), article.is_foreign), (Some("en"), false));
        // Names and numbers are no language.
        let list = read("Marl 31, Oster 12, Pell 4, Vane 3, Brask 2, Tarrow 1, Okoro 1\n");
        assert_eq!((list.meta.language.as_deref(), list.is_foreign), (None, false));
    }

    #[test]
    fn what_is_not_english_is_narration() {
        let lexicon = Lexicon::builtin();
        let text = format!("{SPANISH}\n\"No la voy a recuperar\", said Ada Marl.\n");
        let found = pipeline::extract("a".into(), read(&text), &lexicon, &Options::default());
        assert!(!found.passages.is_empty());
        let narrated = |passage: &pipeline::Passage| {
            passage.kind == PassageKind::Text && passage.speaker.is_none()
        };
        assert!(found.passages.iter().all(narrated));
        assert!(found.issues.is_empty());
    }
}
