//! Where a stream of events is, over all the connections it takes.

use std::collections::VecDeque;

/// How many ids are remembered. A server that goes back further than this after a resumption is not asked to.
const REMEMBERED: usize = 4096;

/// Knows which events were given out, so that none is given twice however much a server sends again.
///
/// Several events can stand under one id: those after it that have none of their own. Events before the first id of a
/// connection cannot be told from others, and count as new.
#[derive(Debug, Default)]
pub(super) struct Position {
    /// The id to go on after.
    cursor: Option<Box<str>>,
    /// The ids given out, oldest first, with the number of events under each.
    given: VecDeque<(Box<str>, u32)>,
    /// The id of the connection's last event, and how many came under it.
    current: Option<(Box<str>, u32)>,
    /// Whether the connection may still be at events that were given out.
    replaying: bool,
}

impl Position {
    /// Before the first event after this cursor. The event of that very id was given out by whoever had it.
    pub(super) fn after(cursor: Option<&str>) -> Self {
        Self {
            cursor: cursor.map(Into::into),
            given: cursor.map(|cursor| (cursor.into(), 1)).into_iter().collect(),
            ..Self::default()
        }
    }

    /// The cursor to go on from.
    pub(super) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// A new connection begins, at or before where the last one ended.
    pub(super) fn connected(&mut self) {
        self.current = None;
        self.replaying = true;
    }

    /// Takes an event in, and says whether it is new.
    pub(super) fn take(&mut self, id: Option<&str>) -> bool {
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            return true;
        };
        let nth = match &mut self.current {
            Some((current, count)) if **current == *id => {
                *count += 1;
                *count
            }
            _ => {
                self.current = Some((id.into(), 1));
                1
            }
        };
        if self.replaying {
            // The newest first: a server that goes back does not go back far.
            let known = self.given.iter_mut().rev().find(|(known, _)| **known == *id);
            if let Some((_, given)) = known {
                let new = nth > *given;
                *given = nth.max(*given);
                return new;
            }
            self.replaying = false;
        }
        match self.given.back_mut() {
            Some((last, given)) if **last == *id => *given = nth,
            _ => {
                if self.given.len() == REMEMBERED {
                    self.given.pop_front();
                }
                self.given.push_back((id.into(), nth));
            }
        }
        self.cursor = Some(id.into());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(position: &mut Position, ids: &[&str]) -> Vec<bool> {
        position.connected();
        ids.iter().map(|id| position.take(Some(id).filter(|id| !id.is_empty()).copied())).collect()
    }

    #[test]
    fn what_was_given_is_not_given_again() {
        let mut position = Position::after(Some("0"));
        assert_eq!(position.cursor(), Some("0"));
        assert_eq!(take(&mut position, &["0", "1", "2"]), [false, true, true]);
        assert_eq!(position.cursor(), Some("2"));
        // A server that begins at the cursor, one that begins after it, one that begins anew.
        assert_eq!(take(&mut position, &["2", "3"]), [false, true]);
        assert_eq!(take(&mut position, &["4"]), [true]);
        let anew = take(&mut position, &["1", "2", "3", "4", "5"]);
        assert_eq!(anew, [false, false, false, false, true]);
        assert_eq!(position.cursor(), Some("5"));
    }

    #[test]
    fn events_without_an_id_of_their_own_are_counted() {
        let mut position = Position::default();
        // Three under "1", of which a cut let two through.
        assert_eq!(take(&mut position, &["1", "1"]), [true, true]);
        assert_eq!(take(&mut position, &["1", "1", "1", "2"]), [false, false, true, true]);
        assert_eq!(take(&mut position, &["", "3", ""]), [true, true, true]);
        assert_eq!(position.cursor(), Some("3"));
    }

    #[test]
    fn an_old_id_is_forgotten_at_last() {
        let mut position = Position::default();
        let ids: Vec<_> = (0..=REMEMBERED).map(|id| id.to_string()).collect();
        let ids: Vec<_> = ids.iter().map(String::as_str).collect();
        assert!(take(&mut position, &ids).iter().all(|new| *new));
        assert_eq!(position.given.len(), REMEMBERED);
        assert_eq!(take(&mut position, &["1", "0"]), [false, true]);
    }
}
