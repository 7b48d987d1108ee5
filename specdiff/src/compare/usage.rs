//! Who uses a component.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::change::{Usage, UsageNode};
use crate::class::Direction;

use super::index::Side;

/// A tree is for reading; past this many entries the list of operations says the rest.
const TREE_LIMIT: usize = 200;

/// Who names whom, backwards.
pub(crate) struct Users<'d, 's> {
    side: &'s Side<'d>,
    components: FxHashMap<usize, Vec<usize>>,
    operations: FxHashMap<usize, Vec<usize>>,
    directions: FxHashMap<usize, Direction>,
    names: FxHashMap<(&'d str, &'d str), usize>,
}

impl<'d, 's> Users<'d, 's> {
    pub(crate) fn new(side: &'s Side<'d>) -> Self {
        let mut components: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        // A schema inside of a component stands for it; one that is in none has no entry.
        for (user, component) in side.components.iter().enumerate() {
            let Some(user) = side.owner(user) else { continue };
            for used in component.uses.iter().filter_map(|used| side.owner(*used)) {
                if used != user {
                    components.entry(used).or_default().push(user);
                }
            }
        }
        for users in components.values_mut() {
            users.sort_unstable();
            users.dedup();
        }
        let mut directions: FxHashMap<usize, Direction> = FxHashMap::default();
        for (at, component) in side.components.iter().enumerate() {
            if let Some(owner) = side.owner(at) {
                let known = directions.entry(owner).or_insert(Direction::None);
                *known = known.and_also(component.direction);
            }
        }
        let mut operations: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (user, operation) in side.operations.iter().enumerate() {
            for used in operation.uses.iter().filter_map(|(used, _)| side.owner(*used)) {
                let users = operations.entry(used).or_default();
                if users.last() != Some(&user) {
                    users.push(user);
                }
            }
        }
        let named = side.components.iter().enumerate().filter(|(_, c)| !c.section.is_empty());
        let names = named.map(|(at, c)| ((c.section, c.name), at)).collect();
        Self { side, components, operations, directions, names }
    }

    /// The usage of a component, `None` where the document has no such component.
    pub(crate) fn of(&self, section: &str, name: &str) -> Option<Usage> {
        let at = *self.names.get(&(section, name))?;
        let mut told = FxHashSet::default();
        told.insert(at);
        let mut left = TREE_LIMIT;
        let tree = self.tree(at, &mut told, &mut left);
        Some(Usage {
            direction: self.directions.get(&at).copied()?,
            operations: self.all(at),
            tree,
        })
    }

    fn all(&self, at: usize) -> Vec<String> {
        let mut seen = FxHashSet::default();
        let mut queue = vec![at];
        let mut operations = Vec::new();
        while let Some(at) = queue.pop() {
            if seen.insert(at) {
                operations.extend(self.operations.get(&at).into_iter().flatten().copied());
                queue.extend(self.components.get(&at).into_iter().flatten().copied());
            }
        }
        operations.sort_unstable();
        operations.dedup();
        operations
            .into_iter()
            .filter_map(|at| Some(self.side.operations.get(at)?.label()))
            .collect()
    }

    fn tree(&self, at: usize, told: &mut FxHashSet<usize>, left: &mut usize) -> Vec<UsageNode> {
        let mut nodes = Vec::new();
        for operation in self.operations.get(&at).into_iter().flatten() {
            if *left == 0 {
                return nodes;
            }
            *left -= 1;
            if let Some(operation) = self.side.operations.get(*operation) {
                nodes.push(UsageNode { name: operation.label(), children: Vec::new() });
            }
        }
        let users: Vec<usize> = self.components.get(&at).into_iter().flatten().copied().collect();
        for user in users {
            if *left == 0 {
                return nodes;
            }
            *left -= 1;
            let Some(component) = self.side.components.get(user) else {
                continue;
            };
            let children = if told.insert(user) { self.tree(user, told, left) } else { Vec::new() };
            nodes.push(UsageNode {
                name: format!("{}/{}", component.section, component.name),
                children,
            });
        }
        nodes
    }
}
