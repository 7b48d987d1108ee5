//! Technician requests: what an agent may do only if a person allows it.
//!
//! A request hands out what can be done with it (decide, wait), and each of these gives a request: those files know each other.

mod decide;
mod decision;
mod entry;
mod list;
mod request;
mod wait;

pub use self::decide::DecideRequest;
pub use self::decision::Decision;
pub use self::list::{TechnicianRequestStream, TechnicianRequests};
pub use self::request::{TechnicianRequest, TechnicianRequestRef};
pub use self::wait::WaitForDecision;
