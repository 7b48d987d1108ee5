use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::*;
use crate::run_state::Conclusion;

const URL: &str = "http://127.0.0.1:1";

fn intent(agent: &str) -> Event {
    Event::Intent {
        at: SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777),
        agent_id: agent.into(),
        target_entity_id: None,
    }
}

fn started(id: &str) -> Event {
    Event::Started { execution_id: id.into(), adopted: false }
}

fn finished() -> Event {
    Event::Finished { conclusion: Conclusion::Success, status: None }
}

fn not_started() -> Event {
    Event::NotStarted { message: String::new() }
}

fn in_doubt(accepted: bool) -> Event {
    Event::InDoubt { accepted, candidates: Vec::new(), message: String::new() }
}

/// A writer into memory, which fails when it is full, and may take little at a time.
#[derive(Clone, Default)]
pub(in crate::batch) struct Memory {
    pub(in crate::batch) bytes: Arc<Mutex<Vec<u8>>>,
    room: Option<usize>,
    flush_hangs: bool,
}

impl Memory {
    fn text(&self) -> String {
        String::from_utf8(self.bytes.lock().unwrap().clone()).unwrap()
    }
}

impl AsyncWrite for Memory {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut all = self.bytes.lock().unwrap();
        let room = self.room.map_or(7, |room| room.saturating_sub(all.len()));
        if room == 0 {
            return Poll::Ready(Err(io::ErrorKind::StorageFull.into()));
        }
        let taken = bytes.len().min(room).min(7);
        all.extend_from_slice(&bytes[..taken]);
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.flush_hangs {
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

async fn writer(path: &Path) -> Result<Writer> {
    Journal::open(path).await?.begin(URL).await
}

fn progress(writer: &Writer, key: &str) -> Option<Progress> {
    writer.with(|state| state.get(key).map(|entry| entry.progress.clone()))
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("neoagent-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("runs.journal")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_journal_goes_on_where_it_was() {
    let folder = Folder::new("goes-on");
    let path = folder.file();
    let first = writer(&path).await.unwrap();
    first.record("a", intent("1")).await.unwrap();
    first.record("a", started("run-a")).await.unwrap();
    first.record("b", intent("1")).await.unwrap();
    first.record("b", not_started()).await.unwrap();
    first.record("c", intent("1")).await.unwrap();
    first.record("c", in_doubt(true)).await.unwrap();
    first.record("c", intent("1")).await.unwrap();
    first.record("c", in_doubt(false)).await.unwrap();
    first.record("d", intent("1")).await.unwrap();
    drop(first);
    let second = writer(&path).await.unwrap();
    second.record("a", finished()).await.unwrap();
    assert!(
        matches!(progress(&second, "a"), Some(Progress::Finished { execution_id, .. }) if &*execution_id == "run-a")
    );
    assert_eq!(progress(&second, "b"), Some(Progress::NotStarted));
    assert!(matches!(progress(&second, "c"), Some(Progress::Intended { accepted: true, .. })));
    assert!(matches!(progress(&second, "d"), Some(Progress::Intended { accepted: false, .. })));
    assert_eq!(progress(&second, "e"), None);
    assert_eq!(second.with(|state| state.claimed()), ["run-a".into()].into());
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 11);
    assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
}

#[tokio::test]
async fn another_run_of_the_same_target_in_doubt_is_told() {
    let journal = Journal::nowhere().begin(URL).await.unwrap();
    let target = (Box::from("1"), None);
    let another = |key: &str| journal.with(|state| state.another_in_doubt(key, &target));
    journal.record("a", intent("1")).await.unwrap();
    journal.record("b", intent("2")).await.unwrap();
    assert!(!another("a"));
    assert!(another("c"));
    journal.record("a", started("x")).await.unwrap();
    assert!(!another("c"));
}

#[tokio::test]
async fn a_line_that_was_cut_is_cut_off_and_one_without_its_end_is_ended() {
    let folder = Folder::new("cut");
    let path = folder.file();
    let journal = writer(&path).await.unwrap();
    journal.record("a", intent("1")).await.unwrap();
    let before = std::fs::read(&path).unwrap();
    journal.record("a", started("run-a")).await.unwrap();
    let whole = std::fs::read(&path).unwrap();
    drop(journal);
    for length in before.len() + 1..=whole.len() {
        std::fs::write(&path, &whole[..length]).unwrap();
        let journal = writer(&path).await.unwrap();
        let known = matches!(progress(&journal, "a"), Some(Progress::Started { .. }));
        // Without its newline the last line is all there, and counts.
        assert_eq!(known, length >= whole.len() - 1, "{length}");
        let kept = std::fs::read(&path).unwrap();
        assert_eq!(kept, if known { &whole } else { &before }[..]);
        journal.record("b", intent("1")).await.unwrap();
        drop(journal);
        writer(&path).await.unwrap();
    }
    // What a disk may leave of a line that was not synced.
    let zeros = [&before[..], &[0; 20]].concat();
    std::fs::write(&path, zeros).unwrap();
    writer(&path).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_head_that_was_cut_is_written_again() {
    let folder = Folder::new("head");
    let path = folder.file();
    drop(writer(&path).await.unwrap());
    let head = std::fs::read(&path).unwrap();
    for length in 0..head.len() {
        std::fs::write(&path, &head[..length]).unwrap();
        let journal = Journal::open(&path).await.unwrap();
        assert!(format!("{journal:?}").contains("runs.journal"));
        journal.begin(URL).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), head, "{length}");
    }
}

#[tokio::test]
async fn what_is_no_journal_is_refused_and_left_as_it_is() {
    let header = r#"{"neoagent_journal":1,"base_url":"http://127.0.0.1:1"}"#;
    let a = r#"{"key":"a","event":"intent","at":"2026-01-02T03:04:05Z","agent_id":"1"}"#;
    let line = |event: &str| format!(r#"{{"key":"a","event":{event}}}"#);
    let cases = [
        ("ticket,agent\n1,42\n".to_owned(), "line 1", "not JSON"),
        ("a text without an end".to_owned(), "line 1", "not JSON"),
        (r#"{"neoagent":[1,"#.to_owned(), "line 1", "not JSON"),
        ("{}\n".to_owned(), "line 1", "another file"),
        ("{}".to_owned(), "line 1", "another file"),
        ("[1]\n".to_owned(), "line 1", "another file"),
        (header.replace(":1,", ":2,") + "\n", "line 1", "version 2"),
        (format!("{header}\n\n{a}\nnonsense\n{a}\n"), "line 4", "not JSON"),
        (format!("{header}\n{a}\n{{\"key\":\"a\"}}\n"), "line 3", "no record"),
        (format!("{header}\n{}\n", line(r#""celebrated""#)), "line 2", "no record"),
        (
            format!("{header}\n{}\n", line(r#""started","execution_id":"x""#)),
            "line 2",
            "not asked for",
        ),
        (
            format!("{header}\n{a}\n{}\n", line(r#""finished","conclusion":"success""#)),
            "line 3",
            "not started",
        ),
        (
            format!("{header}\n{a}\n{0}\n{0}\n", line(r#""started","execution_id":"x""#)),
            "line 4",
            "not asked for",
        ),
        (
            format!("{header}\n{a}\n{}\n{a}\n", line(r#""started","execution_id":"x""#)),
            "line 4",
            "started before",
        ),
        (format!("{header}\n{a}\n{}\n", a.replace(r#""1""#, r#""2""#)), "line 3", "another agent"),
    ];
    let folder = Folder::new("no-journal");
    let path = folder.file();
    for (text, line, what) in cases {
        std::fs::write(&path, &text).unwrap();
        let error = Journal::open(&path).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Journal, Outcome::NotSent));
        let said = error.to_string();
        assert!(said.contains(line) && said.contains(what), "{text}: {said}");
        assert!(said.contains("runs.journal"), "{said}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "it is left as it is");
    }
    let error = Journal::open(&folder.0).await.unwrap_err();
    assert!(error.to_string().contains("cannot be opened"), "{error}");
    let error = Journal::open(folder.0.join("no/such/folder")).await.unwrap_err();
    assert!(error.to_string().contains("cannot be opened"), "{error}");
}

#[tokio::test]
async fn a_journal_of_another_job_is_refused() {
    let folder = Folder::new("other-job");
    let path = folder.file();
    let open = || Journal::open(&path);
    open().await.unwrap().job("nightly").begin(URL).await.unwrap();
    open().await.unwrap().job("nightly").begin(URL).await.unwrap();
    let elsewhere = "https://api.neoagent.io";
    for (journal, url, this) in [
        (open().await.unwrap(), URL, format!("a job without a name at {URL}")),
        (open().await.unwrap().job("weekly"), URL, format!("job \"weekly\" at {URL}")),
        (
            open().await.unwrap().job("nightly"),
            elsewhere,
            format!("job \"nightly\" at {elsewhere}"),
        ),
    ] {
        let error = journal.begin(url).await.unwrap_err().to_string();
        let says = format!(
            "belongs to another job: it was begun as job \"nightly\" at {URL} and this is {this}"
        );
        assert!(error.contains(&says), "{error}");
    }
}

#[tokio::test]
async fn a_full_disk_stops_the_journal_for_good() {
    for room in [0, 30] {
        let memory = Memory { room: Some(room), ..Memory::default() };
        let journal = Journal::with_writer(b"", memory).unwrap();
        let error = journal.begin(URL).await.unwrap_err();
        let said = error.to_string();
        assert!(said.contains("the journal cannot be written"), "{said}");
    }
    let memory = Memory { room: Some(100), ..Memory::default() };
    let journal = Journal::with_writer(b"", memory.clone()).unwrap();
    let journal = journal.begin(URL).await.unwrap();
    assert!(!journal.has_failed());
    let error = journal.record("a", intent("1")).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Journal, Outcome::NotSent));
    assert!(journal.has_failed());
    assert_eq!(progress(&journal, "a"), None, "what was not written did not happen");
    let written = memory.text();
    let again = journal.record("b", intent("1")).await.unwrap_err();
    assert_eq!(again.to_string(), error.to_string());
    assert_eq!(memory.text(), written, "nothing follows half a line");
}

#[tokio::test]
async fn a_second_process_is_noticed_by_both() {
    let folder = Folder::new("second");
    let path = folder.file();
    let first = writer(&path).await.unwrap();
    first.record("a", intent("1")).await.unwrap();
    let second = writer(&path).await.unwrap();
    let error = async {
        second.record("b", intent("1")).await?;
        first.record("c", intent("1")).await
    };
    let error = error.await.unwrap_err();
    assert!(error.to_string().contains("another process"), "{error}");
    assert!(second.record("d", intent("1")).await.is_err());
}

#[tokio::test]
async fn a_write_that_was_dropped_stops_the_journal() {
    let mut memory = Memory::default();
    let journal = Journal::with_writer(b"", memory.clone()).unwrap();
    journal.begin(URL).await.unwrap();
    memory.flush_hangs = true;
    let before = memory.bytes.lock().unwrap().clone();
    let journal = Journal::with_writer(&before, memory.clone()).unwrap();
    let journal = journal.begin(URL).await.unwrap();
    let limit = clock_soon();
    assert!(crate::clock::timeout_at(limit, journal.record("a", intent("1"))).await.is_err());
    let error = journal.record("b", intent("1")).await.unwrap_err();
    assert!(error.to_string().contains("a line was cut"), "{error}");
}

fn clock_soon() -> crate::clock::Instant {
    crate::clock::later(crate::clock::now(), Duration::from_millis(50))
}

#[tokio::test]
async fn a_writer_goes_on_after_whole_lines_only() {
    let memory = Memory::default();
    let journal = Journal::with_writer(b"", memory.clone()).unwrap();
    let journal = journal.begin(URL).await.unwrap();
    journal.record("a", intent("1")).await.unwrap();
    let bytes = memory.text().into_bytes();
    let cut = [&bytes[..], b"{\"key\":\"b\""].concat();
    let error = Journal::with_writer(&cut, Memory::default()).unwrap_err();
    let hint = format!("first {} bytes", bytes.len());
    assert!(error.to_string().contains(&hint), "{error}");
    let unended = &bytes[..bytes.len() - 1];
    let next = Memory::default();
    let journal = Journal::with_writer(unended, next.clone()).unwrap();
    let journal = journal.begin(URL).await.unwrap();
    journal.record("a", started("x")).await.unwrap();
    assert!(next.text().starts_with("\n{"), "the line before is ended");
    let both = [unended, next.text().as_bytes()].concat();
    assert!(Journal::with_writer(&both, Memory::default()).is_ok());
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(intent("1")),
        Just(intent("2")),
        "\\PC{0,4}".prop_map(|id| started(&id)),
        Just(not_started()),
        any::<bool>().prop_map(in_doubt),
        Just(finished()),
    ]
}

proptest! {
    #[test]
    fn any_bytes_are_a_journal_or_an_error(bytes: Vec<u8>) {
        let _ = read::read(&bytes);
    }

    /// Whatever was written, and wherever it is cut: what is read is what the whole lines say.
    #[test]
    fn a_journal_cut_anywhere_is_its_whole_lines(
        events in proptest::collection::vec(("\\PC{0,3}", event()), 0..20),
        cut: proptest::sample::Index,
    ) {
        let mut state = Runs::default();
        let header = Header { neoagent_journal: VERSION, job: None, base_url: URL.into() };
        let mut bytes = line(&header).unwrap();
        let mut ends = vec![bytes.len()];
        let mut states = vec![format!("{:?}", sorted(&state))];
        for (key, event) in events {
            let record = Record { key: key.into(), event };
            if state.apply(&record).is_ok() {
                bytes.extend(line(&record).unwrap());
                ends.push(bytes.len());
                states.push(format!("{:?}", sorted(&state)));
            }
        }
        let length = cut.index(bytes.len() + 1).max(ends[0]);
        let before = read::read(&bytes[..length]).unwrap();
        // A line that lacks only its newline counts.
        let whole = ends.iter().filter(|end| **end <= length + 1).count();
        prop_assert_eq!(format!("{:?}", sorted(&before.state)), states[whole - 1].clone());
    }
}

fn sorted(state: &Runs) -> Vec<String> {
    let mut entries: Vec<_> = state.entries().map(|entry| format!("{entry:?}")).collect();
    entries.sort();
    entries
}
