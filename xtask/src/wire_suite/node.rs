//! Node, the suite's packages, and its server.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use oas_command::failure::{Failure, Kind};

const PACKAGES: &str = include_str!("../../wire-suite/package.json");

/// How long the server may take to load all mock APIs.
const STARTING: Duration = Duration::from_secs(120);

/// A folder with Node and the suite's packages in it.
pub(super) struct Node {
    pub(super) folder: PathBuf,
}

impl Node {
    /// Installs the packages, from whatever registry npm is configured with, where they are not there yet.
    pub(super) fn install(folder: PathBuf) -> Result<Self, Failure> {
        fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, "make", error))?;
        let manifest = folder.join("package.json");
        let installed = folder.join("node_modules/.package-lock.json").exists()
            && fs::read_to_string(&manifest).is_ok_and(|known| known == PACKAGES);
        let node = Self { folder };
        if !installed {
            write(&manifest, PACKAGES)?;
            let mut npm = Command::new("npm");
            npm.args([
                "install",
                "--legacy-peer-deps",
                "--no-fund",
                "--no-audit",
                "--loglevel",
                "error",
            ]);
            npm.current_dir(&node.folder).stdout(Stdio::null());
            succeeds(&mut npm, "npm, which installs the suite,")?;
        }
        node.commit()?;
        Ok(node)
    }

    /// The server writes the commit that it stands in into its results, and does not start without one.
    fn commit(&self) -> Result<(), Failure> {
        if self.folder.join(".git").exists() {
            return Ok(());
        }
        let git = |arguments: &[&str]| {
            let mut git = Command::new("git");
            git.args(arguments).current_dir(&self.folder);
            succeeds(&mut git, "git")
        };
        git(&["init", "--quiet", "."])?;
        let own = ["-c", "user.name=wire-suite", "-c", "user.email=wire-suite@localhost"];
        git(&[&own[..], &["commit", "--quiet", "--allow-empty", "--message", "suite"]].concat())
    }

    /// The specs as they were written, in TypeSpec.
    pub(super) fn specs(&self) -> PathBuf {
        self.folder.join("node_modules/@typespec/http-specs/specs")
    }

    /// A run of Node in the folder.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(self.folder.join("node_modules/node/bin/node"));
        command.current_dir(&self.folder);
        command
    }

    /// Runs it and waits; what it prints goes to a file.
    pub(super) fn run(&self, command: &mut Command, log: &Path) -> Result<(), Failure> {
        let (out, error) = output(log)?;
        succeeds(command.stdout(out).stderr(error), &format!("node (see {})", log.display()))
    }
}

/// The mock server, which checks what it receives.
pub(super) struct Server<'n> {
    node: &'n Node,
    process: Child,
    port: u16,
    coverage: PathBuf,
}

impl<'n> Server<'n> {
    pub(super) fn start(node: &'n Node) -> Result<Self, Failure> {
        let port = free_port()?;
        let coverage = node.folder.join("coverage.json");
        fs::remove_file(&coverage).ok();
        let (out, error) = output(&node.folder.join("server.log"))?;
        let process = node
            .command()
            .arg("node_modules/.bin/tsp-spector")
            .arg("serve")
            .arg(node.specs())
            .args(["--port", &port.to_string()])
            .arg("--coverageFile")
            .arg(&coverage)
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(error)
            .spawn()
            .map_err(|error| Failure::usage(format!("node does not start: {error}")))?;
        let mut server = Self { node, process, port, coverage };
        server.wait()?;
        Ok(server)
    }

    pub(super) fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    fn wait(&mut self) -> Result<(), Failure> {
        let begin = Instant::now();
        while std::net::TcpStream::connect(("localhost", self.port)).is_err() {
            let ended = self.process.try_wait().ok().flatten().is_some();
            if ended || begin.elapsed() > STARTING {
                let message = "the mock server does not start; server.log says why";
                return Err(Failure::new(Kind::Negative, message));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Ends the server, which then writes what it saw of each scenario.
    pub(super) fn finish(mut self) -> Result<PathBuf, Failure> {
        let mut stop = self.node.command();
        stop.args(["node_modules/.bin/tsp-spector", "server", "stop", "--port"]);
        self.node.run(stop.arg(self.port.to_string()), &self.node.folder.join("stop.log"))?;
        self.process.wait().map_err(|error| Failure::usage(format!("the mock server: {error}")))?;
        Ok(std::mem::take(&mut self.coverage))
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> Result<u16, Failure> {
    let bound = TcpListener::bind(("localhost", 0)).and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(|error| Failure::usage(format!("no port: {error}")))
}

fn output(log: &Path) -> Result<(File, File), Failure> {
    let file = File::create(log).and_then(|file| Ok((file.try_clone()?, file)));
    file.map_err(|error| Failure::file(log, "write", error))
}

pub(super) fn succeeds(command: &mut Command, what: &str) -> Result<(), Failure> {
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(Kind::Negative, format!("{what} failed ({status})"))),
        Err(error) => Err(Failure::usage(format!("{what} does not start: {error}"))),
    }
}

/// Writes a file unless it is there as it is, so that cargo does not compile it again.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(|error| Failure::file(folder, "make", error))?;
    fs::write(path, text).map_err(|error| Failure::file(path, "write", error))
}
