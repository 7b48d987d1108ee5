//! Applying the actions of an overlay, one after the other.

use super::action::{Action, Change};
use super::edit::{self, Form, Misfit};
use super::read::Overlay;
use crate::applied::Applied;
use crate::document::{Document, FileOf};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::node::Node;
use crate::position::Position;
use crate::query::{Query, Steps};
use crate::text::quoted;

/// How many steps all overlays of a document may take, which are seconds at most. A `$..*` takes two for each value of the document.
const STEPS: usize = 100_000_000;

/// Applies overlays to a document. Nodes that an overlay brings stand in its file; those that are copied, where they are written.
///
/// # Errors
/// An action selects nothing, or what it is to change is of another form; it removes the whole document; the document goes over a limit, or
/// is no OpenAPI any more.
pub(crate) fn apply(
    document: Document,
    bytes: usize,
    overlays: &[Overlay],
    limits: &Limits,
) -> Result<Document, Error> {
    if overlays.is_empty() {
        return Ok(document);
    }
    let mut run = Run { document, limits, steps: Steps::new(STEPS, limits.nodes), bytes };
    edit::unshare(&mut run.document.built);
    for overlay in overlays {
        run.overlay(overlay)?;
    }
    let mut document = run.document;
    document.built.rehash(limits.depth.saturating_add(3)).map_err(|_| {
        let message = "the document is nested too deep once its overlays are applied";
        Error::new(ErrorKind::Limit, document.name(), message)
    })?;
    document.check()?;
    Ok(document)
}

struct Run<'a> {
    document: Document,
    limits: &'a Limits,
    steps: Steps,
    /// Of the texts so far.
    bytes: usize,
}

impl Run<'_> {
    fn overlay(&mut self, overlay: &Overlay) -> Result<(), Error> {
        let file = self.document.files.len() as u32;
        self.bytes = self.bytes.saturating_add(overlay.bytes);
        if self.document.files.len() >= self.limits.files || self.bytes > self.limits.bytes {
            let message = "the document and its overlays are larger than the limits";
            return Err(Error::new(ErrorKind::Limit, &overlay.name, message));
        }
        let root = self.document.built.root;
        self.document.files.push(FileOf { name: overlay.name.clone(), root });
        let first = self.document.built.nodes.len() as u32;
        self.document.built.append(overlay.built.clone(), file);
        self.room(0, overlay, None)?;
        for action in &overlay.actions {
            let did = self.action(action, overlay, first)?;
            edit::compact(&mut self.document.built);
            self.document.applied.push(Applied {
                overlay: overlay.name.clone(),
                action: action.number,
                line: action.at.line,
                target: action.target.clone(),
                did,
            });
        }
        Ok(())
    }

    /// Does what an action says, and says what it did.
    fn action(&mut self, action: &Action, overlay: &Overlay, first: u32) -> Result<String, Error> {
        let wrong = |message: String| wrong(action, overlay, &message);
        let targets = self.select(&action.select, action, overlay)?;
        if targets.is_empty() {
            let message = format!("selects nothing by {}", quoted(&action.target));
            return Err(wrong(message).advise("is it for another version of the document?"));
        }
        let root = self.document.built.root;
        let value = match &action.change {
            Change::Nothing => {
                let values = if targets.len() == 1 { "value" } else { "values" };
                return Ok(format!("found {} {values}, and changes nothing,", targets.len()));
            }
            Change::Remove if targets.contains(&root) => {
                return Err(wrong("removes the whole document".to_owned()));
            }
            Change::Remove => {
                edit::remove(&mut self.document.built, &targets);
                let values = if targets.len() == 1 { "value" } else { "values" };
                return Ok(format!("removed {} {values}", targets.len()));
            }
            Change::Update(id) => first + id,
            Change::Copy(written, query) => match self.select(query, action, overlay)?.as_slice() {
                [only] => *only,
                several => {
                    let message = format!(
                        "copies what {} selects, which is {} values and has to be one",
                        quoted(written),
                        several.len()
                    );
                    return Err(wrong(message));
                }
            },
        };
        let built = &self.document.built;
        let form = targets.first().map_or(Form::Object, |first| Form::of(built, *first));
        if let Some(other) = targets.iter().find(|target| Form::of(built, **target) != form) {
            let message = format!(
                "selects both {} and {} by {}",
                form.name(),
                Form::of(built, *other).name(),
                quoted(&action.target)
            );
            return Err(wrong(message).advise("make an action for each"));
        }
        let (count, height) = edit::extent(built, value);
        self.room(count.saturating_mul(targets.len()), overlay, Some(action))?;
        let deepest = targets.iter().map(|target| depth(self.document.node(*target))).max();
        if deepest.unwrap_or_default() + height > self.limits.depth {
            let message = format!("nests the document deeper than {} levels", self.limits.depth);
            return Err(wrong(message).with_kind(ErrorKind::Limit));
        }
        // As it was before this action, whatever that changes of it.
        let values: Vec<u32> =
            targets.iter().map(|_| edit::copied(&mut self.document.built, value)).collect();
        for (target, value) in targets.iter().zip(values) {
            self.merge(*target, value, action, overlay)?;
        }
        let verb = if matches!(action.change, Change::Copy(..)) { "copied to" } else { "updated" };
        Ok(format!("{verb} {}", form.counted(targets.len())))
    }

    fn merge(
        &mut self,
        target: u32,
        value: u32,
        action: &Action,
        overlay: &Overlay,
    ) -> Result<(), Error> {
        let built = &mut self.document.built;
        if let Some(items) = built.items_of(target) {
            let (there, new) = (items.len(), Form::of(built, value));
            // A list is written anew for each value that comes to it.
            if self.steps.take(there).is_err() {
                return Err(too_much(action, overlay));
            }
            if new != Form::Array {
                edit::append(built, target, value);
                return Ok(());
            }
        }
        if self.steps.take(built.entries_of(target).unwrap_or_default().len()).is_err() {
            return Err(too_much(action, overlay));
        }
        match edit::merge(built, target, value) {
            Ok(merged) if merged == target => Ok(()),
            Ok(merged) => {
                let parent = self.document.node(target).parent();
                let siblings = parent.map_or(0, |it| it.entries().len() + it.items().len());
                if self.steps.take(siblings).is_err() {
                    return Err(too_much(action, overlay));
                }
                edit::put(&mut self.document.built, target, merged);
                Ok(())
            }
            Err(Misfit { message, value }) => {
                let at = self.document.node(value);
                let place = format!("{}:{}", at.file(), at.line());
                let message = format!("cannot be done: {message} (the value at {place})");
                Err(wrong(action, overlay, &message))
            }
        }
    }

    /// The nodes that a query selects, each once.
    fn select(
        &mut self,
        query: &Query,
        action: &Action,
        overlay: &Overlay,
    ) -> Result<Vec<u32>, Error> {
        let root = self.document.root();
        let nodes =
            query.select(root, root, &mut self.steps).map_err(|_| too_much(action, overlay))?;
        let mut seen = rustc_hash::FxHashSet::default();
        Ok(nodes.into_iter().map(Node::id).filter(|id| seen.insert(*id)).collect())
    }

    /// Refuses more values than a document may have, those that were removed among them.
    fn room(&self, more: usize, overlay: &Overlay, by: Option<&Action>) -> Result<(), Error> {
        let most = self.limits.nodes;
        if self.document.built.nodes.len().saturating_add(more) <= most {
            return Ok(());
        }
        let message = format!("makes more than {most} values of the document");
        Err(match by {
            Some(action) => wrong(action, overlay, &message).with_kind(ErrorKind::Limit),
            None => Error::new(ErrorKind::Limit, &overlay.name, format!("the overlay {message}")),
        })
    }
}

/// How many objects and lists hold a node.
fn depth(node: Node<'_>) -> usize {
    std::iter::successors(node.parent(), |node| node.parent()).count()
}

fn too_much(action: &Action, overlay: &Overlay) -> Error {
    wrong(action, overlay, "takes too much time")
        .with_kind(ErrorKind::Limit)
        .advise("select less by its query")
}

fn wrong(action: &Action, overlay: &Overlay, message: &str) -> Error {
    let message = format!("action {} {message}", action.number);
    let Position { line, column } = action.at;
    Error::new(ErrorKind::Overlay, &overlay.name, message).position(Position { line, column })
}
