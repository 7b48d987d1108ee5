//! The journal: what a process needs to know of its runs after it was killed.

mod read;
mod record;
mod sink;
mod state;
#[cfg(test)]
pub(in crate::batch) mod tests;

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fs4::{FileExt, TryLockError};
use tokio::io::AsyncWrite;

use self::read::{Before, Damage};
pub(crate) use self::record::{Event, Record};
use self::record::{Header, VERSION};
use self::sink::Sink;
pub(crate) use self::state::{Progress, Runs, Target, target};
use crate::clock;
use crate::error::{Error, ErrorKind, Result};
use oas_runtime::Outcome;

/// How long a journal that is in use is waited for: jobs that were dropped let go of it as soon as their tasks end.
const IN_USE: Duration = Duration::from_secs(1);

/// A record of many runs, by which a killed process goes on without starting anything twice and without forgetting a
/// run. For [`RunMany::journal`](crate::RunMany::journal).
///
/// It holds a line of JSON for each step of each run, written and synced to the disk before the step: an `intent` before
/// the start is sent, `started` with the execution's id when that is known, `finished` at the end; `not_started` if the start
/// was refused, `in_doubt` if nobody knows. A process that finds an intent without an outcome looks for the run, from the
/// intent's time on, as [`StartPolicy`](crate::StartPolicy) says.
///
/// It holds ids, statuses and error messages, and no credential and no instructions. One job writes to one journal, from one
/// process at a time: the file is locked while it is open, and the system releases the lock when the process ends, however it
/// ends. Where a file system has no locks the journal cannot be opened; where its locks do not work across machines, a second
/// process is noticed by the file's length, and both stop before they start anything.
///
/// A key that stays in doubt, because no run of it was found and nobody knows whether there is one, can be
/// [released](Journal::release).
///
/// ```no_run
/// # async fn f() -> neoagent::Result<()> {
/// use neoagent::Journal;
///
/// let journal = Journal::open("tickets.journal").await?.job("nightly triage");
/// # Ok(()) }
/// ```
#[must_use]
pub struct Journal {
    job: Option<Box<str>>,
    header: Option<Header>,
    /// What is written first, to end a last line that lacks only that.
    mend: bool,
    state: Runs,
    sink: Sink,
}

impl Journal {
    /// A journal in a file: a new one, or one that goes on. If the process before was killed while it wrote a line, that line,
    /// which had not taken effect, is cut off.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Journal`](crate::ErrorKind::Journal) if the file cannot be opened for reading and writing, cannot be locked,
    /// is in use by another process for longer than a second, or is not a journal; it is then left as it is.
    ///
    /// # Cancel safety
    ///
    /// Dropping it leaves at most an empty file behind.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let ends = clock::later(clock::now(), IN_USE);
        loop {
            let own = path.to_owned();
            let opened = tokio::task::spawn_blocking(move || open(own)).await;
            let broken = |source| journal("the journal cannot be opened").with_source(source);
            match opened.map_err(broken)?? {
                Some(opened) => return Ok(opened),
                None if clock::now() < ends => {
                    clock::sleep_until(clock::later(clock::now(), IN_USE / 50)).await;
                }
                None => {
                    let name = path.display();
                    let by = "another process, or by another job of this one";
                    return Err(journal(format!("{name} is in use by {by}")));
                }
            }
        }
    }

    /// A journal in anything that can be written to. `before` is what was written so far, nothing for a new one.
    ///
    /// A line is safe when the writer has been flushed, so the writer's flush has to mean that.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Journal`](crate::ErrorKind::Journal) if `before` is not a journal, or its last line is cut; the
    /// error says after how many bytes, for the writer to go on from there.
    pub fn with_writer(before: &[u8], writer: impl AsyncWrite + Send + 'static) -> Result<Self> {
        let read = read::read(before).map_err(|damage| damaged("the journal", &damage))?;
        if read.whole < before.len() {
            let message = format!(
                "the journal's last line is cut: write on after its first {} bytes",
                read.whole
            );
            return Err(journal(message));
        }
        Ok(Self::new(read, Sink::Writer(Box::pin(writer))))
    }

    /// No journal: what happened is known as long as the process lives.
    pub(crate) fn nowhere() -> Self {
        Self::new(Before::default(), Sink::Nowhere)
    }

    /// Names the job. A journal that was begun under another name, or for another base URL, is refused, so that the runs of
    /// one job are not taken for those of another.
    pub fn job(mut self, name: impl Into<String>) -> Self {
        self.job = Some(name.into().into());
        self
    }

    /// Says that a run in doubt may be started all the same: the next start with this journal starts it like a new one.
    ///
    /// Whether there is a run is then the caller's word, after a look at the dashboard for instance: if there is one, there
    /// will be two. It is in the journal when this returns.
    ///
    /// ```no_run
    /// # async fn f() -> neoagent::Result<()> {
    /// use neoagent::Journal;
    ///
    /// let mut journal = Journal::open("tickets.journal").await?;
    /// journal.release("42/T-1001").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Journal`](crate::ErrorKind::Journal) if the key is not in the journal or not in doubt, if the journal was
    /// begun for another [`job`](Journal::job), and if it cannot be written.
    ///
    /// # Cancel safety
    ///
    /// Dropped half way, the key may have been released. The journal cannot be written any more then, and is to be opened
    /// again.
    pub async fn release(&mut self, key: &str) -> Result<()> {
        let refused = |why: &str| Err(journal(format!("key {key:?} cannot be released: {why}")));
        match self.state.get(key).map(|entry| &entry.progress) {
            Some(Progress::Intended { .. }) => {}
            Some(Progress::Started { .. } | Progress::Finished { .. }) => {
                return refused("its run is known");
            }
            Some(Progress::NotStarted { .. }) => {
                return refused("it is not in doubt: it will be started like a new one");
            }
            None => return refused("it is not in the journal"),
        }
        if let Some(found) = self.header.as_ref().filter(|found| found.job != self.job) {
            return refused(&format!("the journal was begun as {}", named(found)));
        }
        let record = Record { key: key.into(), event: Event::Released };
        let mut text = if self.mend { b"\n".to_vec() } else { Vec::new() };
        text.extend(line(&record)?);
        let cut = Sink::Cut(self.sink.name());
        // If this is dropped half way, the line may be cut.
        let mut sink = std::mem::replace(&mut self.sink, cut);
        sink.append(text).await?;
        self.sink = sink;
        self.mend = false;
        self.state.apply(&record).map_err(journal)
    }

    fn new(before: Before, sink: Sink) -> Self {
        Self { job: None, header: before.header, mend: before.unended, state: before.state, sink }
    }

    /// Begins to write: the first line, where there is none.
    pub(crate) async fn begin(mut self, base_url: &str) -> Result<Writer> {
        let wanted = Header { neoagent_journal: VERSION, job: self.job, base_url: base_url.into() };
        let mut first = Vec::new();
        match &self.header {
            Some(found) if *found != wanted => {
                return Err(journal(format!(
                    "{} belongs to another job: it was begun as {} and this is {}",
                    self.sink.name(),
                    named(found),
                    named(&wanted)
                )));
            }
            Some(_) if self.mend => first.push(b'\n'),
            Some(_) => {}
            None => first = line(&wanted)?,
        }
        if !first.is_empty() {
            self.sink.append(first).await?;
        }
        Ok(Writer {
            state: Mutex::new(self.state),
            sink: tokio::sync::Mutex::new(Ok(self.sink)),
            failed: AtomicBool::new(false),
        })
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("name", &self.sink.name())
            .field("job", &self.job)
            .finish_non_exhaustive()
    }
}

/// A journal that is being written, and what is in it.
pub(crate) struct Writer {
    state: Mutex<Runs>,
    /// The sink, or why it can no longer be written to: after half a line, nothing can follow.
    sink: tokio::sync::Mutex<Result<Sink>>,
    failed: AtomicBool,
}

impl Writer {
    /// Writes a record, and returns when it is safe.
    pub(crate) async fn record(&self, key: &str, event: Event) -> Result<()> {
        let record = Record { key: key.into(), event };
        let line = line(&record)?;
        let mut guard = self.sink.lock().await;
        let sink = guard.as_mut().map_err(|error| error.clone())?;
        let name = sink.name();
        let cut = || journal(format!("{name} cannot be written: a line was cut"));
        // If this is dropped half way, the line may be, too.
        let mut taken = std::mem::replace(&mut *guard, Err(cut()));
        let result = match &mut taken {
            Ok(sink) => sink.append(line).await,
            Err(error) => Err(error.clone()),
        };
        *guard = match &result {
            Ok(()) => taken,
            Err(error) => {
                self.failed.store(true, Ordering::Relaxed);
                Err(error.clone())
            }
        };
        result?;
        let applied = self.with(|state| state.apply(&record));
        applied.map_err(|what| journal(format!("of key {key:?}: {what}")))
    }

    /// Whether nothing more can be written.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Looks at what is in it.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut Runs) -> T) -> T {
        // Nothing panics while it is held.
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

/// Opens a file, if nobody else has it.
fn open(path: PathBuf) -> Result<Option<Journal>> {
    let name = path.display().to_string();
    let cannot = |source: io::Error| {
        journal(format!("{name} cannot be opened: {source}")).with_source(source)
    };
    let mut file =
        OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(cannot)?;
    if !file.metadata().map_err(cannot)?.is_file() {
        return Err(journal(format!("{name} is not a file")));
    }
    // The system takes the lock away with the last handle of the file, also from a process that was killed.
    match FileExt::try_lock(&file) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(source)) => {
            return Err(journal(format!("{name} cannot be locked: {source}")).with_source(source));
        }
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(cannot)?;
    let before = read::read(&bytes).map_err(|damage| damaged(&name, &damage))?;
    let length = before.whole as u64;
    if before.whole < bytes.len() {
        file.set_len(length).map_err(cannot)?;
    }
    file.flush().and_then(|()| file.sync_all()).map_err(cannot)?;
    sync_folder(&path).map_err(cannot)?;
    let file = Arc::new(file);
    Ok(Some(Journal::new(before, Sink::File { file, length, path })))
}

/// A new file is there after a power cut only if its folder was synced too.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn line(record: &impl serde::Serialize) -> Result<Vec<u8>> {
    let mut line = serde_json::to_vec(record)
        .map_err(|source| journal("a record cannot be written").with_source(source))?;
    line.push(b'\n');
    Ok(line)
}

fn named(header: &Header) -> String {
    let Header { job, base_url, .. } = header;
    match job {
        Some(job) => format!("job {job:?} at {base_url}"),
        None => format!("a job without a name at {base_url}"),
    }
}

fn damaged(name: &str, damage: &Damage) -> Error {
    let Damage { line, what } = damage;
    journal(format!("{name}, line {line}: {what}"))
}

pub(super) fn journal(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Journal, Outcome::NotSent, message)
}
