//! The Rust of one call: what somebody would write who knows what has to be on the wire.

use std::fmt::Write;

use serde_json::{Value, json};

use super::client::{Builder, Client};
use super::document::{self, Found, kinds};
use super::scenario::{Body, Expected, File, Raw};

/// A client that was generated, with its document.
pub(super) struct Generated {
    /// The document's name, without its ending.
    pub(super) name: String,
    pub(super) document: Value,
    pub(super) client: Client,
    pub(super) report: oas_codegen::Report,
    pub(super) source: String,
}

/// The code of a call.
pub(super) struct Call {
    pub(super) code: String,
    /// The method and the path of the operation.
    pub(super) operation: (String, String),
}

/// Writes an asynchronous function of this name, or says what the client has no way to say.
pub(super) fn call(generated: &Generated, name: &str, expected: &Expected) -> Result<Call, String> {
    let document = &generated.document;
    let uri = expected.uri.replace('\\', "");
    let found = document::find(document, &expected.method, &uri)
        .ok_or_else(|| format!("the document has no {} {uri}", expected.method))?;
    let builder = builder(generated, &found, expected)?;
    let mut code = format!("pub async fn {name}(run: &Run) -> Outcome {{\n");
    write!(
        code,
        "    let client = {};\n    let b = client.{}()",
        setup(document, &found, expected),
        builder.method
    )
    .ok();
    parameters(document, &found, builder, expected, &mut code)?;
    if let Some(body) = &expected.request.body {
        self::body(generated, builder, body, &mut code)?;
    }
    let read = match builder.success.as_str() {
        "()" => "empty",
        success if success.contains("ByteStream") => "bytes",
        success if success.contains("LineStream") => "lines",
        success if success.contains("EventStream") => "events",
        _ => "value",
    };
    writeln!(code, ";\n    {read}(run, b).await\n}}").ok();
    let operation = (expected.method.to_uppercase(), found.path.to_owned());
    Ok(Call { code, operation })
}

/// The builder of the operation that asks for what is answered and sends what is sent.
fn builder<'g>(
    generated: &'g Generated,
    found: &Found<'_>,
    expected: &Expected,
) -> Result<&'g Builder, String> {
    let path = found.path.replace('~', "~0").replace('/', "~1");
    let pointer = format!("/paths/{path}/{}", expected.method);
    let builders = generated.client.builders.iter().filter(|builder| {
        let item = format!("builder::{}", builder.name);
        generated.report.items.get(&item).is_some_and(|at| *at == pointer)
    });
    let accept = text_of(expected.request.headers.get("accept"));
    let answered = expected.answer.as_ref().and_then(|answer| answer.content_type.clone());
    let sent = expected.request.body.as_ref().and_then(|body| body.content_type.clone());
    builders
        .max_by_key(|builder| {
            let accepts = |media_type: &Option<String>| {
                let has = |name: &String| builder.accepts.contains(name);
                media_type.as_ref().is_some_and(has)
            };
            let sends = builder.sends.is_some() && builder.sends == sent;
            // Of equals the one with the shortest name: it has nothing special about it.
            (accepts(&accept) || accepts(&answered), sends, usize::MAX - builder.name.len())
        })
        .ok_or_else(|| format!("the client has no builder for {pointer}"))
}

fn text_of(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

/// The client: where the server is, and the credentials that the scenario is about.
fn setup(document: &Value, found: &Found<'_>, expected: &Expected) -> String {
    let mut text = String::from("Client::builder()");
    let variables = document.pointer("/servers/0/variables").and_then(Value::as_object);
    if variables.is_some_and(|variables| variables.contains_key("endpoint")) {
        let endpoint = ("endpoint".to_owned(), String::new());
        for (name, value) in [&endpoint].into_iter().chain(&found.variables) {
            let value = match name.as_str() {
                "endpoint" => "run.base()".to_owned(),
                _ => format!("{value:?}"),
            };
            write!(text, ".settings(|client| client.server_variable({name:?}, {value}))").ok();
        }
    } else {
        write!(text, ".base_url(run.base() + {:?})", found.base).ok();
    }
    let schemes = document.pointer("/components/securitySchemes").and_then(Value::as_object);
    let operation_parameters = || found.parameters.iter().filter_map(|p| p.get("name")?.as_str());
    for (name, scheme) in schemes.into_iter().flatten() {
        let of = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
        let header = if of("type") == "apiKey" { of("name") } else { "authorization" };
        if operation_parameters().any(|parameter| parameter == header) {
            continue;
        }
        let headers = &expected.request.headers;
        let sent = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(header));
        let Some(sent) = sent.and_then(|(_, value)| value.as_str()) else { continue };
        let credential = match (of("type"), sent.split_once(' ')) {
            ("apiKey", _) => format!("api_key({sent:?})"),
            (_, Some(("Bearer", token))) => format!("bearer({token:?})"),
            _ => format!("authorization({sent:?})"),
        };
        write!(
            text,
            ".settings(|client| client.credential_for({name:?}, Credential::{credential}))"
        )
        .ok();
    }
    if !text.contains("credential_for") {
        text.push_str(".allow_missing_credentials()");
    }
    text.push_str(".settings(|client| run.recorded(client)).build()?");
    text
}

fn parameters(
    document: &Value,
    found: &Found<'_>,
    builder: &Builder,
    expected: &Expected,
    code: &mut String,
) -> Result<(), String> {
    let mut query = expected.request.query.clone();
    let headers = &expected.request.headers;
    let mut segments = builder.segments.iter();
    // The builder has them in the order of the path.
    let mut in_path: Vec<&&Value> = found.parameters.iter().filter(|p| p["in"] == "path").collect();
    in_path.sort_by_key(|parameter| {
        found.path.find(&format!("{{{}}}", parameter["name"].as_str().unwrap_or_default()))
    });
    for parameter in in_path {
        let name = parameter["name"].as_str().unwrap_or_default();
        let setter = builder.parameters.get(name).or_else(|| segments.next());
        let setter = setter.ok_or_else(|| format!("no setter for {name} of the path"))?;
        let value = document::value(document, parameter, &found.segments[name]);
        set(builder, setter, &value, code)?;
    }
    for parameter in found.parameters.iter().filter(|parameter| parameter["in"] == "query") {
        let name = parameter["name"].as_str().unwrap_or_default();
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let is_object = || kinds(document, schema).iter().any(|kind| kind == "object");
        let value = if let Some(wire) = query.remove(name) {
            document::value(document, parameter, &wire)
        } else if !query.is_empty() && is_object() {
            let members = std::mem::take(&mut query).into_iter();
            let typed = |value: Value| value.as_str().map_or(value.clone(), document::literal);
            members.map(|(name, value)| (name, typed(value))).collect()
        } else {
            continue;
        };
        let setter = builder.parameters.get(name);
        set(
            builder,
            setter.ok_or_else(|| format!("no setter for {name} of the query"))?,
            &value,
            code,
        )?;
    }
    if let Some(name) = query.keys().next() {
        return Err(format!("the document has no query parameter {name}"));
    }
    for parameter in found.parameters.iter().filter(|p| p["in"] == "header" || p["in"] == "cookie")
    {
        let name = parameter["name"].as_str().unwrap_or_default();
        let wire = headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        let Some((_, wire)) = wire else { continue };
        match builder.parameters.get(name) {
            Some(setter) => {
                set(builder, setter, &document::value(document, parameter, wire), code)?;
            }
            None if ["accept", "content-type"].contains(&name.to_ascii_lowercase().as_str()) => {}
            None => return Err(format!("no setter for the header {name}")),
        }
    }
    // What the document leaves open is the caller's to say.
    if let (Some(accept), Some(setter)) =
        (text_of(headers.get("accept")), builder.parameters.get("accept"))
    {
        set(builder, setter, &json!(accept), code)?;
    }
    Ok(())
}

/// A call of a setter, with a value that is read from JSON.
fn set(builder: &Builder, setter: &str, value: &Value, code: &mut String) -> Result<(), String> {
    let ty = builder.setters.get(setter).ok_or_else(|| format!("no setter {setter}"))?;
    match ty.ends_with("PathSegment") {
        true => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            write!(code, "\n        .{setter}({text:?})").ok();
        }
        false => {
            write!(code, "\n        .{setter}(json::<{ty}>({:?})?)", value.to_string()).ok();
        }
    }
    Ok(())
}

fn body(
    generated: &Generated,
    builder: &Builder,
    body: &Body,
    code: &mut String,
) -> Result<(), String> {
    if body.parts.is_some() || !body.files.is_empty() {
        return multipart(generated, builder, body, code);
    }
    let Some(ty) = builder.setters.get("body") else {
        return Err("no setter for the body".to_owned());
    };
    let Some(raw) = &body.raw else { return Ok(()) };
    let sent = body.content_type.as_deref().unwrap_or_default();
    if let Some(setter) = builder.parameters.get("content-type") {
        set(builder, setter, &json!(sent), code)?;
    }
    let is_text = ty.ends_with("string::String");
    let value = match raw {
        Raw::Base64(bytes) if ty.ends_with("reqwest::Body") => format!("base64({bytes:?})?"),
        Raw::Base64(_) | Raw::Asset(_) => {
            return Err(format!("the body is bytes, and its setter takes {ty}"));
        }
        Raw::Text(text) if ty.ends_with("reqwest::Body") => format!("{text:?}"),
        Raw::Text(text) if is_text && !sent.contains("json") => format!("{text:?}"),
        Raw::Text(text) if builder.xml.is_some() => {
            let root = builder.xml.as_deref().unwrap_or_default();
            format!("xml::<{ty}>({text:?}, {root})?")
        }
        Raw::Text(text) => format!("json::<{ty}>({text:?})?"),
    };
    write!(code, "\n        .body({value})").ok();
    Ok(())
}

fn multipart(
    generated: &Generated,
    builder: &Builder,
    body: &Body,
    code: &mut String,
) -> Result<(), String> {
    let name = format!("{}Body", builder.name);
    let multipart = generated.client.multiparts.get(&name);
    let multipart = multipart.ok_or("no type for the body of several parts")?;
    let mut values = Vec::new();
    for (part, value) in body.parts.iter().flatten() {
        let (ident, ty) = multipart.parts.get(part).ok_or_else(|| format!("no part {part}"))?;
        values.push((ident, part_value(ty, value)));
    }
    let mut parts: Vec<&str> = body.files.iter().map(|file| file.part.as_str()).collect();
    parts.dedup();
    for part in parts {
        let (ident, ty) = multipart.parts.get(part).ok_or_else(|| format!("no part {part}"))?;
        if !ty.contains("support::File") {
            return Err(format!("the file {part} is {ty}"));
        }
        let files: Vec<String> =
            body.files.iter().filter(|file| file.part == part).map(self::file).collect();
        let files = files.join(", ");
        values.push((ident, if ty.contains("Vec") { format!("vec![{files}]") } else { files }));
    }
    write!(code, "\n        .body(types::{name}::new(").ok();
    for required in &multipart.required {
        let value = values.iter().position(|(ident, _)| *ident == required);
        let value = value.ok_or_else(|| format!("the scenario does not send {required}"))?;
        write!(code, "{}, ", values.remove(value).1).ok();
    }
    code.push(')');
    for (ident, value) in values {
        write!(code, ".{ident}({value})").ok();
    }
    code.push(')');
    Ok(())
}

/// The value of a part that is no file.
fn part_value(ty: &str, value: &Value) -> String {
    let value = match value {
        value if ty.ends_with("string::String") && !value.is_string() => json!(value.to_string()),
        value if ty.contains("Vec") && !value.is_array() => json!([value]),
        value => value.clone(),
    };
    format!("json::<{ty}>({:?})?", value.to_string())
}

fn file(file: &File) -> String {
    let content = match &file.buffer {
        Raw::Base64(bytes) => format!("base64({bytes:?})?"),
        Raw::Text(text) => format!("{text:?}"),
        Raw::Asset(path) => format!("asset({:?})?", path.to_string_lossy()),
    };
    format!(
        "super::support::File::new({content}).name({:?}).media_type({:?})",
        file.name, file.media_type
    )
}

#[cfg(test)]
mod tests {
    use oas_codegen::Settings;

    use super::*;

    fn generated(document: Value) -> Generated {
        let made = oas_codegen::generate(&document.to_string(), "api.json", &Settings::default());
        let made = made.unwrap();
        let client = Client::read("api", &made.source).unwrap();
        Generated {
            name: "api".to_owned(),
            document,
            client,
            report: made.report,
            source: made.source,
        }
    }

    fn expected(call: Value) -> Expected {
        serde_json::from_value(call).unwrap()
    }

    #[test]
    fn a_call_sets_what_has_to_be_on_the_wire() {
        let generated = generated(json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "1" },
            "paths": { "/pets/{id}": { "post": {
                "security": [{ "key": [] }],
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                    { "name": "x-Max", "in": "query", "schema": { "type": "integer" } },
                ],
                "requestBody": { "content": { "multipart/form-data": { "schema": {
                    "type": "object",
                    "required": ["my-file"],
                    "properties": { "my-file": { "type": "string", "format": "binary" }, "note": { "type": "string" } },
                } } } },
                "responses": { "204": { "description": "" } },
            } } },
            "components": { "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Key" } } },
        }));
        let file = json!({ "fieldname": "my-file", "originalname": "a.png", "mimetype": "image/png", "buffer": { "base64": "AA==" } });
        let expected = expected(json!({
            "method": "post",
            "uri": "/pets/7",
            "request": {
                "query": { "x-Max": "3" },
                "headers": { "x-key": "secret" },
                "body": { "contentType": "multipart/form-data", "parts": { "note": "n" }, "files": [file] },
            },
        }));
        let call = call(&generated, "first", &expected).map_err(|why| why.to_string()).unwrap();
        assert_eq!(call.operation, ("POST".to_owned(), "/pets/{id}".to_owned()));
        for part in [
            r#"client.credential_for("key", Credential::api_key("secret"))"#,
            r#".id("7")"#,
            r#".x_max(json::<i64>("3")?)"#,
            r#"Body::new(super::support::File::new(base64("AA==")?).name("a.png").media_type("image/png"), )"#,
            r#".note(json::<::std::string::String>("\"n\"")?)"#,
            "empty(run, b).await",
        ] {
            assert!(call.code.contains(part), "{part} is not in\n{}", call.code);
        }
    }

    #[test]
    fn what_the_client_cannot_say_is_named() {
        let generated = generated(json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "1" },
            "paths": { "/a": { "get": { "responses": { "204": { "description": "" } } } } },
        }));
        let why = |call| super::call(&generated, "c", &expected(call)).err().unwrap_or_default();
        let unknown = json!({ "method": "get", "uri": "/a", "request": { "query": { "q": "1" } } });
        assert_eq!(why(unknown), "the document has no query parameter q");
        let other = json!({ "method": "get", "uri": "/b", "request": {} });
        assert_eq!(why(other), "the document has no get /b");
    }
}
