//! What the commands that compare documents have in common.

pub mod above;
pub mod accepted;
pub mod observe;
pub mod report;
