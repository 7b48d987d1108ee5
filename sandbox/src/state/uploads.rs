//! Attachments: URLs that were given out, and what was put there.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use oas_mock::module::Instant;
use uuid::Uuid;

use super::Now;

/// The path under which attachments are put; it stands for another host than the API's.
pub(crate) const PREFIX: &str = "/uploads/";

/// How long a URL is good for.
const LIFETIME: Duration = Duration::from_secs(600);

#[derive(Debug, Default)]
pub(crate) struct Uploads {
    by_path: HashMap<String, Slot>,
}

struct Slot {
    signature: String,
    given_out: Instant,
    content: Option<UploadedAttachment>,
}

/// An attachment as it was put to its upload URL.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadedAttachment {
    /// The `blob_path` that names it in messages.
    pub blob_path: String,
    /// The `x-ms-blob-content-type` it was put with.
    pub content_type: Option<String>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Uploads {
    /// A place for an attachment of a session: its path and the signature that opens it.
    pub(crate) fn give_out(&mut self, session: &str, filename: &str, now: Now) -> (String, String) {
        let name: String = filename
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
            .take(100)
            .collect();
        let path = format!("chat/{session}/{}/{name}", Uuid::new_v4().simple());
        let signature = Uuid::new_v4().simple().to_string();
        let slot = Slot { signature: signature.clone(), given_out: now.instant, content: None };
        self.by_path.insert(path.clone(), slot);
        (path, signature)
    }

    /// Whether `signature` opens `path` now.
    pub(crate) fn opens(&self, path: &str, signature: &str, now: Now) -> bool {
        self.by_path.get(path).is_some_and(|slot| {
            slot.signature == signature
                && now.instant.saturating_duration_since(slot.given_out) < LIFETIME
        })
    }

    pub(crate) fn put(&mut self, path: &str, content_type: Option<String>, bytes: &Bytes) {
        if let Some(slot) = self.by_path.get_mut(path) {
            let blob_path = path.to_owned();
            slot.content =
                Some(UploadedAttachment { blob_path, content_type, bytes: bytes.to_vec() });
        }
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.by_path.get(path).is_some_and(|slot| slot.content.is_some())
    }

    pub(crate) fn all(&self) -> Vec<UploadedAttachment> {
        self.by_path.values().filter_map(|slot| slot.content.clone()).collect()
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slot").field("content", &self.content).finish_non_exhaustive()
    }
}
