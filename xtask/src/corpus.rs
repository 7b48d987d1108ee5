//! `cargo xtask corpus` and `cargo xtask suites`: the harness with this workspace's own folders.

use std::process::ExitCode;

use oas_command::failure::Failure;
use oas_corpus_harness::{Args, SuitesArgs, Workspace};

use crate::{metadata, workspace};

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let workspace = Workspace { root: workspace::root(), target: metadata::target_directory()? };
    oas_corpus_harness::run(args, &workspace)
}

pub(crate) fn suites(args: &SuitesArgs) -> Result<ExitCode, Failure> {
    let workspace = Workspace { root: workspace::root(), target: metadata::target_directory()? };
    oas_corpus_harness::run_suites(args, &workspace)
}
