//! Parameters.

use std::collections::BTreeMap;

use oas_source::media_type::{essence, is_json};
use oas_source::text::quoted;
use serde_json::{Map, Value};

use super::constraints::described;
use super::place::{Place, inside};
use super::{Hint, Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::{Location, Operation, Parameter, Shape, Type, Wire};
use crate::names::{Scope, snake};
use crate::pointer::Pointer;

/// Names that a builder has already, as methods or inside `send`.
const TAKEN: &[&str] = &["new", "send", "body", "stream", "header_map"];

/// What OpenAPI says is to be ignored as a parameter.
const NOT_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// A parameter as declared, and where.
type Declared<'d> = (&'d Map<String, Value>, Pointer);

impl<'d> Lowering<'d> {
    pub(super) fn parameters(
        &mut self,
        operation: &'d Map<String, Value>,
        at: &Pointer,
        place: &Place<'d, '_>,
        hint: &Hint,
        lowered: &mut Operation,
    ) -> Result<(), Error> {
        let mut found: BTreeMap<(Location, String), Declared<'d>> = BTreeMap::new();
        for (holder, at) in [(place.item, place.item_at), (operation, at)] {
            let list = match holder.get("parameters") {
                None => continue,
                Some(Value::Array(list)) => list,
                Some(_) => {
                    return Err(Error::new(ErrorKind::Invalid, "`parameters` is not an array")
                        .at(at.join("parameters").as_str()));
                }
            };
            for (index, parameter) in list.iter().enumerate() {
                let (parameter, at) = self.follow(parameter, &at.join("parameters").join(index))?;
                let Some(name) = parameter.get("name").and_then(Value::as_str) else {
                    return Err(
                        Error::new(ErrorKind::Invalid, "a parameter has no `name`").at(at.as_str())
                    );
                };
                let location = match parameter.get("in").and_then(Value::as_str) {
                    Some("path") => Location::Path,
                    Some("query") => Location::Query,
                    Some("header")
                        if NOT_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()) =>
                    {
                        self.apply(Rule::IgnoredHeaderParameter, &at);
                        continue;
                    }
                    Some("header") if !is_token(name) => {
                        return Err(Error::new(
                            ErrorKind::Invalid,
                            format!("{} is not the name of an HTTP header", quoted(name)),
                        )
                        .at(at.as_str()));
                    }
                    Some("header") => Location::Header,
                    Some("cookie") if !is_token(name) => {
                        let message = format!("{} is not the name of a cookie", quoted(name));
                        return Err(Error::new(ErrorKind::Invalid, message).at(at.as_str()));
                    }
                    Some("cookie") => Location::Cookie,
                    Some("querystring") => Location::Querystring,
                    _ => {
                        let message = "`in` is none of path, query, header, cookie and querystring";
                        return Err(Error::new(ErrorKind::Invalid, message).at(at.as_str()));
                    }
                };
                found.insert((location, name.to_owned()), (parameter, at));
            }
        }
        let mut scope = Scope::with(TAKEN);
        let key = format!("{} {}", place.method, place.path);
        for (index, name) in placeholders(place.path, place.item_at)?.iter().enumerate() {
            // Hand-written code knows a parameter of the path by what the settings call it.
            let known = self.entries.parameters(&key).get(index).map(|known| (*known).to_owned());
            let called = known.as_ref().unwrap_or(name);
            let ident = self.parameter_ident(&mut scope, called, place.item_at);
            let parameter = match found.remove(&(Location::Path, name.clone())) {
                Some(declared) => self.parameter(name, ident, Location::Path, declared, hint)?,
                None => {
                    self.apply(Rule::UndeclaredPathParameter, place.item_at);
                    Parameter {
                        name: name.clone(),
                        ident,
                        location: Location::Path,
                        required: true,
                        ty: Type::String,
                        wire: Wire::Segment,
                        description: String::new(),
                        schema: None,
                    }
                }
            };
            lowered.parameters.push(parameter);
        }
        for ((location, name), declared) in found {
            if location == Location::Path {
                let reason = format!("the path has no place for its parameter {}", quoted(&name));
                lowered.degraded.insert(reason);
                continue;
            }
            let ident = self.parameter_ident(&mut scope, &name, &declared.1);
            lowered.parameters.push(self.parameter(&name, ident, location, declared, hint)?);
        }
        Ok(())
    }

    fn parameter(
        &mut self,
        name: &str,
        ident: String,
        location: Location,
        (declared, at): Declared<'d>,
        hint: &Hint,
    ) -> Result<Parameter, Error> {
        let schema_at = schema_of(declared, &at);
        let (ty, wire) = self.parameter_type(declared, &at, &inside(hint, name), location)?;
        let flag = |key: &str| declared.get(key).is_some_and(|flag| flag == true);
        let schema = declared.get("schema").unwrap_or(&Value::Null);
        let mut description = described(declared.get("description"), schema);
        if flag("deprecated") {
            let gap = if description.is_empty() { "" } else { "\n\n" };
            description.push_str(&format!("{gap}Deprecated."));
        }
        Ok(Parameter {
            name: name.to_owned(),
            ident,
            location,
            required: location == Location::Path || flag("required"),
            ty: ty.sent(),
            wire,
            description,
            schema: schema_at.map(|at| at.to_string()),
        })
    }

    fn parameter_ident(&mut self, scope: &mut Scope, name: &str, at: &Pointer) -> String {
        let plain = snake(name);
        // An underscore at the end does not survive progenitor.
        let plain =
            plain.strip_suffix('_').map_or(plain.clone(), |keyword| format!("{keyword}_param"));
        let plain = if TAKEN.contains(&plain.as_str()) { format!("{plain}_param") } else { plain };
        let ident = scope.unique(&plain, at.as_str());
        if ident != name {
            self.apply(Rule::RenamedParameter, at);
        }
        ident
    }

    /// The type of a parameter, and how it is written.
    fn parameter_type(
        &mut self,
        parameter: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
        location: Location,
    ) -> Result<(Type, Wire), Error> {
        let json = Wire::Styled { style: "Json", explode: false, reserved: false };
        let Some(schema) = parameter.get("schema") else {
            for key in ["style", "explode", "allowReserved"] {
                // How it is written is for the media type to say.
                if parameter.contains_key(key) {
                    self.apply(Rule::UnknownStyle, &at.join(key));
                }
            }
            let content = parameter.get("content").and_then(Value::as_object);
            if location == Location::Querystring {
                return self.querystring(content, at, hint);
            }
            return match content.and_then(|content| content.iter().next()) {
                Some((media_type, described)) if is_json(media_type) => {
                    let at = at.join("content").join(media_type);
                    let ty = match described.get("schema") {
                        Some(schema) => {
                            self.shared(schema, &at.join("schema"), hint)?.split_null().0
                        }
                        None => self.untyped(&at, "the parameter has no schema"),
                    };
                    Ok((ty, json))
                }
                _ => {
                    self.apply(Rule::ParameterAsText, at);
                    let wire = match location {
                        Location::Path => Wire::Segment,
                        _ => Wire::Styled { style: "Form", explode: false, reserved: false },
                    };
                    Ok((Type::String, wire))
                }
            };
        };
        let ty = self.shared(schema, &at.join("schema"), hint)?.split_null().0;
        let style = self.style(parameter.get("style"), at, location);
        let explode = self.flag(parameter, "explode", at);
        let explode = explode.unwrap_or(matches!(style, "Form" | "Cookie"));
        let reserved = self.flag(parameter, "allowReserved", at).unwrap_or_default();
        if reserved
            && self.has_reserved_paths()
            && matches!((location, style), (Location::Path, _) | (_, "Form"))
            && location != Location::Query
        {
            self.apply(Rule::UnknownStyle, &at.join("allowReserved"));
        }
        if location == Location::Path && style == "Simple" && self.is_segment(&ty) {
            // Checked before anything is sent.
            return Ok((Type::String, Wire::Segment));
        }
        let reserved = reserved && location == Location::Query;
        Ok((ty, Wire::Styled { style, explode, reserved }))
    }

    /// A keyword that is true or false; nothing where it is not there, or is something else.
    fn flag(&mut self, parameter: &Map<String, Value>, key: &str, at: &Pointer) -> Option<bool> {
        let flag = parameter.get(key)?;
        if !flag.is_boolean() {
            self.apply(Rule::UnknownStyle, &at.join(key));
        }
        flag.as_bool()
    }

    /// Whether `allowReserved` says something of paths and cookies, as it does since OpenAPI 3.2.
    fn has_reserved_paths(&self) -> bool {
        let version = self.root.get("openapi").and_then(Value::as_str).unwrap_or_default();
        !version.starts_with("3.0") && !version.starts_with("3.1")
    }

    /// How a value is written: as the document says or, where that is no style of such parameters, as it says by default.
    fn style(&mut self, named: Option<&Value>, at: &Pointer, location: Location) -> &'static str {
        let default = match location {
            Location::Path | Location::Header => "Simple",
            Location::Query | Location::Cookie | Location::Querystring => "Form",
        };
        let Some(named) = named else { return default };
        let style = match (location, named.as_str().unwrap_or_default()) {
            (Location::Path, "label") => Some("Label"),
            (Location::Path, "matrix") => Some("Matrix"),
            (Location::Path | Location::Header, "simple") => Some("Simple"),
            (Location::Query, named) => query_style(named),
            (Location::Cookie, "cookie") => Some("Cookie"),
            (Location::Cookie | Location::Querystring, "form") => Some("Form"),
            _ => None,
        };
        style.unwrap_or_else(|| {
            self.apply(Rule::UnknownStyle, &at.join("style"));
            default
        })
    }

    /// All of the query in one value, written by its media type: a form, JSON, or text as it is.
    fn querystring(
        &mut self,
        content: Option<&Map<String, Value>>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<(Type, Wire), Error> {
        let content = content.and_then(|content| content.iter().next());
        let style = content.map(|(media_type, _)| match essence(media_type).as_str() {
            "application/x-www-form-urlencoded" => "Form",
            _ if is_json(media_type) => "Json",
            _ => "Simple",
        });
        let ty = match (content, style) {
            (Some((media_type, described)), Some("Form" | "Json")) => {
                let at = at.join("content").join(media_type);
                match described.get("schema") {
                    Some(schema) => self.shared(schema, &at.join("schema"), hint)?.split_null().0,
                    None => self.untyped(&at, "the parameter has no schema"),
                }
            }
            _ => {
                self.apply(Rule::ParameterAsText, at);
                Type::String
            }
        };
        let style = style.unwrap_or("Simple");
        Ok((ty, Wire::Styled { style, explode: true, reserved: false }))
    }

    /// Whether a value in a path is text, or text or a number.
    fn is_segment(&self, ty: &Type) -> bool {
        let is_text = |ty: &Type| {
            matches!(ty, Type::String | Type::Timestamp | Type::Parsed(_))
                || self.enum_of(ty).is_some()
        };
        let is_either = |name: &String| match self.model.items.get(name).map(|item| &item.shape) {
            Some(Shape::Union(union)) => union.variants.iter().all(|one| {
                matches!(one.ty, Type::Bool | Type::Integer(_) | Type::Primitive(_))
                    || is_text(&one.ty)
            }),
            _ => false,
        };
        is_text(ty) || matches!(ty, Type::Named(name) if is_either(name))
    }
}

/// Where the schema of a parameter's value is. One whose media type is neither JSON nor a form is text.
fn schema_of(parameter: &Map<String, Value>, at: &Pointer) -> Option<Pointer> {
    if parameter.contains_key("schema") {
        return Some(at.join("schema"));
    }
    let content = parameter.get("content").and_then(Value::as_object)?;
    let (media_type, described) = content.iter().next()?;
    let structured =
        is_json(media_type) || essence(media_type) == "application/x-www-form-urlencoded";
    (structured && described.get("schema").is_some())
        .then(|| at.join("content").join(media_type).join("schema"))
}

/// A style of query parameters, named as in `support::wire`.
pub(super) fn query_style(named: &str) -> Option<&'static str> {
    match named {
        "form" => Some("Form"),
        "deepObject" => Some("DeepObject"),
        "spaceDelimited" => Some("SpaceDelimited"),
        "pipeDelimited" => Some("PipeDelimited"),
        _ => None,
    }
}

/// The names between braces in a path, each once.
fn placeholders(path: &str, at: &Pointer) -> Result<Vec<String>, Error> {
    let broken = |message: &str| Err(Error::new(ErrorKind::Invalid, message).at(at.as_str()));
    let mut names: Vec<String> = Vec::new();
    let mut rest = without_fragment(path);
    while let Some(open) = rest.find(['{', '}']) {
        if rest[open..].starts_with('}') {
            return broken("the path closes a brace that it did not open");
        }
        let inner = &rest[open + 1..];
        let Some(close) = inner.find(['{', '}']).filter(|close| inner[*close..].starts_with('}'))
        else {
            return broken("the path opens a brace and does not close it");
        };
        let name = &inner[..close];
        if name.is_empty() || name.contains('/') {
            return broken("the path has a placeholder without a name");
        }
        if names.iter().any(|known| known == name) {
            return broken("the path has two placeholders of one name");
        }
        names.push(name.to_owned());
        rest = &inner[close + 1..];
    }
    Ok(names)
}

/// A path template without its fragment, which tells operations of one path apart and is not sent. A placeholder may have the sign in
/// its name.
fn without_fragment(path: &str) -> &str {
    let mut inside = false;
    let end = path.find(|c| {
        inside = (inside || c == '{') && c != '}';
        c == '#' && !inside
    });
    path.get(..end.unwrap_or(path.len())).unwrap_or(path)
}

/// Whether a text can name an HTTP field (RFC 9110, section 5.6.2).
pub(super) fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
