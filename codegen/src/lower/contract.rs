//! What the hand-written code cannot do without, checked where a change of the document is first seen.

use std::collections::BTreeSet;

use oas_source::text::quoted;

use super::Lowering;
use super::entries::structure;
use crate::error::{Error, ErrorKind};
use crate::model::{Field, Location, Operation, Parameter, Shape, Success, Type, envelope_data};
use crate::pointer::Pointer;
use crate::report::{Misfit, Setting};
use crate::settings::{Contract, Misfits, Part};

/// A name for a type that stays when the document's changes.
#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) name: String,
    pub(crate) target: Target,
    /// The operation it belongs to.
    pub(crate) operation: String,
}

/// What a name of the contract stands for.
#[derive(Debug)]
pub(crate) enum Target {
    Type(Type),
    /// The name of a member or a parameter: one or, where the document does not say which, all that it may have.
    Words(Vec<String>),
}

impl Lowering<'_> {
    /// Checks that the settings fit the document. All that does not is named at once, in an error or in the report.
    pub(super) fn contract(&mut self) -> Result<Vec<Alias>, Error> {
        let (mut aliases, mut misfits, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        let misfit = |setting, operation: &str, error: &Error| Misfit {
            setting,
            operation: operation.to_owned(),
            message: error.message().to_owned(),
            pointer: error.pointer().map(str::to_owned),
        };
        for entry in &self.entries.stale {
            let message = format!("`names` has {}, which no operation is", quoted(entry));
            let error = Error::new(ErrorKind::Settings, message)
                .advise("remove the entry, or correct its method and path");
            misfits.push(misfit(Setting::Names, entry, &error));
            errors.push(error);
        }
        for contract in &self.settings.contract {
            match self.kept(contract) {
                Ok(more) => aliases.extend(more),
                // A word that is no constant is wrong whatever the document is.
                Err(error) if error.kind() != ErrorKind::Contract => return Err(error),
                // Two entries of the same code say the same of what is not given.
                Err(error) if misfits.iter().any(|one| one.message == error.message()) => {}
                Err(error) => {
                    misfits.push(misfit(Setting::Contract, &contract.operation, &error));
                    errors.push(error);
                }
            }
        }
        if self.settings.misfits == Misfits::Report {
            self.misfits = misfits;
            return Ok(aliases);
        }
        Error::all(errors).map_or(Ok(aliases), Err)
    }

    /// Checks one entry, and gives its names.
    fn kept(&self, contract: &Contract) -> Result<Vec<Alias>, Error> {
        let Some(operation) = self.operation_of(&contract.operation) else {
            let paths = Pointer::default().join("paths");
            let what = match self.chosen {
                Some(_) => "no such operation is chosen",
                None => "the document has no such operation",
            };
            return Err(broken(contract, what, &paths));
        };
        let ty = match contract.part {
            Part::Parameters => {
                let known =
                    |name: &String| operation.parameters.iter().any(|one| is_called(one, name));
                check(contract, operation, known, "no parameter")?;
                let given = self.given(contract, operation);
                let is_left_out = |parameter: &&Parameter| {
                    parameter.required
                        && parameter.location != Location::Path
                        && !given.iter().any(|name| is_called(parameter, name))
                };
                let left_out = operation.parameters.iter().filter(is_left_out);
                complete(contract, operation, left_out.map(|one| one.name.as_str()), "parameter")?;
                return words(contract, operation, known, "no parameter");
            }
            Part::List => {
                return match operation.paged {
                    Some(_) => Ok(Vec::new()),
                    None => Err(broken(contract, "its answer is no list", &place(operation))),
                };
            }
            Part::Body => match &operation.body {
                Some(body) => Ok(body.ty.clone()),
                None => Err("it has no request body".to_owned()),
            },
            Part::Data => self.data_type(operation),
        };
        let ty = ty.map_err(|what| broken(contract, &what, &place(operation)))?;
        let known = |name: &String| self.has_field(&ty, name);
        check(contract, operation, known, "no member")?;
        if contract.part == Part::Body {
            let given = self.given(contract, operation);
            let required = self.required(&ty).into_iter();
            let left_out = required.filter(|name| given.iter().all(|one| one != name));
            complete(contract, operation, left_out, "member")?;
        }
        let mut aliases = words(contract, operation, known, "no member")?;
        if let Some(name) = &contract.alias {
            let (name, target) = (name.clone(), Target::Type(ty));
            aliases.push(Alias { name, target, operation: operation.key() });
        }
        Ok(aliases)
    }

    /// The operation that is written so, or else the first of the same structure.
    fn operation_of(&self, key: &str) -> Option<&Operation> {
        let find = |is: &dyn Fn(&str) -> bool| {
            self.model.operations.iter().find(|operation| is(&operation.key()))
        };
        let structure = |key: &str| structure(key, &self.settings.path_prefix);
        let wanted = structure(key);
        find(&|other| other == key).or_else(|| find(&|other| structure(other) == wanted))
    }

    /// What the code of an entry gives of that part of a request: all that its entries name of it.
    fn given(&self, contract: &Contract, operation: &Operation) -> Vec<&String> {
        let key = operation.key();
        let is_of_it = |entry: &&Contract| {
            (entry.part, &entry.by) == (contract.part, &contract.by)
                && self.operation_of(&entry.operation).is_some_and(|other| other.key() == key)
        };
        let entries = self.settings.contract.iter().filter(is_of_it);
        entries
            .flat_map(|entry| entry.fields.iter().chain(entry.one_of.values().flatten()))
            .collect()
    }

    /// The payload of an operation's success, or what keeps it from having one.
    fn data_type(&self, operation: &Operation) -> Result<Type, String> {
        let ty = match &operation.success {
            Success::Json(ty) => ty,
            Success::Empty => return Err("its success has no body".to_owned()),
            Success::Optional(_) => return Err("its success may have no body".to_owned()),
            Success::ByStatus(_) => return Err("its successes differ by status".to_owned()),
            _ => return Err("its success is not JSON".to_owned()),
        };
        let Some(envelope) = &self.settings.envelope else { return Ok(ty.clone()) };
        let (data, meta) = (&envelope.data, &envelope.meta);
        match envelope_data(&self.model, ty, data, meta) {
            Some(field) => Ok(field.ty.clone()),
            None => Err(format!(
                "its success is no object that requires {} and {}",
                quoted(data),
                quoted(meta)
            )),
        }
    }

    /// Whether values of this type may have a member; an untyped one may have any.
    fn has_field(&self, ty: &Type, name: &str) -> bool {
        self.model.forms(ty).into_iter().all(|form| match form {
            Type::Any | Type::Map(_) | Type::Keyed(..) => true,
            form => self.fields(form).iter().any(|field| field.name == name),
        })
    }

    /// The members without which no value of this type can be sent.
    fn required(&self, ty: &Type) -> BTreeSet<&str> {
        let forms = self.model.forms(ty).into_iter().map(|form| {
            let sent = self.fields(form).iter().filter(|field| field.required && !field.read_only);
            sent.map(|field| field.name.as_str()).collect::<BTreeSet<_>>()
        });
        forms.reduce(|all, one| &all & &one).unwrap_or_default()
    }

    fn fields(&self, ty: &Type) -> &[Field] {
        match self.model.shape(ty) {
            Some(Shape::Struct(shape)) => &shape.fields,
            _ => &[],
        }
    }
}

/// All fields that are missing are named.
fn check(
    contract: &Contract,
    operation: &Operation,
    known: impl Fn(&String) -> bool,
    lacking: &str,
) -> Result<(), Error> {
    let missing = contract.fields.iter().filter(|field| !known(field));
    let missing: Vec<String> = missing.map(|field| quoted(field).to_string()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = format!("it has {lacking} {}", missing.join(" and no "));
    Err(broken(contract, &what, &place(operation)))
}

/// All that has to be given and is not is named.
fn complete<'a>(
    contract: &Contract,
    operation: &Operation,
    left_out: impl Iterator<Item = &'a str>,
    what: &str,
) -> Result<(), Error> {
    let left_out: Vec<String> = left_out.map(|name| quoted(name).to_string()).collect();
    if left_out.is_empty() {
        return Ok(());
    }
    let what = format!("it requires the {what} {}, which is not given", left_out.join(" and "));
    Err(broken(contract, &what, &place(operation)))
}

/// Whether a parameter has this name. Those of headers are the same in capitals.
fn is_called(parameter: &Parameter, name: &str) -> bool {
    match parameter.location {
        Location::Header => parameter.name.eq_ignore_ascii_case(name),
        _ => parameter.name == name,
    }
}

/// The constants of an entry: of several words, those that the operation knows. One that is known by all of them is left
/// open by the document.
fn words(
    contract: &Contract,
    operation: &Operation,
    known: impl Fn(&String) -> bool,
    lacking: &str,
) -> Result<Vec<Alias>, Error> {
    let constant = |(name, candidates): (&String, &Vec<String>)| {
        if !is_constant(name) {
            let message = format!("{} is no name for a constant", quoted(name));
            return Err(Error::new(ErrorKind::Settings, message)
                .advise("write it in capitals under `one_of`, such as `EXECUTION_STATUS`"));
        }
        let words: Vec<String> = candidates.iter().filter(|word| known(word)).cloned().collect();
        if words.is_empty() {
            let all = candidates.iter().map(|word| quoted(word)).collect::<Vec<_>>();
            return Err(broken(
                contract,
                &format!("it has {lacking} {}", all.join(" or ")),
                &place(operation),
            ));
        }
        let target = Target::Words(words);
        Ok(Alias { name: name.clone(), target, operation: operation.key() })
    };
    contract.one_of.iter().map(constant).collect()
}

fn is_constant(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn place(operation: &Operation) -> Pointer {
    Pointer::default()
        .join("paths")
        .join(&operation.path)
        .join(operation.method.to_ascii_lowercase())
}

fn broken(contract: &Contract, what: &str, at: &Pointer) -> Error {
    let message = format!("{} relies on {}, but {what}", contract.by, quoted(&contract.operation));
    Error::new(ErrorKind::Contract, message)
        .at(at.as_str())
        .advise("adapt that code to the document, then the `contract` in the settings")
}
