//! What the commands that compare documents have in common.

pub mod accepted;
pub mod harmless;
pub mod observe;
pub mod report;
