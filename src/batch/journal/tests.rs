use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::*;
use crate::run::search::Begun;
use crate::run_state::Conclusion;

const URL: &str = "http://127.0.0.1:1";

fn asked() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
}

fn intent(agent: &str) -> Event {
    Event::Intent { at: asked(), server_at: None, agent_id: agent.into(), target_entity_id: None }
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
    assert_eq!(progress(&second, "b"), Some(Progress::NotStarted { at: Begun::at(asked(), None) }));
    assert!(matches!(progress(&second, "c"), Some(Progress::Intended { accepted: true, .. })));
    assert!(matches!(progress(&second, "d"), Some(Progress::Intended { accepted: false, .. })));
    assert_eq!(progress(&second, "e"), None);
    assert!(second.with(|state| state.is_taken("run-a", "b") && !state.is_taken("run-a", "a")));
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
            format!(
                "{header}\n{a}\n{}\n{}\n",
                line(r#""started","execution_id":"x""#),
                line(r#""started","execution_id":"y""#)
            ),
            "line 4",
            "as another execution",
        ),
        (
            format!("{header}\n{a}\n{}\n", header.replace(":1\"}", ":2\"}")),
            "line 3",
            "another job's",
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
    for (job, url, this) in [
        (None, URL, format!("a job without a name at {URL}")),
        (Some("weekly"), URL, format!("job \"weekly\" at {URL}")),
        (Some("nightly"), elsewhere, format!("job \"nightly\" at {elsewhere}")),
    ] {
        let journal = open().await.unwrap();
        let journal = match job {
            Some(job) => journal.job(job),
            None => journal,
        };
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
async fn a_journal_has_one_writer_as_long_as_that_lives() {
    let folder = Folder::new("second");
    let path = folder.file();
    let opened = Journal::open(&path).await.unwrap();
    let refused = Journal::open(&path).await.unwrap_err();
    assert_eq!((refused.kind(), refused.outcome()), (ErrorKind::Journal, Outcome::NotSent));
    assert!(refused.to_string().contains("in use by another process"), "{refused}");
    let first = opened.begin(URL).await.unwrap();
    first.record("a", intent("1")).await.unwrap();
    assert!(writer(&path).await.is_err());
    first.record("a", started("x")).await.unwrap();
    drop(first);
    assert!(matches!(progress(&writer(&path).await.unwrap(), "a"), Some(Progress::Started { .. })));
}

/// Where a file system has no locks that work.
#[tokio::test]
async fn a_writer_without_a_lock_is_noticed_and_leaves_a_journal() {
    let folder = Folder::new("unlocked");
    let path = folder.file();
    let journal = writer(&path).await.unwrap();
    journal.record("a", intent("1")).await.unwrap();
    journal.record("a", started("x")).await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}{text}")).unwrap();
    let error = journal.record("b", intent("1")).await.unwrap_err();
    assert!(error.to_string().contains("another process"), "{error}");
    assert!(journal.record("c", intent("1")).await.is_err(), "it has stopped");
    drop(journal);
    let journal = writer(&path).await.unwrap();
    assert!(matches!(progress(&journal, "a"), Some(Progress::Started { .. })));
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_is_not_there_any_more_is_noticed() {
    let folder = Folder::new("gone");
    let path = folder.file();
    for replaced in [false, true] {
        let journal = writer(&path).await.unwrap();
        std::fs::rename(&path, folder.0.join("moved")).unwrap();
        if replaced {
            std::fs::write(&path, "").unwrap();
        }
        let error = journal.record("a", intent("1")).await.unwrap_err();
        assert!(error.to_string().contains("another file is in its place"), "{error}");
        assert!(journal.has_failed());
        let moved = std::fs::read_to_string(folder.0.join("moved")).unwrap();
        assert_eq!(moved.lines().count(), 1, "nothing was written");
    }
}

/// Every line may be there twice, at once or after all of the others, as two writers would leave them.
#[tokio::test]
async fn a_record_that_is_there_twice_says_nothing_new() {
    let folder = Folder::new("twice");
    let path = folder.file();
    for events in [
        vec![intent("1"), started("x"), finished()],
        vec![intent("1"), in_doubt(true), started("x")],
        vec![intent("1"), not_started()],
        vec![intent("1"), in_doubt(false)],
        vec![intent("1"), in_doubt(false), Event::Released],
    ] {
        let journal = writer(&path).await.unwrap();
        for event in &events {
            journal.record("a", event.clone()).await.unwrap();
        }
        let once = progress(&journal, "a");
        drop(journal);
        let text = std::fs::read_to_string(&path).unwrap();
        let each: String = text.lines().flat_map(|line| [line, "\n", line, "\n"]).collect();
        for twice in [each, format!("{text}{text}")] {
            std::fs::write(&path, twice).unwrap();
            assert_eq!(progress(&writer(&path).await.unwrap(), "a"), once, "{events:?}");
        }
        std::fs::remove_file(&path).unwrap();
    }
}

#[tokio::test]
async fn what_a_later_version_adds_is_kept() {
    let folder = Folder::new("later");
    let path = folder.file();
    let journal = writer(&path).await.unwrap();
    journal.record("a", intent("1")).await.unwrap();
    drop(journal);
    let more = r#"{"key":"a","event":"celebrated","cake":true}
{"event":"compacted","of":[1,2]}
{"key":"new","event":"paused"}
"#;
    let text = std::fs::read_to_string(&path).unwrap() + more;
    std::fs::write(&path, &text).unwrap();
    let journal = writer(&path).await.unwrap();
    assert!(matches!(progress(&journal, "a"), Some(Progress::Intended { .. })));
    journal.record("a", started("x")).await.unwrap();
    let now = std::fs::read_to_string(&path).unwrap();
    assert!(now.starts_with(&text) && now.len() > text.len());
}

#[tokio::test]
async fn a_key_in_doubt_can_be_released_and_no_other() {
    let folder = Folder::new("release");
    let path = folder.file();
    let journal = Journal::open(&path).await.unwrap().job("j").begin(URL).await.unwrap();
    for (key, then) in [("doubt", in_doubt(true)), ("run", started("x")), ("no", not_started())] {
        journal.record(key, intent("1")).await.unwrap();
        journal.record(key, then).await.unwrap();
    }
    journal.record("cut", intent("2")).await.unwrap();
    drop(journal);
    let open = async || Journal::open(&path).await.unwrap().job("j");
    for (key, why) in
        [("run", "its run is known"), ("no", "not in doubt"), ("none", "not in the journal")]
    {
        let error = open().await.release(key).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Journal);
        assert!(error.to_string().contains(why), "{error}");
    }
    let error = Journal::open(&path).await.unwrap().release("doubt").await.unwrap_err();
    assert!(error.to_string().contains("begun as job \"j\""), "{error}");
    let mut journal = open().await;
    journal.release("doubt").await.unwrap();
    journal.release("cut").await.unwrap();
    assert!(journal.release("cut").await.is_err(), "it is in the journal at once");
    drop(journal);
    let journal = open().await.begin(URL).await.unwrap();
    for key in ["doubt", "cut"] {
        assert_eq!(
            progress(&journal, key),
            Some(Progress::NotStarted { at: Begun::at(asked(), None) })
        );
    }
    assert!(!journal.with(|state| state.another_in_doubt("z", &("1".into(), None))));
    journal.record("doubt", intent("1")).await.unwrap();
    journal.record("doubt", started("y")).await.unwrap();
}

#[tokio::test]
async fn a_release_that_cannot_be_written_stops_the_journal() {
    let memory = Memory::default();
    let journal = Journal::with_writer(b"", memory.clone()).unwrap().begin(URL).await.unwrap();
    journal.record("a", intent("1")).await.unwrap();
    let before = memory.bytes.lock().unwrap().clone();
    let full = Memory { room: Some(10), ..Memory::default() };
    let mut journal = Journal::with_writer(&before[..before.len() - 1], full).unwrap();
    journal.release("a").await.unwrap_err();
    assert!(journal.release("a").await.unwrap_err().to_string().contains("a line was cut"));
    assert!(journal.begin(URL).await.is_err());
    let after = Memory::default();
    let mut journal = Journal::with_writer(&before[..before.len() - 1], after.clone()).unwrap();
    journal.release("a").await.unwrap();
    assert!(after.text().starts_with("\n{"), "the line before is ended");
    let writer = journal.begin(URL).await.unwrap();
    writer.record("a", intent("1")).await.unwrap();
    let all = [&before[..before.len() - 1], after.text().as_bytes()].concat();
    assert!(Journal::with_writer(&all, Memory::default()).is_ok());
}

/// Two starts that are answered with one id: one has it.
#[tokio::test]
async fn an_execution_is_one_runs() {
    let journal = Journal::nowhere().begin(URL).await.unwrap();
    assert!(journal.with(|state| state.claim("x", "a") && state.claim("x", "a")));
    assert!(!journal.with(|state| state.claim("x", "b")));
    journal.record("c", intent("1")).await.unwrap();
    journal.record("c", started("y")).await.unwrap();
    assert!(!journal.with(|state| state.claim("y", "b")));
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
