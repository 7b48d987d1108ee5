//! Where a program begins: the methods of the client.

use futures_core::Stream;

use super::builder::{Each, RunMany};
use crate::client::Client;
use crate::run::RunRequest;

impl Client {
    /// Runs many agents, or one on many entities: so many at once, with the results as they finish, and with a journal by which a
    /// killed process goes on; see [`RunMany`].
    ///
    /// An iterator that blocks, such as one that reads a file, blocks the task; small waits do no harm.
    pub fn run_many<'a, I>(&self, requests: I) -> RunMany<'a>
    where
        I: IntoIterator<Item = RunRequest, IntoIter: Send + 'a>,
    {
        self.run_many_from(Each(requests.into_iter()))
    }

    /// The same, for requests out of a stream, such as a channel.
    pub fn run_many_from<'a>(
        &self,
        requests: impl Stream<Item = RunRequest> + Send + 'a,
    ) -> RunMany<'a> {
        RunMany::new(self.clone(), requests)
    }
}
