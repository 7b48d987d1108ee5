//! Where the lines of a journal go.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use oas_runtime::Outcome;
use tokio::io::AsyncWrite;

use crate::error::{Error, ErrorKind, Result};

/// A file, or whatever the program writes to.
pub(super) enum Sink {
    File {
        file: Arc<File>,
        /// How long it is, if nobody else writes to it.
        length: u64,
        path: PathBuf,
    },
    Writer(Pin<Box<dyn AsyncWrite + Send>>),
    /// Nothing is kept: the records live as long as the process.
    Nowhere,
    /// Nothing can be written any more: the last line may be cut. With the journal's name.
    Cut(String),
}

impl Sink {
    pub(super) fn name(&self) -> String {
        match self {
            Self::File { path, .. } => path.display().to_string(),
            Self::Writer(_) | Self::Nowhere => "the journal".to_owned(),
            Self::Cut(name) => name.clone(),
        }
    }

    /// Writes a whole line, and returns when it is safe there.
    pub(super) async fn append(&mut self, line: Vec<u8>) -> Result<()> {
        let written = match self {
            Self::Nowhere => Ok(()),
            Self::Cut(_) => Err(io::Error::other("a line was cut")),
            Self::Writer(writer) => write(writer.as_mut(), &line).await,
            Self::File { file, length, path } => {
                let expected = length.saturating_add(line.len() as u64);
                *length = expected;
                let (file, path) = (Arc::clone(file), path.clone());
                let work = move || to_file(&file, &path, &line, expected);
                match tokio::task::spawn_blocking(work).await {
                    Ok(written) => written,
                    Err(source) => Err(io::Error::other(source)),
                }
            }
        };
        written.map_err(|source| {
            let message = format!("{} cannot be written: {source}", self.name());
            Error::new(ErrorKind::Journal, Outcome::NotSent, message).with_source(source)
        })
    }
}

fn to_file(mut file: &File, path: &Path, line: &[u8], expected: u64) -> io::Result<()> {
    if !is_at(file, path)? {
        let message = "another file is in its place; what is written now would not be found again";
        return Err(io::Error::other(message));
    }
    file.write_all(line)?;
    file.sync_data()?;
    // What was written stands at the end, whoever else writes. If it is not where it should be, somebody does.
    if file.metadata()?.len() != expected {
        let message = "another process writes to it; each job needs a journal of its own";
        return Err(io::Error::other(message));
    }
    Ok(())
}

/// Whether the path still leads to the open file, and not to one that has taken its place, or to none.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let open = file.metadata()?;
    match std::fs::metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (open.dev(), open.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Elsewhere an open file can be told from another one by its path alone, and is kept in its place by the lock.
#[cfg(not(unix))]
pub(super) fn is_at(_: &File, path: &Path) -> io::Result<bool> {
    path.try_exists()
}

async fn write(mut writer: Pin<&mut (dyn AsyncWrite + Send)>, line: &[u8]) -> io::Result<()> {
    let mut left = line;
    while !left.is_empty() {
        let poll = std::future::poll_fn(|context| writer.as_mut().poll_write(context, left));
        match poll.await? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            written => left = left.get(written..).unwrap_or_default(),
        }
    }
    std::future::poll_fn(|context| writer.as_mut().poll_flush(context)).await
}
