//! Attachments: bytes that are put into the service's storage, and then named in a message.

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method};
use oas_runtime::Text;
use reqwest::{Request, Url};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::session::{ChatSession, body};
use crate::api::contract;
use crate::envelope::json;
use crate::error::{Error, Result};
use crate::member::{pick, text};

/// An attachment that was uploaded: to be given to [`PostMessage::attach`](crate::PostMessage::attach). It can be stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChatAttachment {
    /// Where it is in the service's storage.
    pub blob_path: String,
    /// Its media type.
    pub mime: String,
    /// The name of its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// What stands in its place for those who do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
}

/// An attachment to be uploaded: `POST .../attachments/upload-url`, and a PUT of the bytes to the address in its answer.
///
/// That address is another host's, and a secret. It is put to by an HTTP client of its own, which has no credential, no
/// setting of the program's client, and follows no redirect.
#[derive(Clone, Debug)]
#[must_use = "nothing is uploaded before `send`"]
pub struct UploadAttachment<'a> {
    session: &'a ChatSession,
    content_type: String,
    bytes: Bytes,
    filename: Option<String>,
    alt: Option<String>,
}

/// Where the bytes go. Not shown: the address is a secret.
struct Grant {
    url: Url,
    blob_path: String,
    mime: String,
    /// The largest size in bytes.
    largest: Option<u64>,
}

impl<'a> UploadAttachment<'a> {
    pub(super) fn new(session: &'a ChatSession, content_type: String, bytes: Bytes) -> Self {
        Self { session, content_type, bytes, filename: None, alt: None }
    }

    /// The name of its file.
    pub fn filename(mut self, name: impl Into<String>) -> Self {
        self.filename = Some(name.into());
        self
    }

    /// What stands in its place for those who do not see it.
    pub fn alt(mut self, text: impl Into<String>) -> Self {
        self.alt = Some(text.into());
        self
    }

    /// Uploads it. The bytes are put again where that failed in a way that may pass: it does nothing twice.
    ///
    /// # Errors
    ///
    /// An [`Error`] as for any call; [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for more bytes than the server takes
    /// (`max_image_bytes`), which are not sent.
    ///
    /// # Cancel safety
    ///
    /// Dropped half way, the bytes may be in the storage; no message names them, and they can be uploaded again.
    pub async fn send(self) -> Result<ChatAttachment> {
        let grant = self.grant().await?;
        let size = self.bytes.len();
        if let Some(largest) = grant.largest.filter(|largest| size as u64 > *largest) {
            return Err(Error::invalid_request(format!(
                "the attachment has {size} bytes, and the server takes {largest}"
            )));
        }
        let request = self.request(&grant)?;
        self.session.client.runtime().send_presigned(request).await?;
        Ok(ChatAttachment {
            blob_path: grant.blob_path,
            mime: grant.mime,
            filename: self.filename,
            alt: self.alt,
        })
    }

    async fn grant(&self) -> Result<Grant> {
        let mut fields = Map::new();
        fields.insert("content_type".to_owned(), self.content_type.clone().into());
        if let Some(filename) = &self.filename {
            fields.insert("filename".to_owned(), filename.clone().into());
        }
        let body: contract::ChatUploadBody = body(fields)?;
        let session = self.session;
        let call =
            session.client.as_generated().create_chat_upload_url().session_id(Text(&session.id));
        let reply = json(call.body(body)).await?;
        let data = &reply.data;
        let unusable = |what: &str| {
            let message = format!("the answer holds no {what} to upload to");
            reply.meta.lacking(message)
        };
        let url = pick(data, &["upload_url"], text).and_then(|url| Url::parse(&url).ok());
        Ok(Grant {
            url: url.ok_or_else(|| unusable("address"))?,
            blob_path: pick(data, &["blob_path"], text).ok_or_else(|| unusable("blob_path"))?,
            mime: pick(data, &["mime"], text).unwrap_or_else(|| self.content_type.clone()),
            largest: data.get("max_image_bytes").and_then(Value::as_u64),
        })
    }

    fn request(&self, grant: &Grant) -> Result<Request> {
        let mime = HeaderValue::try_from(&grant.mime).map_err(|source| {
            Error::invalid_request("the content type is no header value").with_source(source)
        })?;
        let mut request = Request::new(Method::PUT, grant.url.clone());
        let headers = request.headers_mut();
        headers.insert("x-ms-blob-type", HeaderValue::from_static("BlockBlob"));
        headers.insert("x-ms-blob-content-type", mime);
        headers.insert(CONTENT_LENGTH, HeaderValue::from(self.bytes.len()));
        *request.body_mut() = Some(self.bytes.clone().into());
        Ok(request)
    }
}
