//! Bytes for what the index keeps of its own: numbers of varying length, strings told once.
//!
//! Reading never panics and never asks for more memory than the bytes could fill; whatever does
//! not decode is [`Broken`].

use std::collections::HashMap;

/// The bytes are not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// Collects bytes.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
    told: HashMap<String, u64>,
}

impl Writer {
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(crate) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    pub(crate) fn fixed(&mut self, number: u64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    pub(crate) fn raw(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A string that may come again: the second time it costs a byte or two.
    pub(crate) fn string(&mut self, text: &str) {
        if let Some(&known) = self.told.get(text) {
            self.number(known + 1);
        } else {
            self.number(0);
            self.raw(text);
            self.told.insert(text.to_owned(), self.told.len() as u64);
        }
    }

    pub(crate) fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.byte(u8::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub(crate) fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.number(items.len() as u64);
        for item in items {
            write(self, item);
        }
    }
}

/// Reads bytes back in the order in which they were written.
#[derive(Debug)]
pub(crate) struct Reader<'b> {
    bytes: &'b [u8],
    told: Vec<&'b str>,
}

impl<'b> Reader<'b> {
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, told: Vec::new() }
    }

    pub(crate) const fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    fn take(&mut self, count: usize) -> Result<&'b [u8], Broken> {
        let (head, rest) = self.bytes.split_at_checked(count).ok_or(Broken)?;
        self.bytes = rest;
        Ok(head)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Broken> {
        Ok(self.take(1)?[0])
    }

    pub(crate) fn number(&mut self) -> Result<u64, Broken> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Broken)
    }

    pub(crate) fn small(&mut self) -> Result<u32, Broken> {
        u32::try_from(self.number()?).map_err(|_| Broken)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, Broken> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(crate) fn fixed(&mut self) -> Result<u64, Broken> {
        let bytes: [u8; 8] = self.take(8)?.try_into().map_err(|_| Broken)?;
        Ok(u64::from_le_bytes(bytes))
    }

    pub(crate) fn raw(&mut self) -> Result<&'b str, Broken> {
        let length = usize::try_from(self.number()?).map_err(|_| Broken)?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Broken)
    }

    pub(crate) fn string(&mut self) -> Result<String, Broken> {
        let known = self.number()?;
        let text = if known == 0 {
            let text = self.raw()?;
            self.told.push(text);
            text
        } else {
            let at = usize::try_from(known - 1).map_err(|_| Broken)?;
            self.told.get(at).copied().ok_or(Broken)?
        };
        Ok(text.to_owned())
    }

    pub(crate) fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Broken>,
    ) -> Result<Option<T>, Broken> {
        match self.byte()? {
            0 => Ok(None),
            1 => read(self).map(Some),
            _ => Err(Broken),
        }
    }

    pub(crate) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, Broken>,
    ) -> Result<Vec<T>, Broken> {
        let count = usize::try_from(self.number()?).map_err(|_| Broken)?;
        // Every item takes a byte at least.
        if count > self.bytes.len() {
            return Err(Broken);
        }
        (0..count).map(|_| read(self)).collect()
    }
}

/// Position of a value in the list of all values of its kind.
pub(crate) fn place<T: PartialEq>(all: &[T], value: &T) -> u8 {
    let at = all.iter().position(|known| known == value).unwrap_or(all.len());
    u8::try_from(at).unwrap_or(u8::MAX)
}

/// The value at such a position.
pub(crate) fn nth<T: Copy>(all: &[T], place: u8) -> Result<T, Broken> {
    all.get(usize::from(place)).copied().ok_or(Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let mut writer = Writer::default();
        for number in [0, 1, 127, 128, 1 << 20, u64::MAX] {
            writer.number(number);
            writer.fixed(number);
        }
        for number in [0, -1, 1, i64::MIN, i64::MAX] {
            writer.signed(number);
        }
        for text in ["one", "two", "one", ""] {
            writer.string(text);
        }
        writer.option(Some(7), Writer::number);
        writer.option(None, Writer::number);
        writer.list(&[3_u64, 4], |writer, &n| writer.number(n));
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        for number in [0, 1, 127, 128, 1 << 20, u64::MAX] {
            assert_eq!(reader.number(), Ok(number));
            assert_eq!(reader.fixed(), Ok(number));
        }
        for number in [0, -1, 1, i64::MIN, i64::MAX] {
            assert_eq!(reader.signed(), Ok(number));
        }
        for text in ["one", "two", "one", ""] {
            assert_eq!(reader.string().as_deref(), Ok(text));
        }
        assert_eq!(reader.option(Reader::number), Ok(Some(7)));
        assert_eq!(reader.option(Reader::number), Ok(None));
        assert_eq!(reader.list(Reader::number), Ok(vec![3, 4]));
        assert!(reader.is_done());
        assert_eq!(reader.byte(), Err(Broken));
    }

    #[test]
    fn a_list_longer_than_the_bytes_is_broken_and_costs_nothing() {
        let mut writer = Writer::default();
        writer.number(u64::MAX >> 1);
        let bytes = writer.finish();
        assert_eq!(Reader::new(&bytes).list(Reader::byte), Err(Broken));
    }
}
