//! Reading arguments.

use std::time::Duration;

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
