//! The command line.

use std::time::Duration;

pub(crate) const HELP: &str = "\
A Neo Public API server on loopback. Prints the base URL and the key to use, and runs until ctrl-c.

Usage: neoagent-sandbox [options]

Options:
  --port PORT       the port on 127.0.0.1; 0, the default, takes a free one
  --key KEY         the API key to accept; one is made up when none is given
  --document FILE   an OpenAPI 3.1 document in JSON, in place of the built-in one
  --queued SECONDS  how long a run stays queued (default 1)
  --running SECONDS how long it then runs (default 5)
  --no-rate-limit   answers however many requests come
  --help            this text";

#[derive(Debug, PartialEq)]
pub(crate) struct Args {
    pub(crate) port: u16,
    pub(crate) key: Option<String>,
    pub(crate) document: Option<String>,
    pub(crate) queued: Duration,
    pub(crate) running: Duration,
    pub(crate) rate_limit: bool,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Parsed {
    Run(Args),
    Help,
}

/// Reads the arguments after the program's name; both `--port 0` and `--port=0` are understood.
pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Parsed, String> {
    let mut parsed = Args {
        port: 0,
        key: None,
        document: None,
        queued: Duration::from_secs(1),
        running: Duration::from_secs(5),
        rate_limit: true,
    };
    let mut args = args;
    while let Some(arg) = args.next() {
        let (name, inline) = match arg.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (arg, None),
        };
        if matches!(name.as_str(), "--help" | "-h") {
            return Ok(Parsed::Help);
        }
        if name == "--no-rate-limit" && inline.is_none() {
            parsed.rate_limit = false;
            continue;
        }
        if !["--port", "--key", "--document", "--queued", "--running"].contains(&name.as_str()) {
            return Err(format!("{name} is not an option"));
        }
        let value =
            inline.or_else(|| args.next()).ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--port" => {
                parsed.port = value.parse().map_err(|_| format!("{value} is not a port"))?;
            }
            "--key" => parsed.key = Some(value),
            "--document" => parsed.document = Some(value),
            "--queued" => parsed.queued = seconds(&value)?,
            _ => parsed.running = seconds(&value)?,
        }
    }
    Ok(Parsed::Run(parsed))
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| format!("{text} is not a number of seconds"))
}

#[cfg(test)]
mod tests {
    use super::{Parsed, parse};
    use std::time::Duration;

    fn args(line: &str) -> Result<Parsed, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_are_read_in_both_spellings() {
        let Ok(Parsed::Run(args)) = args("--port=8080 --no-rate-limit --key k --running 0.5")
        else {
            panic!("not read");
        };
        assert_eq!(
            (args.port, args.key.as_deref(), args.running, args.rate_limit),
            (8080, Some("k"), Duration::from_millis(500), false)
        );
    }

    #[test]
    fn what_is_no_option_or_no_value_is_refused() {
        assert_eq!(args("--port 1 --help"), Ok(Parsed::Help));
        for line in [
            "--port",
            "--port x",
            "--port 70000",
            "--nope",
            "--running -1",
            "--queued NaN",
            "--no-rate-limit=x",
            "word",
        ] {
            assert!(args(line).is_err(), "{line}");
        }
    }
}
