//! Ctrl-C: what is being replaced is replaced whole, what is not is left as it was, and that is said.

use std::process::exit;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{atomic, print};

/// What a shell takes for a program that was interrupted.
const INTERRUPTED: i32 = 130;

static REPLACING: Mutex<()> = Mutex::new(());

/// Held while files that belong together are put in their places; an interrupt waits for it.
pub fn held_off() -> MutexGuard<'static, ()> {
    REPLACING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on an interrupt ends the program in a sentence. Where the system has no such thing, it ends without one.
pub fn say() {
    let _ = ctrlc::set_handler(|| {
        let _held_off = held_off();
        atomic::abandon();
        print::error("error: interrupted; every file is as it was before or whole as it is after");
        exit(INTERRUPTED);
    });
}
