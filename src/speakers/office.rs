//! Offices and titles in descriptions: "the Ohio governor", "the former premier", by the article's
//! own people and the registry.

use jiff::civil::Date;

use super::mention::{Described, Form, Mention};
use super::resolve::{Cast, Resolved};
use crate::lexicon::PersonId;
use crate::lexicon::people::lies_in;
use crate::lexicon::titles::{Sense, Title, TitleId};
use crate::lexicon::words::Class;
use crate::text::TokenKind;

impl Cast<'_> {
    /// "the Ohio governor": the holder of the office at the date, or the one whom the article
    /// gives that title.
    pub(super) fn title_holder(&self, at: usize, described: &Described) -> Option<Resolved> {
        if !described.definite {
            return None;
        }
        let id = described.title?;
        let title = self.lexicon.titles().get(id);
        let mention = &self.mentions[at];
        let sense = self.sense(mention);
        let former = sense == Some(Sense::Former);
        let titled = self.entities.known.by_title(id);
        // "the former premier" is the one of whom the article says so, "the premier" is not
        let styled: Vec<usize> =
            titled.iter().copied().filter(|&e| self.styled(e, id, former)).collect();
        let in_article = if styled.is_empty() { titled } else { &styled };
        let told = self.place_in(mention);
        // "her press secretary" is not the one of the registry's own country
        let first = self.text.tokens[mention.tokens.start].key;
        let home = title.home.clone().filter(|home| {
            !self.lexicon.words().is(first, Class::Possessive)
                && self
                    .lexicon
                    .places()
                    .by_id(home)
                    .is_some_and(|p| self.entities.countries.contains(&p))
        });
        let place = told.clone().or(home);
        if let (Some(date), Some(place)) = (self.date, &place)
            && let Some(person) = self.holder(title, place, date, sense)
        {
            let entity = self.entities.known.by_person(person);
            // the article's own president, not one of whom it never speaks
            if let (None, None, [own]) = (entity, &told, in_article) {
                return Some(self.found(*own, 0.8, "title"));
            }
            let chance = if entity.is_some() { 0.9 } else { 0.75 };
            return Some(Resolved { who: self.registered(person), entity, chance, rule: "office" });
        }
        // several of the article's people may hold the office: the registry tells them apart
        if let [only] = in_article {
            return Some(self.found(*only, 0.8, "title"));
        }
        let registered = self.entities.known.registered().iter().copied();
        let held: Vec<usize> =
            registered.filter(|&e| self.holds(e, title, place.as_deref(), sense)).collect();
        match held[..] {
            [only] => Some(self.found(only, 0.8, "office")),
            _ => None,
        }
    }

    /// Whether the article gives a person that title anywhere, as a former one or not.
    pub(super) fn styled(&self, entity: usize, title: TitleId, former: bool) -> bool {
        self.entities.all[entity].mentions.iter().any(|&m| match &self.mentions[m].form {
            Form::Name(name) => {
                name.title == Some(title) && (name.sense == Some(Sense::Former)) == former
            }
            _ => false,
        })
    }

    /// Whether the registry gives a person of the article that office: on the day of the article
    /// where nothing says that it is a former one.
    fn holds(
        &self,
        entity: usize,
        title: &Title,
        place: Option<&str>,
        sense: Option<Sense>,
    ) -> bool {
        let people = self.lexicon.people();
        let Some(person) = self.entities.all[entity].person else { return false };
        let now = self.date.filter(|_| matches!(sense, None | Some(Sense::Now)));
        people.get(person).offices.iter().any(|office| {
            let left = now.is_some_and(|day| office.term.years_from(day) > 0);
            let kind = title.office.iter().any(|slug| *people.office(office.kind).slug == **slug);
            kind && !left && place.is_none_or(|whole| lies_in(&office.place, whole))
        })
    }

    fn holder(
        &self,
        title: &Title,
        place: &str,
        date: Date,
        sense: Option<Sense>,
    ) -> Option<PersonId> {
        let people = self.lexicon.people();
        for office in &title.office {
            let found = match sense {
                Some(Sense::Former) => people.former_holders(office, place, date),
                None | Some(Sense::Now) => people.holders(office, place, date),
                Some(_) => return None,
            };
            let in_article: Vec<PersonId> = found
                .iter()
                .copied()
                .filter(|p| self.entities.known.by_person(*p).is_some())
                .collect();
            match (&in_article[..], &found[..]) {
                ([only], _) => return Some(*only),
                ([], [only]) => return Some(*only),
                _ => {}
            }
        }
        None
    }

    pub(super) fn sense(&self, mention: &Mention) -> Option<Sense> {
        let tokens = &self.text.tokens;
        mention.tokens.clone().find_map(|at| {
            let from = |n: usize| {
                tokens[..mention.tokens.end].get(at + n).map(|t| (t.key, t.span.of(self.source)))
            };
            self.lexicon.titles().modifier(from).map(|(sense, _)| sense)
        })
    }

    fn place_in(&self, mention: &Mention) -> Option<String> {
        let tokens = &self.text.tokens;
        let places = self.lexicon.places();
        mention.tokens.clone().find_map(|at| {
            if !matches!(tokens[at].kind, TokenKind::Capital | TokenKind::Upper) {
                return None;
            }
            let from = |n: usize| {
                tokens[..mention.tokens.end].get(at + n).map(|t| (t.key, t.span.of(self.source)))
            };
            places.at(from).map(|(id, _, _)| places.get(id).id.clone())
        })
    }
}
