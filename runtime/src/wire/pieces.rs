//! Multipart bodies with uploads: pieces of one body, some of which are read while it is sent.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use memchr::memmem;

use super::multipart::upload_boundary;
use super::upload::{Source, Upload};

/// A piece of a body with uploads.
enum Piece {
    Bytes(Bytes),
    Upload(Upload),
}

impl Piece {
    fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::Upload(upload) => upload.known_length(),
        }
    }
}

/// A body under construction, and what is read of it then.
#[derive(Default)]
pub(super) struct Pieces {
    pieces: VecDeque<Piece>,
    /// The upload that is being read.
    reading: Option<Source>,
    /// The end of what was read of it, where a boundary may have begun.
    seen: Vec<u8>,
}

impl Pieces {
    /// Adds an upload, and what is before it.
    pub(super) fn push(&mut self, before: Vec<u8>, upload: Upload) {
        self.pieces.push_back(Piece::Bytes(before.into()));
        self.pieces.push_back(Piece::Upload(upload));
    }

    /// The body, with what is behind the last upload.
    pub(super) fn into_body(mut self, end: Vec<u8>) -> reqwest::Body {
        self.pieces.push_back(Piece::Bytes(end.into()));
        let length = self.pieces.iter().map(Piece::length).sum::<Option<u64>>();
        let body = Upload::of(Box::pin(self));
        length.map_or(body.clone(), |length| body.length(length)).into()
    }
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(source) = &mut this.reading {
                match ready!(source.as_mut().poll_next(cx)) {
                    Some(Ok(bytes)) => {
                        let boundary = upload_boundary().as_bytes();
                        this.seen.extend_from_slice(&bytes);
                        if memmem::find(&this.seen, boundary).is_some() {
                            let message = "an upload has the boundary of its body in it";
                            return Poll::Ready(Some(Err(io::Error::other(message))));
                        }
                        this.seen.drain(..this.seen.len().saturating_sub(boundary.len() - 1));
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => this.reading = None,
                }
            }
            match this.pieces.pop_front() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(Piece::Upload(upload)) => {
                    this.seen.clear();
                    this.reading = Some(upload.into_source());
                }
            }
        }
    }
}
