//! The OpenAPI document, read into what a server needs of it: operations, their parameters, bodies and answers.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::Method;
use oas_codegen::{CredentialKind, OperationTable, Settings, operation_table_of};
use oas_source::keywords::Holds;
use serde_json::Value;

use crate::error::Error;
use crate::operation::Operation;
use crate::reading::{base, bound_parameters, mend, operations, raise};
use crate::refs::{local_pointer, resolve};
use crate::routes::structure;
use crate::schema::{self, Member};
use crate::validate::Validators;

/// A document that is served.
#[derive(Debug)]
pub struct Document {
    text: Cow<'static, str>,
    root: Value,
    table: OperationTable,
    /// The path of the address of its server, which stands before all paths.
    base: String,
    /// What a path may have before it in another spelling.
    prefix: Arc<str>,
    operations: Vec<Operation>,
    validators: Validators,
    /// The members of schemas, by their pointers, looked for once.
    members: RwLock<HashMap<String, Arc<[Member]>>>,
}

impl Document {
    /// Reads a document of OpenAPI 3.0, 3.1 or 3.2; `name` is what errors call it.
    ///
    /// # Errors
    /// The text is no such document.
    pub fn parse(name: &str, text: Cow<'static, str>) -> Result<Self, Error> {
        let mut source = oas_source::Document::parse(&text, name).map_err(Error::unread)?;
        let (mut root, is_json) = (source.to_value_with_pointers(), source.is_json());
        // It is served as JSON.
        let text = if is_json { text } else { Cow::Owned(root.to_string()) };
        if raise(&mut root, Holds::Keywords) {
            let raised = root.to_string();
            source = oas_source::Document::parse(&raised, name).map_err(Error::unread)?;
        }
        if !root.get("paths").is_some_and(Value::is_object) {
            return Err(Error::document("no `paths`"));
        }
        let table = operation_table_of(&source, &Settings::default()).map_err(Error::unlisted)?;
        drop(source);
        if table.operations.is_empty() {
            let why = table.skipped.first().and_then(|skipped| skipped.reasons.first());
            let why = why.map(|why| format!(": {why}")).unwrap_or_default();
            return Err(Error::document(format!("no operations under `paths`{why}")));
        }
        bound_parameters(&mut root, &table);
        let operations = operations(&root, &table);
        let mut schemas = root.clone();
        mend(&mut schemas, Holds::Keywords);
        let validators = Validators::new(schemas)?;
        let base = base(&table);
        let prefix = base.as_str().into();
        let members = RwLock::default();
        Ok(Self { text, root, table, base, prefix, operations, validators, members })
    }

    /// Paths are also known by their spelling with `prefix` before them, or without it where they begin with it. Unless said it is the path
    /// of the address of the document's server.
    #[must_use]
    pub fn with_prefix(self, prefix: &str) -> Self {
        Self { prefix: prefix.into(), ..self }
    }

    /// The document as it was given, in JSON.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document as a tree.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The path of the address of its server, which stands before all paths; empty when there is none.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether a header or a query parameter holds a credential.
    pub(crate) fn is_credential(&self, place: &str, name: &str) -> bool {
        let kind = match place {
            "header" => CredentialKind::Header,
            _ => CredentialKind::Query,
        };
        self.table.credentials.values().any(|credential| {
            let own = credential.name.as_deref().unwrap_or_default();
            credential.kind == kind && own.eq_ignore_ascii_case(name)
        })
    }

    /// The operation table that it is served by.
    pub fn table(&self) -> &OperationTable {
        &self.table
    }

    /// The members that the schema at a pointer describes.
    pub(crate) fn members(&self, pointer: &str) -> Arc<[Member]> {
        let known =
            self.members.read().unwrap_or_else(PoisonError::into_inner).get(pointer).cloned();
        known.unwrap_or_else(|| {
            let found: Arc<[Member]> = schema::described(&self.root, pointer).into();
            let mut all = self.members.write().unwrap_or_else(PoisonError::into_inner);
            all.insert(pointer.to_owned(), Arc::clone(&found));
            found
        })
    }

    pub(crate) fn prefix(&self) -> &Arc<str> {
        &self.prefix
    }

    /// Its operations, in its order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Checks values against its schemas.
    pub fn validators(&self) -> &Validators {
        &self.validators
    }

    /// The schema that `value` means to fit, where the schema at `pointer` tells its variants apart by a discriminator: the problems
    /// of one variant say more than that none fits.
    pub(crate) fn variant(&self, pointer: &str, value: &Value) -> Option<String> {
        let schema = self.root.pointer(&resolve(&self.root, pointer.to_owned()))?;
        let discriminator = schema.get("discriminator")?;
        let name = value.get(discriminator.get("propertyName")?.as_str()?)?.as_str()?;
        let reference = discriminator.get("mapping")?.get(name)?.as_str()?;
        local_pointer(reference).filter(|pointer| self.root.pointer(pointer).is_some())
    }

    /// The operation with this method and path, in any of its spellings.
    pub fn operation(&self, method: &Method, template: &str) -> Option<&Operation> {
        let known = |is: &dyn Fn(&str) -> bool| {
            self.operations.iter().find(|o| o.method == *method && is(o.path.as_str()))
        };
        let wanted = structure(template, &self.prefix);
        known(&|path| path == template)
            .or_else(|| known(&|path| structure(path, &self.prefix) == wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_the_path_of_the_server() {
        for (servers, base) in [
            (r#"[{"url": "https://a.test"}]"#, ""),
            (r#"[{"url": "https://a.test/"}]"#, ""),
            (r#"[{"url": "https://a.test/public-api/"}, {"url": "/b"}]"#, "/public-api"),
            (r#"[{"url": "/v1"}]"#, "/v1"),
            (r#"[{"url": "https://a.test/{version}"}]"#, ""),
            (r#"[]"#, ""),
        ] {
            let text = format!(
                r#"{{"openapi": "3.1.0", "servers": {servers}, "paths": {{"/a": {{"get": {{}}}}}}}}"#
            );
            assert_eq!(Document::parse("d.json", text.into()).unwrap().base(), base, "{servers}");
        }
    }

    #[test]
    fn a_document_is_served_as_json_however_it_is_written() {
        let paths = "paths: {/a: {get: {}}}";
        for (name, text) in [
            ("flow.yaml", format!("{{openapi: 3.1.0, {paths}}}")),
            ("block.yaml", format!("openapi: 3.1\n{paths}\n")),
        ] {
            let document = Document::parse(name, text.into()).unwrap();
            let served: Value = serde_json::from_str(document.text()).unwrap();
            assert!(served["openapi"].as_str().unwrap().starts_with("3.1"), "{served}");
        }
        let json = "{ \"openapi\": \"3.1.0\", \"paths\": {\"/a\": {\"get\": {}}} }";
        assert_eq!(Document::parse("d.json", json.into()).unwrap().text(), json);
    }
}
