//! How deep the lists and dictionaries of a PDF document nest, before the crate that reads them
//! is called: it calls itself for each, and a stack that overflows would end the whole run.
//!
//! Looks at what stands outside of streams and at streams as zlib packs them, pictures aside;
//! those that are encrypted or packed otherwise are beyond it.

use std::io::Read;

/// Deepest nesting that the reader's stack surely bears. Real documents stay below 100; random
/// bytes of a font may seem to reach a thousand.
pub(super) const MOST: usize = 20_000;

/// Bytes before a stream in which its kind is told.
const HEAD: usize = 1024;

/// The deepest nesting in the document. At most `limit` bytes of each stream are unpacked.
pub(super) fn deepest(bytes: &[u8], limit: usize) -> usize {
    let mut most = 0;
    let mut outside = Nesting::default();
    let mut from = 0;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        // The end of one, or inside of one.
        if at < from || bytes[..at].ends_with(b"end") {
            continue;
        }
        outside.take(&bytes[from..at]);
        let body = &bytes[at + 6..];
        let end = memchr::memmem::find(body, b"endstream").unwrap_or(body.len());
        from = at + 6 + end;
        let head = &bytes[at.saturating_sub(HEAD)..at];
        let head = memchr::memmem::rfind(head, b"obj").map_or(head, |obj| &head[obj..]);
        if memchr::memmem::find(head, b"/Image").is_some() {
            continue;
        }
        let mut inside = Nesting::default();
        if memchr::memmem::find(head, b"Flate").is_none() {
            inside.take(&body[..end]);
        } else {
            let packed = body[..end].trim_ascii_start();
            inside.unpack(flate2::read::ZlibDecoder::new(packed).take(limit as u64));
        }
        most = most.max(inside.most);
    }
    outside.take(&bytes[from..]);
    most.max(outside.most)
}

/// Brackets that are open.
#[derive(Default)]
struct Nesting {
    open: usize,
    most: usize,
}

impl Nesting {
    fn take(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match byte {
                b'[' | b'<' => {
                    self.open += 1;
                    self.most = self.most.max(self.open);
                }
                b']' | b'>' => self.open = self.open.saturating_sub(1),
                _ => {}
            }
        }
    }

    fn unpack(&mut self, mut reader: impl Read) {
        let mut part = [0; 8192];
        // What does not unpack any further is not read by the crate either.
        while let Ok(count @ 1..) = reader.read(&mut part) {
            self.take(&part[..count]);
        }
    }
}
