//! Things of real documents and of our own, from their creation to their end.

use std::fs;
use std::path::{Path, PathBuf};

use http::Request;
use serde_json::Value;

use super::discover::{Role, path_text};
use super::identity::encoded;
use super::*;
use crate::Mock;
use crate::operation::Location;
use crate::sample::{Manner, sample_in};

/// A mock and what its document makes of requests.
struct Trial {
    mock: Mock,
}

impl Trial {
    fn own(&self) -> &Resources {
        self.mock.core().module()
    }

    fn document(&self) -> &Document {
        self.mock.core().document()
    }

    /// A request of an operation with these values in its path.
    fn request(
        &self,
        operation: &Operation,
        path: &[String],
        body: Option<&Value>,
        item: Option<&Value>,
    ) -> Result<Request<Vec<u8>>, String> {
        let mut values = path.iter();
        let mut uri = self.document().base().to_owned();
        for (at, part) in operation.path.as_str().split(['{', '}']).enumerate() {
            match at % 2 {
                0 => uri.push_str(part),
                _ => uri.push_str(&encoded(values.next().ok_or("a parameter too many")?)),
            }
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut request = Request::builder().method(operation.method.clone());
        request = request.header("authorization", "Bearer k").header("cookie", "k=k");
        let schemes = self.document().root().pointer("/components/securitySchemes");
        for scheme in schemes.and_then(Value::as_object).into_iter().flat_map(|all| all.values()) {
            let name = scheme.get("name").and_then(Value::as_str);
            match (scheme.get("in").and_then(Value::as_str), name) {
                (Some("header"), Some(name)) => request = request.header(name, "k"),
                (Some("query"), Some(name)) => {
                    query.append_pair(name, "k");
                }
                (Some("cookie"), Some(name)) => {
                    request = request.header("cookie", format!("{name}=k"));
                }
                _ => {}
            }
        }
        for parameter in operation.parameters.iter().filter(|p| p.required) {
            let Some(schema) = &parameter.schema else { continue };
            let sample = self.own().samples.of(self.document(), schema, false)?;
            // What names a member asks for what has it.
            let own = item.and_then(|item| item.get(&parameter.name));
            let text = match own.unwrap_or(&sample) {
                Value::Array(items) => {
                    items.iter().filter_map(path_text).collect::<Vec<_>>().join(",")
                }
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            match parameter.location {
                Location::Query => {
                    query.append_pair(&parameter.name, &text);
                }
                Location::Header => request = request.header(&parameter.name, text),
                Location::Cookie => {
                    request = request.header("cookie", format!("{}={text}", parameter.name));
                }
                Location::Path => {}
            }
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let of_another_kind = operation.body.as_ref().is_some_and(|body| body.schema.is_none());
        let other = if of_another_kind { "x" } else { "" };
        let body = body.map_or(other.to_owned(), Value::to_string).into_bytes();
        request.uri(format!("{uri}?{}", query.finish())).body(body).map_err(|e| e.to_string())
    }

    /// The answer to a request, once it fits the document; its status, its body and where the thing is.
    async fn call(
        &self,
        operation: &Operation,
        path: &[String],
        body: Option<&Value>,
    ) -> Result<(StatusCode, Value, Option<String>), String> {
        self.call_for(operation, path, body, None).await
    }

    /// The same for a list that a thing is looked for in.
    async fn call_for(
        &self,
        operation: &Operation,
        path: &[String],
        body: Option<&Value>,
        item: Option<&Value>,
    ) -> Result<(StatusCode, Value, Option<String>), String> {
        let request = self.request(operation, path, body, item)?;
        let sent = format!("{} {}", request.method(), request.uri());
        let answer = self.mock.respond(request).await.map_err(|e| e.to_string())?;
        let status = answer.status();
        let body = serde_json::from_slice(answer.body()).unwrap_or_default();
        let documented = answers::of_status(&operation.answers, status);
        // What the document has no answer for cannot fit it.
        if documented.is_none() && status != StatusCode::NOT_FOUND {
            return Err(format!("{sent}: {status} is not documented: {body}"));
        }
        if let Some(schema) = documented.and_then(Answer::json_schema) {
            let problems = self.document().validators().check(schema, "answer", &body);
            if !problems.is_empty() {
                return Err(format!("{sent}: {status} does not fit: {problems:?}: {body}"));
            }
        }
        let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
        let id = location.and_then(|text| text.rsplit('/').next()).map(|text| {
            percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
        });
        Ok((status, body, id))
    }

    /// A body that the operation takes, by a seed of its own.
    fn body(&self, operation: &Operation, seed: u64) -> Result<Option<Value>, String> {
        let Some(body) = &operation.body else { return Ok(None) };
        let Some(schema) = &body.schema else {
            // Of another kind, which is not looked at.
            return Ok(None);
        };
        Samples::new(seed).of(self.document(), schema, false).map(|body| Some((*body).clone()))
    }

    /// From creation to deletion; what it went through.
    async fn live(&self, index: usize) -> Result<Vec<Role>, String> {
        let resource = self.own().kinds.get(index).ok_or("no such resource")?;
        let operation = |role: Role| {
            let known = resource.operations.iter().find(|(_, known)| *known == role);
            known.and_then(|(index, _)| self.document().operations().get(*index))
        };
        let create = operation(Role::Create);
        let by = create.or(operation(Role::Replace)).ok_or("nothing creates")?;
        let mut path = Vec::new();
        for parameter in by.path.as_str().split(['{', '}']).skip(1).step_by(2) {
            let schema = by.parameter(parameter).and_then(|p| p.schema.as_ref());
            let manner = Manner {
                dice: self.own().samples.dice(parameter),
                examples: false,
                lean: true,
                shift: 0,
            };
            let value = schema.map(|schema| sample_in(self.document().root(), schema, &manner));
            path.push(value.as_ref().and_then(path_text).unwrap_or_else(|| "x1".to_owned()));
        }
        let mut lived = vec![Role::Create];
        let body = self.body(by, 3)?;
        let (status, made, location) = self.call(by, &path, body.as_ref()).await?;
        if !status.is_success() {
            return Err(format!("not created: {status} {made}"));
        }
        let by_path = path.get(resource.depth).cloned();
        path.truncate(resource.depth);
        let place = self.own().kinds.place(by);
        let shown = |body: &Value, place: Option<&ItemPlace>| {
            let place = place?;
            let item = place.member.as_ref().map_or(Some(body), |member| body.get(member))?;
            path_text(item.get(&place.id.as_ref()?.0)?)
        };
        let id = by_path
            .or(shown(&made, place))
            .or(location)
            .ok_or_else(|| format!("no id in {made}"))?;
        let single: Vec<String> = path.iter().cloned().chain([id.clone()]).collect();
        if let Some(read) = operation(Role::Read) {
            let (status, body, _) = self.call(read, &single, None).await?;
            let place = self.own().kinds.place(read);
            if status != StatusCode::OK || shown(&body, place).is_some_and(|shown| shown != id) {
                return Err(format!("created as {id} and not read: {status} {body}"));
            }
            lived.push(Role::Read);
        }
        if let (Some(list), Some(place)) = (operation(Role::List), &resource.list) {
            // As little as can be asked for: a filter would leave it out.
            let asked = list.body.as_ref().filter(|body| body.required);
            let asked = asked.and_then(|body| body.schema.as_ref());
            let asked = asked.map(|schema| self.own().samples.of(self.document(), schema, true));
            let (status, body, _) =
                self.call_for(list, &path, asked.transpose()?.as_deref(), Some(&made)).await?;
            let items = place.path.iter().try_fold(&body, |body, name| body.get(name));
            let found = items.and_then(Value::as_array).is_some_and(|items| {
                let own =
                    |item: &Value| shown(item, Some(&place.item)).is_none_or(|shown| shown == id);
                !items.is_empty() && items.iter().all(own)
            });
            if !status.is_success() || !found {
                return Err(format!("{id} is not listed: {status} {body}"));
            }
            lived.push(Role::List);
        }
        for role in [Role::Merge, Role::Replace] {
            let Some(change) = operation(role) else { continue };
            let body = self.body(change, 4)?;
            let (status, answer, _) = self.call(change, &single, body.as_ref()).await?;
            if !status.is_success() {
                return Err(format!("not changed: {status} {answer}"));
            }
            if let Some(read) = operation(Role::Read) {
                self.shows(read, &single, body.as_ref()).await?;
            }
            lived.push(role);
        }
        if let Some(delete) = operation(Role::Delete) {
            let (status, answer, _) =
                self.call(delete, &single, self.body(delete, 3)?.as_ref()).await?;
            if !status.is_success() {
                return Err(format!("not deleted: {status} {answer}"));
            }
            let again = self.call(operation(Role::Read).unwrap_or(delete), &single, None).await?;
            if again.0 != StatusCode::NOT_FOUND {
                return Err(format!("deleted and still there: {} {}", again.0, again.1));
            }
            lived.push(Role::Delete);
        }
        Ok(lived)
    }

    /// A read thing has what it was changed to: each member that fits where it is read.
    async fn shows(
        &self,
        read: &Operation,
        path: &[String],
        sent: Option<&Value>,
    ) -> Result<(), String> {
        let (_, body, _) = self.call(read, path, None).await?;
        let Some(place) = self.own().kinds.place(read) else { return Ok(()) };
        let item = place.member.as_ref().map_or(Some(&body), |member| body.get(member));
        let own = place.id.as_ref().map(|(name, _)| name.as_str());
        for (name, value) in sent.and_then(Value::as_object).into_iter().flatten() {
            let Some(schema) = crate::schema::member(self.document().root(), &place.schema, name)
            else {
                continue;
            };
            let written = crate::schema::says(
                self.document().root(),
                &schema,
                "writeOnly",
                &Value::Bool(true),
            );
            let plain = value.is_string() || value.is_number() || value.is_boolean();
            if own == Some(name)
                || written
                || !plain
                || !self.document().validators().fits(&schema, value)
            {
                continue;
            }
            let shown = item.and_then(|item| item.get(name));
            if shown != Some(value) {
                return Err(format!("{name} was changed to {value} and is {shown:?}"));
            }
        }
        Ok(())
    }
}

fn trial(file: &Path) -> Result<Trial, String> {
    let text = fs::read_to_string(file).map_err(|e| e.to_string())?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mock = Mock::builder(text).name(name).seed(1).in_memory();
    let mock = mock.map_err(|e| format!("{e}: {:?}", std::error::Error::source(&e)))?;
    Ok(Trial { mock })
}

/// What became of the resources of documents.
#[derive(Debug, Default)]
struct Lives {
    /// Created, read, listed, changed and deleted.
    five: usize,
    /// Created, read or listed, changed and deleted.
    whole: usize,
    /// What else their documents have operations for.
    part: usize,
    failed: Vec<String>,
}

/// Takes each resource of a document through all that it has operations for.
async fn live(trial: &Trial, name: &str, lives: &mut Lives) {
    for index in 0..trial.own().kinds.len() {
        match trial.live(index).await {
            Ok(lived) => {
                let has = |role| lived.contains(&role);
                let gone = (has(Role::Merge) || has(Role::Replace)) && has(Role::Delete);
                lives.five += usize::from(gone && has(Role::Read) && has(Role::List));
                match gone && (has(Role::Read) || has(Role::List)) {
                    true => lives.whole += 1,
                    false => lives.part += 1,
                }
            }
            Err(problem) => {
                let resource = trial.own().kinds.get(index).map(|r| r.collection.clone());
                lives.failed.push(format!("{name} {}: {problem}", resource.unwrap_or_default()));
            }
        }
    }
}

/// The files of a folder and of those in it that can be documents.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "json" || ending == "yaml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The documents of the corpus that are served, with their names.
fn real_documents() -> Option<Vec<(String, Trial)>> {
    let folder = oas_corpus::find("specs")?;
    let own = files(&folder).into_iter().filter(|file| file.parent() == Some(&folder));
    let named = own.map(|file| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        (name, trial(&file).unwrap())
    });
    Some(named.collect())
}

#[tokio::test]
async fn operations_of_real_documents_are_answered_as_documented() {
    let Some(documents) = real_documents() else { return };
    let (mut answered, mut failed) = (0, Vec::new());
    for (name, trial) in documents {
        for operation in trial.document().operations() {
            // A path with a query in it is no path.
            let odd = operation.path.as_str().contains('?');
            if odd || trial.own().kinds.role(operation).is_some() {
                continue;
            }
            let path: Vec<String> = operation
                .path
                .as_str()
                .split(['{', '}'])
                .skip(1)
                .step_by(2)
                .map(|parameter| {
                    let schema = operation.parameter(parameter).and_then(|p| p.schema.as_ref());
                    let value =
                        schema.map(|schema| trial.own().samples.of(trial.document(), schema, true));
                    value
                        .and_then(Result::ok)
                        .as_deref()
                        .and_then(path_text)
                        .unwrap_or_else(|| "x1".to_owned())
                })
                .collect();
            let called = match trial.body(operation, 3) {
                Ok(body) => trial.call(operation, &path, body.as_ref()).await,
                Err(problem) => Err(problem),
            };
            match called {
                Ok((status, ..)) if !status.is_client_error() && !status.is_server_error() => {
                    answered += 1;
                }
                Ok((status, body, _)) => {
                    let path = operation.path.as_str();
                    failed.push(format!("{name} {} {path}: {status} {body}", operation.method));
                }
                Err(problem) => failed.push(format!("{name} {problem}")),
            }
        }
    }
    for line in &failed {
        println!("{}", line.chars().take(500).collect::<String>());
    }
    println!("{answered} answered, {} not", failed.len());
    // A schema that is none, and an operation for which no answer but that of a refusal is documented.
    failed
        .retain(|line| !line.contains("cannot be used") && !line.contains("204 No Content is not"));
    assert_eq!(failed, [""; 0]);
    assert!(answered >= 800, "{answered}");
}

#[tokio::test]
async fn things_of_real_documents_live() {
    let Some(documents) = real_documents() else { return };
    let mut lives = Lives::default();
    for (name, trial) in documents {
        live(&trial, &name, &mut lives).await;
    }
    for line in &lives.failed {
        println!("{}", line.chars().take(600).collect::<String>());
    }
    let Lives { five, whole, part, failed } = lives;
    println!("{five} by all five, {whole} whole, {part} in part, {} not", failed.len());
    assert_eq!(failed, [""; 0]);
    // As many as these documents have: what is in part lacks an operation there.
    assert!(five >= 60 && whole >= 69 && whole + part >= 106, "{five} {whole} {part}");
}

/// The small documents, other versions of the large ones, and pairs of the differ: more resources of fewer kinds.
#[tokio::test]
async fn things_of_all_other_documents_live() {
    let Some(specs) = oas_corpus::find("specs") else { return };
    let Some(pairs) = oas_corpus::find("diff-cases") else { return };
    let others = files(&specs).into_iter().filter(|file| file.parent() != Some(&specs));
    let (mut lives, mut served, mut refused) = (Lives::default(), 0, 0);
    for file in others.chain(files(&pairs)) {
        let name = file.strip_prefix(specs.parent().unwrap()).unwrap().display().to_string();
        let Ok(trial) = trial(&file) else {
            refused += 1;
            continue;
        };
        served += 1;
        live(&trial, &name, &mut lives).await;
    }
    for line in &lives.failed {
        println!("{}", line.chars().take(600).collect::<String>());
    }
    let Lives { five, whole, part, mut failed } = lives;
    println!(
        "{served} documents, {refused} refused: {five} by all five, {whole} whole, {part} in part, {} not",
        failed.len()
    );
    // A schema that no value was found for, and operations for which no success is documented.
    let known = ["no sample of the schema", "204 No Content is not documented"];
    failed.retain(|line| !known.iter().any(|known| line.contains(known)));
    assert_eq!(failed, [""; 0]);
    assert!(five >= 15 && whole + part >= 89, "{five} {whole} {part}");
}
