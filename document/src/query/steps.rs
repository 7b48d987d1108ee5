//! What an evaluation may take.

/// What evaluating may still take. Steps are nodes looked at.
#[derive(Debug)]
pub(crate) struct Steps {
    left: usize,
    /// How many nodes a query may select.
    pub(super) most: usize,
}

/// An evaluation took more steps than it may, or selected too many nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMuch;

impl Steps {
    pub(crate) fn new(steps: usize, most: usize) -> Self {
        Self { left: steps, most }
    }

    pub(crate) fn take(&mut self, steps: usize) -> Result<(), TooMuch> {
        self.left = self.left.checked_sub(steps).ok_or(TooMuch)?;
        Ok(())
    }
}
