//! Technician requests: what an agent may do only if a person allows it.

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
