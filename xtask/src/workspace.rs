//! Where the workspace's own files are.

use std::fs;
use std::path::PathBuf;

use oas_command::failure::Failure;
use oas_command::fetch::Address;
use oas_command::project::{Generation, Project};
use oas_command::vendored::{Lock, Origin, Place};

/// The folder with the workspace's `Cargo.toml`, wherever the command was started.
pub(crate) fn root() -> PathBuf {
    // Cargo tells it to what it runs; a binary that is started by hand knows where it was built.
    let own = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = own.parent().map(PathBuf::from).unwrap_or(own);
    // Short paths read better in messages.
    match std::env::current_dir() {
        Ok(here) if here == root => PathBuf::new(),
        _ => root,
    }
}

/// The variable with the API key that the document may need; the client reads the same one.
pub(crate) const CREDENTIAL: &str = "NEO_API_KEY";

/// What the commands on documents are told about this workspace.
pub(crate) fn project() -> Project {
    let settings = root().join("generate.json");
    let mut project = Project {
        root: root(),
        document: Some("openapi.json".into()),
        settings: match settings.exists() {
            true => Generation::File("generate.json".into()),
            false => Generation::Default,
        },
        credential: Some(CREDENTIAL.to_owned()),
        ..Project::default()
    };
    project.source = Address::parse(&source()).ok();
    project
}

/// What this workspace has beside its document.
pub(crate) fn place() -> Result<Place, Failure> {
    let sandbox = root().join("sandbox");
    let steps = [
        "Run `cargo xtask ci`, and look at `cargo xtask spec inspect`.",
        "Commit openapi.json, its copy in sandbox/, openapi.lock and generate.json together.",
    ];
    let mut place = Place::of(project())?;
    place.command = "cargo xtask spec";
    place.mend = "cargo xtask spec lock";
    place.origin = origin();
    // Without it the sandbox's package would not build.
    place.copy = sandbox.is_dir().then(|| sandbox.join("openapi.json"));
    place.compile = Some(crate::spec::compile);
    place.steps = steps.map(str::to_owned).to_vec();
    Ok(place)
}

/// Where the vendored document comes from, as the lock says.
fn source() -> String {
    let lock = fs::read_to_string(root().join("openapi.lock")).ok();
    lock.as_deref().and_then(Lock::parse).map_or_else(|| origin().source, |lock| lock.source)
}

/// What is known of it without a lock.
fn origin() -> Origin {
    Origin {
        source: "https://api.neoagent.io/public-api/openapi.json".to_owned(),
        origin: "rebuilt from the public reference, not fetched from the source".to_owned(),
        etag: None,
        raw_sha256: None,
    }
}

/// The vendored document.
pub(crate) fn document() -> PathBuf {
    root().join("openapi.json")
}
