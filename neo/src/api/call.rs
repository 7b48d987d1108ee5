//! A call of an operation that is known by the table alone: the way of the generated builders, with values in the place of types.

use neoagent::CallOptions;
use neoagent::api::operations::ALL;
use oas_runtime::generated::{RequestBuilder, Style};
use oas_runtime::reqwest::Request;
use oas_runtime::{Client, EventText, OperationSpec, Received, execute};
use serde_json::{Value, json};

use super::body::{Body, Form};
use super::files::parts;
use crate::failure::{DONE, Failure, UNKNOWN};
use crate::print;
use crate::show::Shown;
use crate::table::{Argument, Operation, Place, Table};

/// A call, to be made once or page by page.
pub(super) struct Call<'a> {
    pub(super) operation: &'a Operation,
    /// In the order of the operation's arguments.
    pub(super) arguments: Vec<Option<Value>>,
    pub(super) body: Option<Body>,
    pub(super) runtime: &'a Client,
}

impl Call<'_> {
    /// Sends it, as often as is right, and gives the success.
    pub(super) async fn send(&self) -> Result<Received, Failure> {
        let operation = self.operation;
        let known =
            |spec: &&OperationSpec| spec.method == operation.method && spec.path == operation.path;
        let sends =
            |spec: &&OperationSpec| self.body.as_ref().is_none_or(|body| spec.name == body.name);
        let spec = ALL.iter().find(|spec| known(spec) && sends(spec));
        let spec =
            spec.ok_or_else(|| Failure::usage("the client of this build lacks the operation"))?;
        let request = self.request(spec)?;
        Ok(execute(self.runtime, spec, request, &CallOptions::new()).await?)
    }

    fn request(&self, spec: &'static OperationSpec) -> Result<Request, Failure> {
        let mut request = RequestBuilder::new(self.runtime, spec);
        for (argument, value) in self.operation.arguments.iter().zip(&self.arguments) {
            if let Some(value) = value {
                put(&mut request, argument, value);
            }
        }
        match self.body.as_ref().map(|body| &body.form) {
            Some(Form::Json(value)) => request.json(Ok(value)),
            Some(Form::Fields(value)) => request.form(&[], Ok(value)),
            Some(Form::Parts(fields, files)) => request.bytes(parts(fields, files)),
            Some(Form::Bytes(bytes)) => request.bytes(Ok(bytes.clone().into())),
            None => {}
        }
        Ok(request.finish()?)
    }

    /// Sends it and prints the success.
    pub(super) async fn once(self, table: &Table, mut shown: Shown) -> Result<u8, Failure> {
        let mut received = self.send().await?;
        let form = self.operation.answers.first().map_or("json", |answer| answer.form.as_str());
        match form {
            "events" => events(&mut received).await,
            "json" => {
                let body = json_of(&received)?;
                shown.value(payload(&body, table))?;
                let page = (&received.headers, &body);
                if let Some((parameter, next)) =
                    super::pages::next(self.operation, table, page, &self.arguments)
                {
                    print::say(format_args!("there are more: --all, or --{parameter} {next}"));
                }
                Ok(DONE)
            }
            "empty" => Ok(DONE),
            "bytes" | "lines" => {
                let mut stream = received.stream();
                while let Some(bytes) = stream.next().await {
                    print::out(bytes?)?;
                }
                Ok(DONE)
            }
            _ => print::out(received.bytes()).map(|()| DONE),
        }
    }
}

/// Puts a value into the request, by the style that the document asks for.
fn put(request: &mut RequestBuilder, argument: &Argument, value: &Value) {
    let style = match argument.style.as_str() {
        "label" => Style::Label,
        "matrix" => Style::Matrix,
        "form" => Style::Form,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "deepObject" => Style::DeepObject,
        "cookie" => Style::Cookie,
        "json" => Style::Json,
        _ => Style::Simple,
    };
    let (name, explode) = (argument.name.as_str(), argument.explode);
    match argument.place {
        Place::Path => {
            match (style, value) {
                // Checked, so that it cannot lead to another operation.
                (Style::Simple, Value::String(text)) => {
                    request.segment(text.as_str().try_into().map_err(
                        |error: oas_runtime::InvalidPathSegment| format!("{name}: {error}"),
                    ));
                }
                _ => request.path(name, style, explode, Ok(value)),
            }
        }
        Place::Query if argument.allow_reserved => {
            request.query_reserved(name, style, explode, Ok(value));
        }
        Place::Query => request.query(name, style, explode, Ok(value)),
        Place::Header => request.header(name, style, explode, Ok(value)),
        Place::Cookie => request.cookie(name, style, explode, Ok(value)),
        Place::Querystring => request.querystring(style, Ok(value)),
    }
}

/// The body as JSON; an empty one is null.
pub(super) fn json_of(received: &Received) -> Result<Value, Failure> {
    if received.bytes().is_empty() {
        return Ok(Value::Null);
    }
    received.json().map_err(|source| received.undecoded(&source).into())
}

/// What is in the envelope, where there is one.
pub(super) fn payload<'b>(body: &'b Value, table: &Table) -> &'b Value {
    let enveloped = table.envelope.as_ref().filter(|envelope| body.get(&envelope.meta).is_some());
    enveloped.and_then(|envelope| body.get(&envelope.data)).unwrap_or(body)
}

/// Prints events as they come, a line of JSON each.
async fn events(received: &mut Received) -> Result<u8, Failure> {
    let mut events = received.events::<EventText>();
    while let Some(event) = events.next().await {
        let event =
            event.map_err(|error| Failure::new(UNKNOWN, crate::failure::with_causes(&error)))?;
        let data = serde_json::from_str(&event.data).unwrap_or_else(|_| json!(event.data));
        let line = json!({ "event": event.event, "id": event.id, "data": data });
        print::out(format!("{line}\n"))?;
    }
    Ok(DONE)
}

#[cfg(test)]
mod tests {
    use super::super::files::FilePart;
    use super::*;

    static SPEC: OperationSpec = OperationSpec {
        name: "add_photo_with_multipart",
        operation_id: None,
        method: "POST",
        path: "/photos",
        security: &[],
        safe: false,
        idempotent: false,
        idempotency_key: None,
        streaming: false,
        optional_body: false,
        request_media_type: Some("multipart/form-data"),
        response_media_types: &[],
        servers: &[],
    };

    #[tokio::test]
    async fn fields_and_files_are_parts_of_one_body() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sea.png");
        std::fs::write(&path, b"\x89PNG").unwrap();
        let file = FilePart::read("photo", path.to_str().unwrap()).unwrap();
        let neo = neoagent::Client::builder().api_key("k").build().unwrap();
        let operation: Operation = serde_json::from_value(json!({
            "name": "add_photo", "method": "POST", "path": "/photos", "arguments": [], "answers": [], "credentials": []
        }))
        .unwrap();
        let fields = json!({ "title": "Sea", "size": 3 }).as_object().unwrap().clone();
        let body = Body { name: SPEC.name.to_owned(), form: Form::Parts(fields, vec![file]) };
        let call = Call {
            operation: &operation,
            arguments: vec![],
            body: Some(body),
            runtime: neo.runtime(),
        };
        let request = call.request(&SPEC).unwrap();
        let kind = request.headers()["content-type"].to_str().unwrap();
        let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
        let sent = request.body().unwrap().as_bytes().unwrap();
        let sent = String::from_utf8_lossy(sent);
        assert_eq!(sent.matches(&format!("--{boundary}\r\n")).count(), 3, "{sent}");
        for part in [
            "name=\"title\"\r\n\r\nSea\r\n",
            "name=\"size\"\r\n\r\n3\r\n",
            "name=\"photo\"; filename=\"sea.png\"\r\nContent-Type: application/octet-stream\r\n\r\n\u{fffd}PNG\r\n",
        ] {
            assert!(sent.contains(part), "{part}: {sent}");
        }
    }
}
