//! Runs a sandbox until ctrl-c.

mod args;

use std::io::{Write as _, stdout};
use std::path::Path;
use std::process::ExitCode;

use args::{Args, Parsed};
use neoagent_sandbox::Sandbox;
use oas_source::{Limits, Source};

fn main() -> ExitCode {
    let args = match args::parse(std::env::args().skip(1)) {
        Ok(Parsed::Run(args)) => args,
        Ok(Parsed::Help) => {
            println!("{}", args::HELP);
            return ExitCode::SUCCESS;
        }
        Err(what) => {
            eprintln!("neoagent-sandbox: {what}\n\n{}", args::HELP);
            return ExitCode::from(2);
        }
    };
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("neoagent-sandbox: {}", with_causes(e.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut builder =
            Sandbox::builder().port(args.port).queued_for(args.queued).run_duration(args.running);
        if !args.rate_limit {
            builder = builder.without_rate_limit();
        }
        if let Some(key) = args.key {
            builder = builder.key(key);
        }
        if let Some(path) = args.document {
            let limits = Limits::default();
            let source = Source::open(Path::new(&path), &limits)?;
            let document = source.read(&limits)?;
            for fault in document.faults() {
                eprintln!("neoagent-sandbox: warning: {fault}");
            }
            // Of several files it is the one document that they are.
            let text = match document.files().len() {
                1 => source.text().to_owned(),
                _ => document.root().to_json(),
            };
            builder = builder.document_named(path, text);
        }
        let sandbox = builder.start().await?;
        for behavior in sandbox.unbound_behaviors() {
            eprintln!("neoagent-sandbox: warning: the document has no {behavior}, which would be remembered");
        }
        writeln!(stdout(), "NEO_BASE_URL={}\nNEO_API_KEY={}", sandbox.base_url(), sandbox.key())?;
        tokio::signal::ctrl_c().await?;
        sandbox.shutdown().await;
        Ok(())
    })
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
