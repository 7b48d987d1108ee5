//! Lists the runs through a proxy, or from a server whose certificate a company's own authority has signed.
//!
//! What is told to `configure_http` is reqwest's builder: proxies with passwords, certificates of the client, addresses to
//! bind to. Left to itself, the client goes by `HTTPS_PROXY` and the system's certificates. What it never does is use a proxy of the
//! environment for this machine itself; one that is given here is used.

mod support;

use std::error::Error;
use std::io::{Write as _, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use neoagent::reqwest::{Certificate, ClientBuilder, Proxy};
use support::{Service, code_of, say, with_causes};

const AFTER_HELP: &str = "\
Exit codes:
  0  the runs are listed
  1  the service refused
  2  usage, a setting, or no connection: nothing was sent
  3  the list was broken off, or cannot be written

NEO_API_KEY and NEO_BASE_URL say where the runs are. Without a key, a sandbox is started.";

/// Lists the runs through a proxy, or with an authority of your own
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Args {
    /// The proxy, as in http://user:password@proxy.example:3128
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
    /// Certificates to trust beside the system's, in PEM
    #[arg(long, value_name = "FILE.pem")]
    ca: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    ExitCode::from(match list(Args::parse()).await {
        Ok(()) => 0,
        Err(error) => {
            say(format_args!("proxy: {}", with_causes(&*error)));
            if error.is::<std::io::Error>() { 3 } else { code_of(&*error) }
        }
    })
}

async fn list(args: Args) -> Result<(), Box<dyn Error>> {
    // The address may have a password in it, which a message may not show.
    let proxy = args.proxy.map(|url| Proxy::all(url).map_err(|_| "--proxy is no URL of a proxy"));
    let proxy = proxy.transpose()?;
    let authorities = match &args.ca {
        Some(file) => {
            let shown = file.display();
            let pem = std::fs::read(file).map_err(|error| format!("{shown}: {error}"))?;
            let read = Certificate::from_pem_bundle(&pem).ok().filter(|all| !all.is_empty());
            read.ok_or_else(|| format!("{shown} has no certificate in PEM"))?
        }
        None => Vec::new(),
    };
    let service = Service::connect_with(|builder| {
        builder.configure_http(move |mut http| {
            if let Some(proxy) = proxy {
                http = http.proxy(proxy);
            }
            authorities.into_iter().fold(http, ClientBuilder::add_root_certificate)
        })
    })
    .await?;
    let mut runs = service.neo.executions().all();
    while let Some(run) = runs.next().await {
        writeln!(stdout(), "{}", run?.json())?;
    }
    Ok(())
}
