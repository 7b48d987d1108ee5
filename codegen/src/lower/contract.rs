//! What the hand-written code cannot do without, checked where a change of the document is first seen.

use oas_source::text::quoted;

use super::Lowering;
use crate::error::{Error, ErrorKind};
use crate::model::{Operation, Shape, Success, Type, envelope_data};
use crate::pointer::Pointer;
use crate::settings::{Contract, Part};

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
    pub(super) fn contract(&self) -> Result<Vec<Alias>, Error> {
        let mut aliases = Vec::new();
        for contract in &self.settings.contract {
            let operation = self
                .model
                .operations
                .iter()
                .find(|operation| operation.key() == contract.operation);
            let Some(operation) = operation else {
                return Err(broken(
                    contract,
                    "the document has no such operation",
                    &Pointer::default().join("paths"),
                ));
            };
            let ty = match contract.part {
                Part::Parameters => {
                    let known = |name: &String| {
                        operation.parameters.iter().any(|parameter| parameter.name == *name)
                    };
                    self.check(contract, operation, known, "no parameter")?;
                    aliases.extend(words(contract, operation, known, "no parameter")?);
                    continue;
                }
                Part::Body => operation.body.as_ref().map(|body| body.ty.clone()),
                Part::Data => self.data_type(operation),
            };
            let Some(ty) = ty else {
                let what = if contract.part == Part::Body {
                    "request body"
                } else {
                    "answer of that form"
                };
                return Err(broken(contract, &format!("it has no {what}"), &place(operation)));
            };
            let known = |name: &String| self.has_field(&ty, name);
            self.check(contract, operation, known, "no member")?;
            aliases.extend(words(contract, operation, known, "no member")?);
            if let Some(name) = &contract.alias {
                let (name, target) = (name.clone(), Target::Type(ty));
                aliases.push(Alias { name, target, operation: operation.key() });
            }
        }
        Ok(aliases)
    }

    fn check(
        &self,
        contract: &Contract,
        operation: &Operation,
        known: impl Fn(&String) -> bool,
        lacking: &str,
    ) -> Result<(), Error> {
        match contract.fields.iter().find(|field| !known(field)) {
            None => Ok(()),
            Some(field) => Err(broken(
                contract,
                &format!("it has {lacking} {}", quoted(field)),
                &place(operation),
            )),
        }
    }

    /// The payload of an operation's success.
    fn data_type(&self, operation: &Operation) -> Option<Type> {
        let Success::Json(ty) = &operation.success else {
            return None;
        };
        match &self.settings.envelope {
            Some(envelope) => {
                Some(envelope_data(&self.model, ty, &envelope.data, &envelope.meta)?.ty.clone())
            }
            None => Some(ty.clone()),
        }
    }

    /// Whether values of this type may have a member; an untyped one may have any.
    fn has_field(&self, ty: &Type, name: &str) -> bool {
        match ty {
            Type::Any => true,
            Type::Map(_) => true,
            Type::Nullable(inner) => self.has_field(inner, name),
            Type::Named(item) => match self.model.items.get(item).map(|item| &item.shape) {
                Some(Shape::Struct(shape)) => shape.fields.iter().any(|field| field.name == name),
                Some(Shape::Alias(target)) => self.has_field(target, name),
                Some(Shape::Union(union)) => {
                    union.variants.iter().all(|variant| self.has_field(&variant.ty, name))
                }
                _ => false,
            },
            _ => false,
        }
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
