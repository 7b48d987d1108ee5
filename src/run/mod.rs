//! Running an agent: start, follow, take up again.

mod entry;
mod event;
mod execution;
mod executions;
mod follow;
mod handle;
mod members;
mod request;
pub(crate) mod search;
mod source;
pub(crate) mod start;
#[cfg(test)]
pub(crate) mod start_tests;
#[cfg(test)]
mod tests;
mod wait;
mod watch;

pub use self::event::RunEvent;
pub use self::execution::Execution;
pub use self::executions::{ExecutionStream, Executions};
pub use self::handle::Run;
pub use self::request::RunRequest;
pub use self::search::StartPolicy;
pub use self::start::StartRun;
pub use self::wait::Wait;
pub use self::watch::Watch;
