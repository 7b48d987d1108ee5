//! What is committed.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::process::Command;

use support::root;

/// Git on Windows checks them out as plain files by default.
#[test]
fn there_are_no_symbolic_links() {
    let output =
        Command::new("git").args(["ls-files", "--stage"]).current_dir(root()).output().unwrap();
    if !output.status.success() {
        eprintln!("skipped: this is not a git repository");
        return;
    }
    let files = String::from_utf8(output.stdout).unwrap();
    assert!(files.lines().count() > 100);
    let links: Vec<&str> = files.lines().filter(|line| line.starts_with("120000 ")).collect();
    assert!(links.is_empty(), "{links:?}");
}
