//! Streams of JSON values: one a line (JSON Lines, NDJSON), or each after a record separator (RFC 7464).

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::byte_stream::ByteStream;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::json::Json;
use crate::wire::json_body;

/// A value longer than this, in bytes, is an error: nothing else bounds what a server may send.
const LONGEST: usize = 64 << 20;

/// What a value of a JSON text sequence begins with.
const RECORD_SEPARATOR: u8 = 0x1e;

/// The values of a response, each as soon as it has come in whole. One that does not decode is an error, and the next one follows.
pub struct LineStream<T> {
    bytes: ByteStream,
    reader: Reader,
    ended: bool,
    value: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for LineStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineStream").finish_non_exhaustive()
    }
}

impl<T> LineStream<T> {
    /// Reads values from bytes.
    pub fn new(bytes: ByteStream) -> Self {
        Self { bytes, reader: Reader::default(), ended: false, value: PhantomData }
    }

    /// The next value; `None` after the last one.
    ///
    /// # Errors
    ///
    /// This value does not decode, and the next may; or it is the last, since the connection broke, nothing came for too long, or a value is
    /// longer than 64 MiB.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: dropping the future loses no value.
    pub async fn next(&mut self) -> Option<Result<T>>
    where
        T: Json,
    {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The bytes that have not been read yet, undecoded.
    pub fn into_bytes(self) -> ByteStream {
        self.bytes
    }
}

#[cold]
fn too_long() -> Error {
    let message = "a value is longer than 64 MiB";
    Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
}

#[cold]
fn cut_off() -> Error {
    let message = "a value of the sequence was cut off";
    Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
}

#[cold]
fn undecoded(text: &[u8], source: &serde_json::Error) -> Error {
    Error::from_undecodable(text, source)
}

impl<T: Json> Stream for LineStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some((text, cut)) = this.reader.ready.pop_front() {
                if cut {
                    return Poll::Ready(Some(Err(cut_off())));
                }
                let value = json_body(&text).map_err(|error| undecoded(&text, &error));
                return Poll::Ready(Some(value));
            }
            if this.ended {
                return Poll::Ready(None);
            }
            match Pin::new(&mut this.bytes).poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => {
                    this.ended = true;
                    this.reader.end();
                }
                Poll::Ready(Some(Err(error))) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(Some(Ok(bytes))) => {
                    this.reader.read(&bytes);
                    if this.reader.text.len() > LONGEST {
                        this.ended = true;
                        return Poll::Ready(Some(Err(too_long())));
                    }
                }
            }
        }
    }
}

// Nothing in it is pinned.
impl<T> Unpin for LineStream<T> {}

/// The state between two chunks.
#[derive(Default)]
struct Reader {
    text: Vec<u8>,
    /// In a sequence a value may have lines.
    sequence: bool,
    /// Each with whether it may be the beginning of another.
    ready: VecDeque<(Vec<u8>, bool)>,
}

impl Reader {
    fn read(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match *byte {
                RECORD_SEPARATOR => {
                    self.end();
                    self.sequence = true;
                }
                b'\n' if !self.sequence => self.end(),
                other => self.text.push(other),
            }
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.iter().all(u8::is_ascii_whitespace) {
            // A number or a word that nothing stands behind may have been longer (RFC 7464, section 2.4).
            let first = text.trim_ascii_start().first();
            let open = first.is_some_and(|first| first.is_ascii_alphanumeric() || *first == b'-');
            let cut = self.sequence && open && !text.last().is_some_and(u8::is_ascii_whitespace);
            self.ready.push_back((text, cut));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parts: &[&[u8]]) -> Vec<(Vec<u8>, bool)> {
        let mut reader = Reader::default();
        parts.iter().for_each(|part| reader.read(part));
        reader.end();
        reader.ready.into()
    }

    /// RFC 7464, section 2.4.
    #[test]
    fn a_value_that_may_have_been_cut_off_is_told() {
        let texts = [&b"12\n"[..], b"12", b"tru", b"-1", b"\"a\"", b"{}", b" 7 "];
        let sequence: Vec<u8> = texts.iter().flat_map(|text| [b"\x1e", *text].concat()).collect();
        let cut: Vec<bool> = read(&[&sequence]).iter().map(|(_, cut)| *cut).collect();
        assert_eq!(cut, [false, true, true, true, false, false, false]);
        for at in 0..sequence.len() {
            let (first, second) = sequence.split_at(at);
            assert_eq!(read(&[first, second]), read(&[&sequence]), "{at}");
        }
        // The last line need not end.
        assert_eq!(read(&[b"1\n", b"2"]), [(b"1".to_vec(), false), (b"2".to_vec(), false)]);
    }
}
