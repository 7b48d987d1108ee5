//! Which of several media types is asked for, and which one a body of any has: the caller says it.

use oas_source::media_type::essence;

use crate::model::{BodyForm, Location, Operation, Parameter, Success, Type, Wire};

/// Adds setters for the headers, where there is something to choose.
pub(super) fn choices(operation: &mut Operation) {
    // JSON by another name is JSON, and of streams of values there is one reader.
    let raw = matches!(operation.success, Success::Stream | Success::Text);
    let accepted = &operation.success_media_types;
    if raw && (accepted.len() > 1 || accepted.iter().any(|name| is_range(name))) {
        let text = format!(
            "The media type to ask for: {}. {} where it is not set.",
            named(accepted),
            if accepted.len() > 1 { "All of them" } else { "Any" }
        );
        add(operation, "accept", text);
    }
    let range = operation.body.as_ref().filter(|body| {
        matches!(body.form, BodyForm::Bytes | BodyForm::Text) && is_range(&body.media_type)
    });
    if let Some(body) = range {
        let text = format!(
            "The media type of the body: {}. `application/octet-stream` where it is not set.",
            named(std::slice::from_ref(&body.media_type))
        );
        add(operation, "content_type", text);
    }
}

fn is_range(media_type: &str) -> bool {
    essence(media_type).contains('*')
}

/// The media types, as a sentence has them.
fn named(media_types: &[String]) -> String {
    let names: Vec<String> =
        media_types.iter().map(|name| format!("`{}`", name.replace('`', ""))).collect();
    names.join(" or ")
}

fn add(operation: &mut Operation, ident: &str, description: String) {
    let name = ident.replace('_', "-");
    let mut ident = ident.to_owned();
    while operation.parameters.iter().any(|parameter| parameter.ident == ident) {
        ident.push_str("_header");
    }
    operation.parameters.push(Parameter {
        name,
        ident,
        location: Location::Header,
        required: false,
        ty: Type::String,
        wire: Wire::Styled { style: "Simple", explode: false, reserved: false },
        description,
        schema: None,
    });
}
