//! Words that report speech, thought and attitude: schema/cues.toml and schema/cues-*.toml.
//!
//! Takes the rows and gives what each word, by its key, can be: the form of a verb, a noun, the
//! beginning of a phrase. A lookup is one probe a word. Does not know syntax: whether the word
//! is a cue at its place is for the stages that ask; the table only says where its neighbours
//! already tell that it is none.

use serde::Deserialize;

use super::keyed::RareMap;
use super::layer::{Fault, Row, TableFile, rows};
use super::{Table, key};

macro_rules! cue_classes {
    ($($(#[$doc:meta])* $class:ident),* $(,)?) => {
        /// What kind of speech, thought or attitude a cue reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum CueClass {
            $($(#[$doc])* $class,)*
        }
    };
}

cue_classes! {
    /// Plain saying.
    Say,
    /// Saying to somebody.
    Tell,
    /// Asking.
    Ask,
    /// Answering.
    Answer,
    /// Writing and publishing.
    Write,
    /// The sound of speaking.
    Sound,
    /// Joking and mocking.
    Joke,
    /// Arguing, claiming, characterizing.
    Argue,
    /// Warning, worrying, lamenting.
    Warn,
    /// Predicting and guessing.
    Predict,
    /// Suggesting and urging.
    Suggest,
    /// Ordering, allowing, forbidding.
    Order,
    /// Promising and deciding.
    Promise,
    /// Making known.
    Announce,
    /// Admitting and taking back.
    Admit,
    /// Denying and refusing.
    Deny,
    /// Agreeing and talking with.
    Agree,
    /// Praising and supporting.
    Praise,
    /// Criticizing.
    Criticize,
    /// Accusing and blaming.
    Accuse,
    /// Thinking and judging.
    Believe,
    /// Knowing and learning.
    Know,
    /// Wanting and intending.
    Want,
    /// Feeling.
    Feel,
    /// Seeing, hearing, studying.
    See,
    /// Showing: what documents, polls and facts do.
    Show,
}

/// What part of speech a cue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pos {
    /// A verb, in any of its forms.
    Verb,
    /// A noun.
    Noun,
    /// Several words.
    Phrase,
}

/// Whether a cue introduces words in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direct {
    /// It is made for it.
    Always,
    /// It may.
    Sometimes,
    /// Words in marks beside it are scare quotes or belong to another cue.
    Never,
}

/// What the content of a cue may look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clause {
    /// A clause with "that".
    That,
    /// An infinitive.
    To,
    /// An indirect question.
    Wh,
    /// A noun phrase.
    Object,
    /// What follows "as".
    As,
    /// A clause without a joining word.
    Bare,
    /// What follows "on", "of", "about", "for".
    On,
    /// What follows "with".
    With,
}

/// A set of [`Clause`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Clauses(u8);

impl Clauses {
    /// Whether `clause` is in it.
    #[must_use]
    pub const fn has(self, clause: Clause) -> bool {
        self.0 & (1 << clause as u8) != 0
    }

    /// As bits, one a [`Clause`] in order.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }
}

/// A form of a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `say`; a noun's singular; any phrase.
    Base,
    /// `says`; a noun's plural.
    Third,
    /// `said`.
    Past,
    /// `saying`.
    Gerund,
    /// `said`, as in "is said".
    Participle,
}

/// A set of [`Form`]: `said` is two of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Forms(u8);

impl Forms {
    /// Whether `form` is in it.
    #[must_use]
    pub const fn has(self, form: Form) -> bool {
        self.0 & (1 << form as u8) != 0
    }

    /// Whether the word can be a finite verb.
    #[must_use]
    pub const fn finite(self) -> bool {
        self.has(Form::Base) || self.has(Form::Third) || self.has(Form::Past)
    }

    /// As bits, one a [`Form`] in order.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CueId(u16);

/// What a word or phrase is as a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CueInfo {
    /// Its row.
    pub id: CueId,
    /// What it reports.
    pub class: CueClass,
    /// Its part of speech.
    pub pos: Pos,
    /// Which forms of the row the word is.
    pub forms: Forms,
    /// Whether it introduces words in quotation marks.
    pub direct: Direct,
    /// What its content may look like.
    pub clauses: Clauses,
}

/// What one word can be.
#[derive(Clone, Debug, Default)]
pub struct WordCues {
    /// As a verb.
    pub verb: Option<CueInfo>,
    /// As a noun.
    pub noun: Option<CueInfo>,
    /// Phrases that begin with it, longest first: the keys of their other words.
    phrases: Vec<(Box<[u64]>, CueInfo)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cue {
    id: String,
    class: CueClass,
    pos: Pos,
    forms: Vec<String>,
    direct: Direct,
    clause: Vec<Clause>,
    #[serde(default)]
    not_after: Vec<String>,
    #[serde(default)]
    not_before: Vec<String>,
}

impl Row for Cue {
    const NAME: &'static str = "cue";

    fn id(&self) -> &str {
        &self.id
    }
}

#[derive(Debug)]
struct Meta {
    name: String,
    /// Key of the name.
    key: u64,
    not_after: Box<[u64]>,
    not_before: Box<[u64]>,
}

/// Cues by the keys of their words.
#[derive(Debug)]
pub struct Cues {
    by_key: RareMap<WordCues>,
    rows: Vec<Meta>,
}

impl Cues {
    /// What the word with `key` can be; `None` for most words.
    #[must_use]
    pub fn word(&self, key: u64) -> Option<&WordCues> {
        self.by_key.get(key)
    }

    /// The verb of which the word with `key` is a form.
    #[must_use]
    pub fn verb(&self, key: u64) -> Option<CueInfo> {
        self.by_key.get(key)?.verb
    }

    /// The noun that the word with `key` is.
    #[must_use]
    pub fn noun(&self, key: u64) -> Option<CueInfo> {
        self.by_key.get(key)?.noun
    }

    /// The longest phrase at the head of `keys`, and its number of words.
    #[must_use]
    pub fn phrase(&self, mut keys: impl Iterator<Item = u64> + Clone) -> Option<(CueInfo, usize)> {
        let word = self.by_key.get(keys.next()?)?;
        let fits = |rest: &[u64]| {
            let mut keys = keys.clone();
            rest.iter().all(|key| keys.next() == Some(*key))
        };
        let (rest, info) = word.phrases.iter().find(|(rest, _)| fits(rest))?;
        Some((*info, rest.len() + 1))
    }

    /// Whether the words beside it show that it is no cue: `before` and `after` are their keys.
    #[must_use]
    pub fn ruled_out(&self, id: CueId, before: Option<u64>, after: Option<u64>) -> bool {
        let meta = &self.rows[usize::from(id.0)];
        before.is_some_and(|key| meta.not_after.contains(&key))
            || after.is_some_and(|key| meta.not_before.contains(&key))
    }

    /// The row's name.
    #[must_use]
    pub fn name(&self, id: CueId) -> &str {
        &self.rows[usize::from(id.0)].name
    }

    /// Key of the row's name.
    #[must_use]
    pub fn key(&self, id: CueId) -> u64 {
        self.rows[usize::from(id.0)].key
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Table for Cues {
    const STEM: &'static str = "cues";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (placed, mut faults) = rows::<Cue>(files, &["cue"]);
        let mut out = Self { by_key: RareMap::default(), rows: Vec::new() };
        for placed in placed {
            if let Err(message) = out.add(&placed.row) {
                faults.push(placed.fault(message));
            }
        }
        for word in out.by_key.values_mut() {
            word.phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        }
        (out, faults)
    }
}

impl Cues {
    fn add(&mut self, row: &Cue) -> Result<(), String> {
        let Ok(id) = u16::try_from(self.rows.len()) else {
            return Err("more than 65535 cues".to_owned());
        };
        let right_number = match row.pos {
            Pos::Verb => row.forms.len() == 5,
            Pos::Noun => (1..=2).contains(&row.forms.len()),
            Pos::Phrase => !row.forms.is_empty(),
        };
        if !right_number {
            return Err(format!("`{}` has {} forms, see cues.toml", row.id, row.forms.len()));
        }
        let id = CueId(id);
        let clauses = Clauses(row.clause.iter().fold(0, |set, c| set | 1 << *c as u8));
        for (nth, form) in row.forms.iter().enumerate() {
            let mut keys = form.split_whitespace().map(key);
            let Some(first) = keys.next() else {
                return Err(format!("`{}` has an empty form", row.id));
            };
            let rest: Box<[u64]> = keys.collect();
            let nth = if row.pos == Pos::Phrase { 0 } else { nth };
            let info = CueInfo {
                id,
                class: row.class,
                pos: row.pos,
                forms: Forms(1 << nth),
                direct: row.direct,
                clauses,
            };
            let word = self.by_key.slot(first);
            match row.pos {
                Pos::Phrase => word.phrases.push((rest, info)),
                Pos::Verb | Pos::Noun if !rest.is_empty() => {
                    return Err(format!("`{form}` is more than one word: a phrase"));
                }
                Pos::Verb => join(&mut word.verb, info),
                Pos::Noun => join(&mut word.noun, info),
            }
        }
        let keys = |words: &[String]| words.iter().map(|word| key(word)).collect();
        self.rows.push(Meta {
            name: row.id.clone(),
            key: key(&row.id),
            not_after: keys(&row.not_after),
            not_before: keys(&row.not_before),
        });
        Ok(())
    }
}

/// Adds a form. A word that is a form of two verbs, as `found`, stays with the first.
fn join(slot: &mut Option<CueInfo>, info: CueInfo) {
    match slot {
        Some(old) if old.id == info.id => old.forms = Forms(old.forms.0 | info.forms.0),
        Some(_) => {}
        None => *slot = Some(info),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn keys(text: &str) -> Vec<u64> {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'');
        text.split(|c| !inside(c)).filter(|word| !word.is_empty()).map(key).collect()
    }

    #[test]
    fn forms_and_phrases() {
        let lexicon = Lexicon::builtin();
        let cues = lexicon.cues();
        let said = cues.verb(key("said")).expect("a verb");
        assert!(said.forms.has(Form::Past) && said.forms.has(Form::Participle));
        assert_eq!((said.class, said.direct), (CueClass::Say, Direct::Always));
        assert!(!cues.verb(key("saying")).expect("a verb").forms.finite());
        let claims = cues.word(key("claims")).expect("a cue");
        assert!(claims.verb.is_some() && claims.noun.is_some());
        let words = keys("went on to say the harbor");
        assert_eq!(cues.phrase(words.into_iter()).expect("a phrase").1, 4);
        assert!(cues.word(key("harbor")).is_none());
    }

    #[test]
    fn faults_of_a_row_are_told() {
        let text = "[[cue]]\nid = 'a'\nclass = 'say'\npos = 'verb'\nforms = ['a']\ndirect = 'never'\nclause = []\nmatch = ['a']\n\
                    [[cue]]\nid = 'b'\nclass = 'shrug'\npos = 'noun'\nforms = ['b']\ndirect = 'never'\nclause = []\nmatch = ['b']\n";
        let file = TableFile { name: "cues.toml".into(), text: text.into() };
        let (cues, faults) = Cues::build(&[file]);
        assert!(cues.is_empty());
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), [11, 1], "{faults:?}");
    }
}
