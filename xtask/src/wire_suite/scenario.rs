//! What the suite's mock APIs expect and answer, as `wire-suite/scenarios.mjs` writes it, and what is told by hand of some.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use oas_command::failure::{Failure, Kind};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::node::Node;

const SCRIPT: &str = include_str!("../../wire-suite/scenarios.mjs");
const BY_HAND: &str = include_str!("../../wire-suite/by-hand.json");

/// One behaviour of a client.
#[derive(Debug, Deserialize)]
pub(super) struct Scenario {
    /// The spec it is of, its folders joined by `-`.
    pub(super) spec: String,
    pub(super) name: String,
    pass: String,
    /// The status that a client is to report as an error.
    pub(super) code: Option<u16>,
    pub(super) calls: Vec<Expected>,
}

/// One call of it.
#[derive(Debug, Deserialize)]
pub(super) struct Expected {
    pub(super) method: String,
    pub(super) uri: String,
    pub(super) request: Request,
    pub(super) status: Option<u16>,
    pub(super) answer: Option<Body>,
}

/// What has to arrive.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Request {
    #[serde(default)]
    pub(super) query: Map<String, Value>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Value>,
    pub(super) body: Option<Body>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    pub(super) content_type: Option<String>,
    pub(super) raw: Option<Raw>,
    pub(super) parts: Option<Map<String, Value>>,
    #[serde(default)]
    pub(super) files: Vec<File>,
}

/// Text, bytes in base64, or a file of the suite.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Raw {
    Text(String),
    Base64(String),
    Asset(PathBuf),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) struct File {
    #[serde(rename = "fieldname")]
    pub(super) part: String,
    #[serde(rename = "originalname")]
    pub(super) name: String,
    #[serde(rename = "mimetype")]
    pub(super) media_type: String,
    pub(super) buffer: Raw,
}

/// What the data of the suite does not say.
#[derive(Debug, Deserialize)]
pub(super) struct ByHand {
    /// Scenarios that no OpenAPI document can be about, or none that the emitter writes, and why.
    pub(super) inexpressible: BTreeMap<String, String>,
    /// Requests that the mock API's code expects and its data does not have.
    requests: BTreeMap<String, Body>,
}

impl Scenario {
    /// Whether the client is to report an error.
    pub(super) fn fails(&self) -> bool {
        self.pass == "status-code"
    }

    /// Calls that a client can be asked for: not those that are wrong on purpose, of scenarios that are passed by parts.
    pub(super) fn wanted(&self) -> impl Iterator<Item = &Expected> {
        let partly = self.pass == "by-key";
        self.calls
            .iter()
            .filter(move |call| !partly || call.status.is_none_or(|status| status < 400))
    }
}

/// All scenarios, with the address of the server in their values.
pub(super) fn read(node: &Node, url: &str) -> Result<(Vec<Scenario>, ByHand), Failure> {
    let (script, out) = (node.folder.join("scenarios.mjs"), node.folder.join("scenarios.json"));
    super::node::write(&script, SCRIPT)?;
    let mut dump = node.command();
    dump.arg(&script).arg("node_modules/@typespec/http-specs/dist/specs").arg(&out).arg(url);
    node.run(&mut dump, &node.folder.join("scenarios.log"))?;
    let text = fs::read_to_string(&out).map_err(|error| Failure::file(&out, "read", error))?;
    let mut scenarios: Vec<Scenario> = parsed(&text, &out)?;
    let by_hand: ByHand = parsed(BY_HAND, Path::new("by-hand.json"))?;
    for (name, request) in &by_hand.requests {
        let Some(scenario) = scenarios.iter_mut().find(|scenario| scenario.name == *name) else {
            let message = format!("by-hand.json has a request of {name}, which is no scenario");
            return Err(Failure::new(Kind::Negative, message));
        };
        for call in &mut scenario.calls {
            call.request.body = Some(request.clone());
        }
    }
    Ok((scenarios, by_hand))
}

fn parsed<T: DeserializeOwned>(text: &str, path: &Path) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::file(path, "read", error))
}
