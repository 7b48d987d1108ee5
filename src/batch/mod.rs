//! Many runs: so many at once, results as they finish, and a journal by which a killed process goes on.

mod builder;
mod entry;
mod item;
mod job;
mod journal;
mod result;
mod stream;
#[cfg(test)]
mod tests;

pub use self::builder::RunMany;
pub use self::journal::Journal;
pub use self::result::{FinishedRun, RunResult};
pub use self::stream::RunResults;
