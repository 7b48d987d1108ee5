//! What is known of a run, as values: nothing here calls anything, so that errors can hold it.

mod handle;
mod progress;
mod recent;
mod searched;
mod server_clock;
mod status;

pub use self::handle::RunHandle;
pub use self::progress::RunProgress;
pub(crate) use self::recent::RecentRuns;
pub(crate) use self::searched::Searched;
pub(crate) use self::server_clock::ServerClock;
pub use self::status::{Conclusion, Status};
