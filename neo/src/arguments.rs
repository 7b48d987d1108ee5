//! Reading arguments.

use std::time::Duration;

use neoagent::RunHandle;

/// A length of time above zero: `90s`, `10m`, `1h30m`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let signed: jiff::SignedDuration = text
        .parse()
        .map_err(|_| "a length of time is written like 90s, 10m or 1h30m".to_owned())?;
    Duration::try_from(signed)
        .ok()
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "a length of time has to be above zero".to_owned())
}

/// A run's handle: the JSON of one, or an execution's id.
pub(crate) fn handle(text: &str) -> Result<RunHandle, String> {
    let text = text.trim();
    let handle = if text.starts_with('{') {
        serde_json::from_str(text)
            .map_err(|error| format!("this is no handle of a run: {error}"))?
    } else {
        RunHandle::new(text)
    };
    if handle.execution_id().trim().is_empty() {
        return Err("the execution's id is empty".to_owned());
    }
    Ok(handle)
}

/// A text that says something.
pub(crate) fn something(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("it is empty".to_owned()),
        text => Ok(text.to_owned()),
    }
}
