//! Where a stream of events is, over all the connections it takes.

use std::hash::{BuildHasher, RandomState};

/// How many events are remembered, 16 bytes each. After more than these a broken connection ends the stream with an error.
const REMEMBERED: usize = 1 << 18;

/// What an event is to who has had all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    New,
    /// It was given before.
    Known,
    /// Nobody can tell whether it was given before, or whether others are missing.
    Unknowable,
}

/// An event that was given out, by hashes.
#[derive(Clone, Copy, Debug)]
struct Given {
    /// The id that it stood under, its own or the last one's.
    id: Option<u64>,
    data: u64,
}

/// Knows which events were given out, so that none is given twice and none left out, however a server goes on.
///
/// A server may begin at the cursor, after it, or before it, and may give each event an id, some, or none: what a new
/// connection begins with is compared with what was given, by id and by data. An id may stand for events in a row. One that comes again
/// later is told apart once it has come again; the first time, after a connection broke, such an event counts as the one before it that
/// has the id, written in another way.
#[derive(Debug, Default)]
pub(super) struct Position {
    /// The id to go on after.
    cursor: Option<Box<str>>,
    /// The cursor of the beginning: the event of that very id was given out by whoever had it.
    since: Option<u64>,
    /// Whether that is the beginning of a turn, of which a message's start is no part of what was given.
    whole: bool,
    given: Vec<Given>,
    /// Whether more were given than are remembered.
    forgotten: bool,
    /// Whether two events stood under one id, or one under none: then an id is no event's name.
    shared: bool,
    /// Which of the given ones the connection comes to next; all of them when what comes is new.
    at: usize,
    /// Whether the connection has not given an event yet.
    begins: bool,
    hasher: RandomState,
}

impl Position {
    /// Before the first event after this cursor. `whole` says that it is a turn's beginning, so that no event of the turn was
    /// given yet, not even one under that id.
    pub(super) fn after(cursor: Option<&str>, whole: bool) -> Self {
        let mut this = Self { cursor: cursor.map(Into::into), whole, ..Self::default() };
        this.since = cursor.map(|cursor| this.hasher.hash_one(cursor));
        this
    }

    /// The cursor to go on from.
    pub(super) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// A new connection begins, at or before where the last one ended.
    pub(super) fn connected(&mut self) {
        self.begins = true;
    }

    /// Takes an event in. `starts` says that a message begins with it.
    pub(super) fn take(&mut self, id: Option<&str>, data: &str, starts: bool) -> Taken {
        let id = id.filter(|id| !id.is_empty());
        let event =
            Given { id: id.map(|id| self.hasher.hash_one(id)), data: self.hasher.hash_one(data) };
        if std::mem::take(&mut self.begins) {
            if self.forgotten {
                return Taken::Unknowable;
            }
            if event.id.is_some() && event.id == self.since && !(starts && self.whole) {
                self.at = 0;
                return Taken::Known;
            }
            let Some(at) = self.place(event, starts) else {
                return Taken::Unknowable;
            };
            self.at = at;
        }
        if self.at >= self.given.len() {
            self.give(id, event);
            return Taken::New;
        }
        self.replayed(id, event)
    }

    /// Where among the given ones a connection is that begins with this event; nothing where nobody can tell.
    fn place(&self, event: Given, starts: bool) -> Option<usize> {
        let first = self.given.first().is_some_and(|first| first.data == event.data);
        if starts && first {
            return Some(0);
        }
        let Some(id) = event.id else {
            // What has no id yet comes after the event of the cursor.
            let cursor = self.cursor().map(|cursor| self.hasher.hash_one(cursor));
            let start = cursor.and_then(|cursor| self.runs(cursor).last());
            return Some(start.map_or(0, |start| start + 1));
        };
        let mut runs = self.runs(id);
        match (runs.next(), runs.next()) {
            (None, _) => Some(self.given.len()),
            (Some(one), None) => Some(one),
            // A server came back to an id: what it says tells which of them it is, where only one says it.
            _ => {
                let mut same = self.runs(id).filter(|at| self.given[*at].data == event.data);
                same.next().filter(|_| same.next().is_none())
            }
        }
    }

    /// Where the events under an id begin, each time that it came. Those that came without any stand under the one before them: a
    /// connection after the event of that id began with them.
    fn runs(&self, id: u64) -> impl Iterator<Item = usize> {
        let mut under = None;
        self.given.iter().enumerate().filter_map(move |(at, given)| {
            let before = under;
            under = given.id.or(before);
            (given.id == Some(id) && before != given.id).then_some(at)
        })
    }

    /// Takes an event in where given ones are expected.
    fn replayed(&mut self, id: Option<&str>, event: Given) -> Taken {
        let rest = &self.given[self.at..];
        let same = |given: &Given| {
            given.data == event.data
                && (given.id == event.id || given.id.is_none() || event.id.is_none())
        };
        if rest.first().is_some_and(same) {
            self.at += 1;
            return Taken::Known;
        }
        let Some(known) = event.id else {
            return Taken::Unknowable;
        };
        // Where each event has its name, it may leave some out that were given, and write them in another way.
        let named = !self.shared && self.given.len() > 1;
        let later = |given: &Given| named && given.id == Some(known);
        if let Some(skipped) = rest.iter().position(later) {
            self.at += skipped + 1;
            return Taken::Known;
        }
        if self.given.iter().any(|given| given.id == Some(known)) {
            return Taken::Unknowable;
        }
        self.at = self.given.len();
        self.give(id, event);
        Taken::New
    }

    fn give(&mut self, id: Option<&str>, event: Given) {
        if self.given.len() >= REMEMBERED {
            self.forgotten = true;
        } else {
            let last = self.given.last().map(|last| last.id);
            self.shared |= event.id.is_none() || last == Some(event.id);
            self.given.push(event);
            self.at = self.given.len();
        }
        if let Some(id) = id {
            self.cursor = Some(id.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Taken::{Known, New, Unknowable};
    use super::*;

    /// Takes events in: `id:data`, either of which may be empty; `start` begins a message.
    fn take(position: &mut Position, events: &[&str]) -> Vec<Taken> {
        position.connected();
        let events = events.iter().map(|event| event.split_once(':').unwrap_or((event, event)));
        events.map(|(id, data)| position.take(Some(id), data, data == "start")).collect()
    }

    #[test]
    fn what_was_given_is_not_given_again() {
        let mut position = Position::after(Some("0"), true);
        assert_eq!(position.cursor(), Some("0"));
        assert_eq!(take(&mut position, &["0", "1", "2"]), [Known, New, New]);
        assert_eq!(position.cursor(), Some("2"));
        // A server that begins at the cursor, one that begins after it, one that begins anew.
        assert_eq!(take(&mut position, &["2", "3"]), [Known, New]);
        assert_eq!(take(&mut position, &["4"]), [New]);
        let anew = take(&mut position, &["1", "2", "3", "4", "5"]);
        assert_eq!(anew, [Known, Known, Known, Known, New]);
        assert_eq!(position.cursor(), Some("5"));
        // One that leaves some out, and one that writes the same in another way.
        assert_eq!(take(&mut position, &["2", "5", "6"]), [Known, Known, New]);
        assert_eq!(take(&mut position, &["5:five", "6:six", "7"]), [Known, Known, New]);
    }

    #[test]
    fn without_any_id_a_replay_is_known_by_what_it_says() {
        let mut position = Position::after(Some("c"), false);
        assert_eq!(take(&mut position, &[":start", ":a", ":a"]), [New; 3]);
        assert_eq!(position.cursor(), Some("c"));
        let again = take(&mut position, &[":start", ":a", ":a", ":b"]);
        assert_eq!(again, [Known, Known, Known, New]);
        // One that goes on where it is, whatever came before.
        assert_eq!(take(&mut position, &[":d"]), [Unknowable]);
    }

    #[test]
    fn events_after_a_checkpoint_are_counted() {
        let mut position = Position::default();
        let events = [":start", "1:a", "1:b", "1:b", "2:c", "2:d"];
        assert_eq!(take(&mut position, &events), [New; 6]);
        // After the checkpoint, at it, at one before, and from the start.
        assert_eq!(take(&mut position, &[":d", ":e"]), [Known, New]);
        assert_eq!(take(&mut position, &["2:c", "2:d", "2:e", "3:f"]), [Known, Known, Known, New]);
        let before = take(&mut position, &["1:a", "1:b", "1:b", "2:c", "2:d", "2:e", "3:f", "3:g"]);
        assert_eq!(before, [Known, Known, Known, Known, Known, Known, Known, New]);
        let anew = take(&mut position, &[":start", "1:a", "1:b", "1:b", "2:c"]);
        assert_eq!(anew, [Known; 5]);
        assert_eq!(take(&mut position, &["3:g"]), [Unknowable], "after the start of its id");
        // After the checkpoint, at it, and after it again: what came without an id stands under the checkpoint's.
        let mut position = Position::default();
        assert_eq!(take(&mut position, &[":start", "1:a"]), [New; 2]);
        assert_eq!(take(&mut position, &[":b"]), [New]);
        assert_eq!(take(&mut position, &["1:a", "1:b", "1:c"]), [Known, Known, New]);
        assert_eq!(take(&mut position, &[":b", ":c", ":d"]), [Known, Known, New]);
        assert_eq!(take(&mut position, &["1:a", "1:b", "1:c", "1:d"]), [Known; 4]);
    }

    #[test]
    fn an_id_that_comes_again_is_told_apart_by_what_it_says() {
        let mut position = Position::default();
        assert_eq!(take(&mut position, &["1:a", "2:b", "1:c"]), [New; 3]);
        assert_eq!(take(&mut position, &["1:c", "3:d"]), [Known, New]);
        let anew = take(&mut position, &["1:a", "2:b", "1:c", "3:d", "4:e"]);
        assert_eq!(anew, [Known, Known, Known, Known, New]);
        let mut position = Position::default();
        assert_eq!(take(&mut position, &["1:a", "2:b", "1:a"]), [New; 3]);
        assert_eq!(take(&mut position, &["1:a"]), [Unknowable]);
        assert_eq!(take(&mut position, &["1:x"]), [Unknowable]);
        assert_eq!(take(&mut position, &["2:b", "1:a", "3:c"]), [Known, Known, New]);
    }

    #[test]
    fn one_id_for_a_turn_is_counted_or_cannot_be_known() {
        let mut position = Position::after(Some("T"), true);
        assert_eq!(take(&mut position, &["T:start", "T:a"]), [New, New]);
        assert_eq!(take(&mut position, &["T:start", "T:a", "T:b"]), [Known, Known, New]);
        let mut position = Position::default();
        assert_eq!(take(&mut position, &["T:start"]), [New]);
        assert_eq!(take(&mut position, &["T:a"]), [Unknowable]);
    }

    #[test]
    fn a_long_turn_is_replayed_exactly_and_a_longer_one_is_told_of() {
        let mut position = Position::default();
        let long: Vec<_> = (0..10_000).map(|id| format!("{id}:text")).collect();
        let long: Vec<_> = long.iter().map(String::as_str).collect();
        assert!(take(&mut position, &long).iter().all(|taken| *taken == New));
        assert!(take(&mut position, &long).iter().all(|taken| *taken == Known));
        assert_eq!(take(&mut position, &["10000:text"]), [New]);
        position.connected();
        for id in 10_001..=REMEMBERED + 1 {
            assert_eq!(position.take(Some(&id.to_string()), "text", false), New);
        }
        assert_eq!(position.given.len(), REMEMBERED);
        assert_eq!(take(&mut position, &["new:text"]), [Unknowable]);
    }
}
