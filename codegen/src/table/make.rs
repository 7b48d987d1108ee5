//! The table of a model.

use serde_json::{Value, json};

use super::responses::responses;
use super::schema::Schemas;
use super::{
    Answer, Argument, ArgumentPlace, ArgumentStyle, BodyContent, ContentForm, CredentialKind,
    FORMAT, OperationTable, Safety, TableBody, TableCredential, TableEnvelope, TableOperation,
    TablePaging, TableServer, TableSkipped,
};
use crate::lower::Lowered;
use crate::model::{
    BodyForm, Location, Operation, PagedBy, Parameter, Scheme, SchemeKind, Server, Success, Wire,
};
use crate::report::Status;
use crate::settings::{ListBy, Settings};

/// The table of what this document was lowered to.
pub(super) fn table(root: &Value, lowered: &Lowered, settings: &Settings) -> OperationTable {
    let model = &lowered.model;
    let mut schemas = Schemas::new(root);
    let mut operations: Vec<TableOperation> = Vec::new();
    for operation in &model.operations {
        let same = |last: &&mut TableOperation| {
            last.method == operation.method && last.path == operation.path
        };
        match operations.last_mut().filter(|last| operation.variant && same(last)) {
            Some(base) => add_variant(base, operation, &mut schemas),
            None => operations.push(made(root, operation, settings, &mut schemas)),
        }
    }
    let skipped = lowered.report.operations.iter().filter(|one| one.status == Status::Skipped);
    OperationTable {
        format: FORMAT,
        title: model.title.clone(),
        version: model.version.clone(),
        servers: model.servers.iter().map(server).collect(),
        credentials: model.schemes.iter().map(credential).collect(),
        envelope: settings.envelope.as_ref().map(|envelope| TableEnvelope {
            data: envelope.data.clone(),
            meta: envelope.meta.clone(),
        }),
        operations,
        skipped: skipped
            .map(|one| TableSkipped {
                method: one.method.clone(),
                path: one.path.clone(),
                reasons: one.reasons.clone(),
            })
            .collect(),
        definitions: schemas.finish().1,
    }
}

fn made(
    root: &Value,
    operation: &Operation,
    settings: &Settings,
    schemas: &mut Schemas,
) -> TableOperation {
    let arguments = operation.parameters.iter().filter(|one| !chooses_media_type(one));
    let arguments = arguments.map(|one| argument(one, operation, schemas)).collect();
    TableOperation {
        name: operation.ident.clone(),
        operation_id: operation.operation_id.clone(),
        method: operation.method.clone(),
        path: operation.path.clone(),
        tags: operation.tags.clone(),
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        deprecated: operation.deprecated,
        arguments,
        body: operation.body.as_ref().map(|body| TableBody {
            required: !body.optional,
            description: body.description.clone(),
            content: content(operation, schemas).into_iter().collect(),
        }),
        answers: vec![answer(operation)],
        responses: responses(root, operation, schemas),
        credentials: operation.security.clone(),
        safety: safety(operation),
        paging: paging(operation, settings),
        servers: operation.servers.iter().map(server).collect(),
    }
}

/// A variant has another body than the first, or another answer.
fn add_variant(base: &mut TableOperation, variant: &Operation, schemas: &mut Schemas) {
    let content = content(variant, schemas);
    match (&mut base.body, content) {
        (Some(body), Some(content))
            if body.content.iter().all(|known| known.media_type != content.media_type) =>
        {
            body.content.push(content);
        }
        _ => base.answers.push(answer(variant)),
    }
}

/// The setters for `Accept` and `Content-Type` are the generated client's; a table says the media types.
fn chooses_media_type(parameter: &Parameter) -> bool {
    parameter.location == Location::Header
        && ["accept", "content-type"].contains(&parameter.name.to_ascii_lowercase().as_str())
}

fn argument(parameter: &Parameter, operation: &Operation, schemas: &mut Schemas) -> Argument {
    let (style, explode, allow_reserved) = match parameter.wire {
        Wire::Segment => (ArgumentStyle::Simple, false, false),
        Wire::Styled { style, explode, reserved } => (written(style), explode, reserved),
    };
    let at = parameter.schema.clone();
    let schema = at.as_deref().and_then(|at| schemas.at(at, &operation.pointer));
    Argument {
        name: parameter.name.clone(),
        setter: parameter.ident.clone(),
        place: match parameter.location {
            Location::Path => ArgumentPlace::Path,
            Location::Query => ArgumentPlace::Query,
            Location::Header => ArgumentPlace::Header,
            Location::Cookie => ArgumentPlace::Cookie,
            Location::Querystring => ArgumentPlace::Querystring,
        },
        required: parameter.required,
        style,
        explode,
        allow_reserved,
        description: parameter.description.clone(),
        schema: schema.unwrap_or_else(|| match style {
            // JSON without a schema is any.
            ArgumentStyle::Json => json!({}),
            _ => json!({ "type": "string" }),
        }),
        at,
    }
}

fn written(style: &str) -> ArgumentStyle {
    match style {
        "Label" => ArgumentStyle::Label,
        "Matrix" => ArgumentStyle::Matrix,
        "Form" => ArgumentStyle::Form,
        "SpaceDelimited" => ArgumentStyle::SpaceDelimited,
        "PipeDelimited" => ArgumentStyle::PipeDelimited,
        "DeepObject" => ArgumentStyle::DeepObject,
        "Cookie" => ArgumentStyle::Cookie,
        "Json" => ArgumentStyle::Json,
        _ => ArgumentStyle::Simple,
    }
}

fn content(operation: &Operation, schemas: &mut Schemas) -> Option<BodyContent> {
    let body = operation.body.as_ref()?;
    let described = body.schema.as_deref().and_then(|at| schemas.at(at, &operation.pointer));
    Some(BodyContent {
        media_type: body.media_type.clone(),
        form: match body.form {
            BodyForm::Json => ContentForm::Json,
            BodyForm::Form => ContentForm::Form,
            BodyForm::Multipart => ContentForm::Multipart,
            BodyForm::Text => ContentForm::Text,
            BodyForm::Bytes => ContentForm::Bytes,
            BodyForm::Xml(_) => ContentForm::Xml,
        },
        name: operation.ident.clone(),
        schema: described.unwrap_or_else(|| json!({})),
        at: body.schema.clone(),
    })
}

fn answer(operation: &Operation) -> Answer {
    Answer {
        form: match operation.success {
            Success::Empty => ContentForm::Empty,
            Success::Json(_) | Success::Optional(_) | Success::ByStatus(_) => ContentForm::Json,
            Success::Stream => ContentForm::Bytes,
            Success::Text => ContentForm::Text,
            Success::Events(_) => ContentForm::Events,
            Success::Lines(_) => ContentForm::Lines,
            Success::Xml(..) => ContentForm::Xml,
        },
        media_types: operation.success_media_types.clone(),
        name: operation.ident.clone(),
    }
}

fn safety(operation: &Operation) -> Safety {
    match (operation.is_idempotent(), operation.idempotency_key()) {
        (true, _) if operation.is_safe() => Safety::Safe,
        (true, _) => Safety::Repeatable,
        (false, Some(header)) => Safety::RepeatableByKey(header.to_owned()),
        (false, None) => Safety::Once,
    }
}

fn paging(operation: &Operation, settings: &Settings) -> Option<TablePaging> {
    let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    if let Some(list) = &operation.list {
        return Some(TablePaging {
            by: list.by,
            parameter: said(&list.parameter),
            next: said(&list.next),
            items: list.items.clone(),
            more: list.more.clone(),
            first: list.first,
        });
    }
    let paged = operation.paged.as_ref()?;
    let by = match paged {
        PagedBy::Cursor(_) => ListBy::Cursor,
        PagedBy::PageNumber(_) => ListBy::Number,
        PagedBy::Whole => return None,
    };
    let parameter = operation.parameters.iter().find(|one| paged.ident() == Some(&one.ident))?;
    let data = oas_source::pointer::escape(&settings.envelope.as_ref()?.data);
    Some(TablePaging {
        by,
        parameter: Some(parameter.name.clone()),
        next: None,
        items: format!("/{data}"),
        more: None,
        first: 1,
    })
}

fn credential(scheme: &Scheme) -> (String, TableCredential) {
    let (kind, name) = match &scheme.kind {
        SchemeKind::Bearer => (CredentialKind::Bearer, None),
        SchemeKind::Basic => (CredentialKind::Basic, None),
        SchemeKind::Http(name) => (CredentialKind::Http, Some(name)),
        SchemeKind::Header(name) => (CredentialKind::Header, Some(name)),
        SchemeKind::Query(name) => (CredentialKind::Query, Some(name)),
        SchemeKind::Cookie(name) => (CredentialKind::Cookie, Some(name)),
        SchemeKind::MutualTls => (CredentialKind::MutualTls, None),
    };
    let description = scheme.description.clone();
    (scheme.name.clone(), TableCredential { kind, name: name.cloned(), description })
}

fn server(server: &Server) -> TableServer {
    let variables = server.variables.iter();
    TableServer {
        url: server.url.clone(),
        description: server.description.clone(),
        variables: variables.map(|one| (one.name.clone(), one.default.clone())).collect(),
    }
}
