//! The generated client: every operation and every type of `openapi.json`.
#![allow(clippy::all, unreachable_pub)]

include!(concat!(env!("OUT_DIR"), "/api.rs"));
