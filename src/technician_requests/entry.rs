//! Where a program begins: the methods of the client.

use super::list::TechnicianRequests;
use super::request::TechnicianRequestRef;
use crate::client::Client;
use crate::ids::TechnicianRequestId;

impl Client {
    /// What agents may do only if a technician allows it: to be listed and decided.
    pub fn technician_requests(&self) -> TechnicianRequests<'_> {
        TechnicianRequests::new(self)
    }

    /// One technician request by its id, to be decided or waited for.
    ///
    /// Nothing is sent.
    #[must_use]
    pub fn technician_request(&self, id: impl Into<TechnicianRequestId>) -> TechnicianRequestRef {
        TechnicianRequestRef::new(self.clone(), id.into().into_text().into())
    }
}
