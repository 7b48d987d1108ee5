//! How a program uses the client of this document: what the README of a generated crate says.

use crate::emit::{code, short};
use crate::model::{Body, BodyForm, Model, Operation, SchemeKind, Success, Wire};

/// How many operations are named where only some are of a kind.
const MOST: usize = 5;

/// Markdown, with the client in a module `api`.
pub(crate) fn usage(model: &Model) -> String {
    let easiest = model.operations.iter().min_by_key(|operation| rank(operation));
    let mut text = setting_up(model, easiest);
    text.push_str(&easiest.map_or_else(String::new, a_call));
    text.push_str(REPEATING);
    text.push_str(&lists(model));
    text.push_str(&streams(model));
    text
}

const REPEATING: &str = "\n## Repeating\n\nA call that failed is repeated where that does no harm: one that changes nothing, one \
    that changes nothing more the second time (PUT, DELETE, a key of idempotence that is set), and any other only where it is \
    certain that the server has not done it. `error.outcome()` says whether it may have. `RetryPolicy`, given to the builder as \
    `retry`, says how often and for how long.\n";

fn setting_up(model: &Model, called: Option<&Operation>) -> String {
    let mut calls = String::new();
    let absolute = |server: &crate::model::Server| server.url.contains("://");
    let server = model.servers.first().filter(|server| absolute(server));
    let place = match server {
        Some(server) => {
            for (ident, variable) in &model.server_variables {
                if variable.default.is_none()
                    && server.url.contains(&format!("{{{}}}", variable.name))
                {
                    let value = variable.values.first().map_or("...", String::as_str);
                    calls.push_str(&format!("\n        .{ident}({value:?})"));
                }
            }
            format!(
                "The client calls {}, the document's first server, unless `base_url` says otherwise.{}",
                code(&server.url),
                variables(model)
            )
        }
        None => {
            calls.push_str("\n        .base_url(\"https://api.example.com\")");
            "The document does not say where the service is: `base_url` does.".to_owned()
        }
    };
    let sets = called.map_or(&model.security, |operation| &operation.security);
    let set = sets.iter().find(|set| !set.is_empty());
    let schemes = set
        .into_iter()
        .flatten()
        .filter_map(|name| model.schemes.iter().find(|scheme| scheme.name == *name));
    for scheme in schemes {
        let arguments = match scheme.kind {
            SchemeKind::MutualTls => continue,
            SchemeKind::Basic => "\"user\", \"password\"",
            SchemeKind::Http(_) => "\"the value of Authorization\"",
            SchemeKind::Bearer => "\"a token\"",
            SchemeKind::Header(_) | SchemeKind::Query(_) | SchemeKind::Cookie(_) => "\"a key\"",
        };
        calls.push_str(&format!("\n        .{}({arguments})", scheme.ident));
    }
    let credentials = credentials(model);
    format!(
        "\n## Setting up\n\n{place}{credentials}\n\n```rust,no_run\nuse api::{{Client, Error}};\n\nfn client() -> Result<Client, Error> {{\n    \
         Client::builder(){calls}\n        .build()\n}}\n```\n"
    )
}

/// The setters of the parts of addresses.
fn variables(model: &Model) -> String {
    let described = model.server_variables.iter().map(|(ident, variable)| {
        let default = match variable.default.as_deref() {
            None => "to be set".to_owned(),
            Some("") => "empty".to_owned(),
            Some(value) => code(value),
        };
        format!("`{ident}` ({default})")
    });
    let described: Vec<String> = described.collect();
    let several = match model.servers.as_slice() {
        [_, _, ..] => {
            " It is the first server that has all of them that are set; `server` chooses one of `operations::SERVERS`."
        }
        _ => "",
    };
    match described.as_slice() {
        [] => String::new(),
        all => format!(" Parts of it have methods of the builder: {}.{several}", all.join(", ")),
    }
}

fn credentials(model: &Model) -> String {
    let described = model.schemes.iter().map(|scheme| {
        let (name, ident) = (code(&scheme.name), &scheme.ident);
        match &scheme.kind {
            SchemeKind::Bearer => format!(
                "- {name}: a bearer token, `{ident}`, or tokens that expire, `{ident}_provider`"
            ),
            SchemeKind::Basic => format!("- {name}: user and password, `{ident}`"),
            SchemeKind::Http(scheme) => format!(
                "- {name}: the header `Authorization` of the scheme {}, `{ident}`",
                code(scheme)
            ),
            SchemeKind::Header(key) => {
                format!("- {name}: an API key in the header {}, `{ident}`", code(key))
            }
            SchemeKind::Query(key) => {
                format!("- {name}: an API key in the query parameter {}, `{ident}`", code(key))
            }
            SchemeKind::Cookie(key) => {
                format!("- {name}: an API key in the cookie {}, `{ident}`", code(key))
            }
            SchemeKind::MutualTls => {
                format!("- {name}: a certificate, which `configure_http` takes")
            }
        }
    });
    let described: Vec<String> = described.collect();
    if described.is_empty() {
        return "\nIt asks for no credential.".to_owned();
    }
    format!(
        " The credentials of the document, each with its method of the builder; an operation is sent with those that it asks for:\n\n{}",
        described.join("\n")
    )
}

/// The operation that is easiest to call comes first.
fn rank(operation: &Operation) -> (bool, bool, usize) {
    let required = operation.parameters.iter().filter(|parameter| parameter.required).count();
    (operation.method != "GET", !matches!(operation.success, Success::Json(_)), required)
}

fn a_call(operation: &Operation) -> String {
    let (mut arguments, mut calls, mut imports) = (String::new(), String::new(), vec!["Client"]);
    let mut argument = |ident: &str, ty: String| {
        let name = if ident == "client" { "client_value" } else { ident };
        for module in ["types", "support"] {
            if ty.contains(&format!("{module}::")) && !imports.contains(&module) {
                imports.push(module);
            }
        }
        arguments.push_str(&format!(", {name}: {ty}"));
        calls.push_str(&format!("\n        .{ident}({name})"));
    };
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        let ty = match parameter.wire {
            Wire::Segment => "&str".to_owned(),
            Wire::Styled { .. } => short(&parameter.ty),
        };
        argument(&parameter.ident, ty);
    }
    if let Some(body) = operation.body.as_ref().filter(|body| !body.optional) {
        argument("body", body_type(body));
    }
    let headers = if operation.headers.is_some() || operation.failure_headers.is_some() {
        " Headers that the document describes are in `typed_headers()`, of answers and of errors."
    } else {
        ""
    };
    let typed = if operation.failure.is_some() {
        "\n            // What the document says of errors has types.\n            if let Some(body) = error.typed() {\n                \
         eprintln!(\"{body:?}\");\n            }"
    } else {
        ""
    };
    format!(
        "\n## A call\n\n```rust,no_run\nuse api::{};\n\nasync fn call(client: &Client{arguments}) {{\n    let sent = client\n        \
         .{}(){calls}\n        .send()\n        .await;\n    match sent {{\n        Ok(answer) => println!(\"{{}} {{:?}}\", answer.status(), \
         answer.into_inner()),\n        Err(error) => {{\n            eprintln!(\"{{error}}\");{typed}\n        }}\n    }}\n}}\n```\n\nAn error \
         has status, headers and the whole body (`bytes`, `body::<T>()`); `?` turns that of any operation into an `Error`.{headers}\n",
        if imports.len() == 1 { imports.join("") } else { format!("{{{}}}", imports.join(", ")) },
        operation.ident,
    )
}

fn body_type(body: &Body) -> String {
    match body.form {
        BodyForm::Json | BodyForm::Form | BodyForm::Multipart | BodyForm::Xml(_) => short(&body.ty),
        BodyForm::Text => "String".to_owned(),
        BodyForm::Bytes => "Vec<u8>".to_owned(),
    }
}

/// The operations of a kind by their names, some of them where there are many; nothing where there are none.
fn named<'m>(operations: impl Iterator<Item = &'m Operation>) -> Option<String> {
    let names: Vec<String> = operations.map(|operation| format!("`{}`", operation.ident)).collect();
    let more = names.len().saturating_sub(MOST);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let some = names[..names.len().min(MOST)].join(", ");
    (!names.is_empty()).then(|| some + &more)
}

/// Whether it can be called as it is.
fn takes_nothing(operation: &&Operation) -> bool {
    let required = operation.parameters.iter().any(|parameter| parameter.required);
    !required && operation.body.as_ref().is_none_or(|body| body.optional)
}

fn lists(model: &Model) -> String {
    let bound = || model.operations.iter().filter(|operation| operation.list.is_some());
    let Some(names) = named(bound()) else { return String::new() };
    let example = bound().find(takes_nothing).map(|operation| {
        format!(
            "\n\n```rust,no_run\nuse api::support::List;\nuse api::{{Client, Error}};\n\nasync fn items(client: &Client) -> Result<(), Error> {{\n    \
             let mut items = client.{}().items()?;\n    while let Some(item) = items.next().await {{\n        println!(\"{{:?}}\", item?);\n    }}\n    Ok(())\n}}\n```",
            operation.ident
        )
    });
    format!(
        "\n## Lists\n\nThese come in pages: {names}. The trait `support::List` gives their `items` and their `pages`, each a \
         `futures_core::Stream` that asks for a page when it is wanted.{}\n",
        example.unwrap_or_default()
    )
}

fn streams(model: &Model) -> String {
    let streaming = |operation: &&Operation| {
        matches!(operation.success, Success::Stream | Success::Events(_) | Success::Lines(_))
    };
    let all = || model.operations.iter().filter(streaming);
    let Some(names) = named(all()) else { return String::new() };
    let example = all().find(takes_nothing).map(|operation| {
        format!(
            "\n\n```rust,no_run\nuse api::{{Client, Error}};\n\nasync fn follow(client: &Client) -> Result<(), Error> {{\n    \
             let mut stream = client.{}().send().await?.into_inner();\n    while let Some(part) = stream.next().await {{\n        \
             println!(\"{{:?}}\", part?);\n    }}\n    Ok(())\n}}\n```",
            operation.ident
        )
    });
    format!(
        "\n## Streams\n\nThese give their body as it comes, as a `futures_core::Stream` of bytes, events or values: {names}. The time of an attempt ends \
         with the head of their answer; they end in an error when nothing comes for five minutes (`idle_timeout`). \
         `support::reconnecting` follows the events of a GET over as many connections as it takes.{}\n",
        example.unwrap_or_default()
    )
}
