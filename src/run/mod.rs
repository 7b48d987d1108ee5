//! Running an agent: start, follow, take up again.

mod event;
mod execution;
mod follow;
mod handle;
mod progress;
mod request;
pub(crate) mod schedule;
pub(crate) mod search;
mod source;
pub(crate) mod start;
#[cfg(test)]
pub(crate) mod start_tests;
mod status;
#[cfg(test)]
mod tests;
mod wait;
mod watch;

pub use self::event::RunEvent;
pub use self::execution::Execution;
pub use self::handle::{Run, RunHandle};
pub use self::progress::RunProgress;
pub use self::request::RunRequest;
pub use self::search::StartPolicy;
pub use self::start::StartRun;
pub use self::status::{Conclusion, Status};
pub use self::wait::Wait;
pub use self::watch::Watch;
