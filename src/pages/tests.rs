//! Any sequence of pages, against what a reader of the list would expect.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex};
use std::task::{Context, Poll, Waker};

use futures_util::{FutureExt as _, StreamExt as _};
use http::{Method, StatusCode};
use http_body_util::Full;
use oas_runtime::{Client, Envelope, Operation, OperationSpec, Paged, Paging, Received};
use proptest::prelude::*;
use reqwest::{Request, Url};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::error::{Error, ErrorKind};
use crate::operation_ext::OperationExt as _;
use crate::pages::Open;

/// A page of the script: its items, and `meta.pagination`.
#[derive(Clone, Debug)]
struct Page(Vec<u32>, Value);

/// A server of pages.
#[derive(Default)]
struct Pages {
    /// By position; `""` is the beginning.
    pages: Vec<(String, Page)>,
    /// The requests that fail, by their number.
    fails: HashSet<usize>,
    /// How often an answer is not there yet.
    pauses: u32,
    asked: Vec<String>,
}

#[derive(Clone)]
struct List<const STYLE: u8> {
    client: Client,
    server: Arc<Mutex<Pages>>,
    position: Option<String>,
}

const CURSOR: u8 = 0;
const NUMBER: u8 = 1;
const WHOLE: u8 = 2;

/// Not ready for a number of polls.
struct Pause(u32);

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<const STYLE: u8> Operation for List<STYLE> {
    const SPEC: &'static OperationSpec = &OperationSpec {
        name: "list_things",
        operation_id: None,
        method: "GET",
        path: "/things",
        security: &[],
        safe: true,
        idempotent: true,
        idempotency_key: None,
        streaming: false,
        optional_body: false,
        request_media_type: None,
        response_media_types: &[],
        servers: &[],
    };
    type Success = Page;
    type Headers = ();
    type Failure = std::convert::Infallible;
    type FailureHeaders = ();

    fn client(&self) -> &Client {
        &self.client
    }

    fn request(self) -> oas_runtime::Result<Request> {
        let mut url = Url::parse("http://localhost/things").unwrap();
        url.query_pairs_mut().append_pair("at", &self.position.unwrap_or_default());
        Ok(Request::new(Method::GET, url))
    }

    fn decode(received: &mut Received) -> Result<Page, serde_json::Error> {
        let mut body: Value = received.json()?;
        let items = body["data"].as_array().unwrap().iter();
        let items = items.map(|item| u32::try_from(item.as_u64().unwrap()).unwrap()).collect();
        Ok(Page(items, body["meta"]["pagination"].take()))
    }

    fn decode_failure(_: u16, _: &[u8]) -> Option<Result<Self::Failure, serde_json::Error>> {
        None
    }
}

/// Timers are made while a future is polled.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

fn poll<F: Future>(future: F) -> Option<F::Output> {
    let _inside = RUNTIME.enter();
    future.now_or_never()
}

/// What the server does with a request.
async fn answer(
    server: Arc<Mutex<Pages>>,
    request: http::Request<bytes::Bytes>,
) -> std::io::Result<http::Response<Full<bytes::Bytes>>> {
    let url = Url::parse(&request.uri().to_string()).unwrap();
    let position = url.query_pairs().next().unwrap().1.into_owned();
    let (number, pauses) = {
        let mut server = server.lock().unwrap();
        server.asked.push(position.clone());
        (server.asked.len() - 1, server.pauses)
    };
    Pause(pauses).await;
    let server = server.lock().unwrap();
    if server.fails.contains(&number) {
        return Err(std::io::ErrorKind::ConnectionReset.into());
    }
    let page = server.pages.iter().find(|(at, _)| *at == position);
    let Page(items, said) =
        page.map_or_else(|| Page(Vec::new(), Value::Null), |(_, page)| page.clone());
    let body = json!({ "data": items, "meta": { "pagination": said } });
    Ok(http::Response::new(Full::from(body.to_string())))
}

impl Envelope for Page {
    type Data = Vec<u32>;

    fn into_data(self) -> Vec<u32> {
        self.0
    }

    fn into_parts(self) -> (Vec<u32>, Value) {
        (self.0, json!({"meta": {"pagination": self.1}}))
    }
}

impl<const STYLE: u8> Paged for List<STYLE> {
    const PAGING: Paging = match STYLE {
        CURSOR => Paging::Cursor,
        NUMBER => Paging::PageNumber,
        _ => Paging::Whole,
    };
    type Item = u32;

    fn position(&self) -> Option<String> {
        self.position.clone()
    }

    fn at(mut self, position: &str) -> Self {
        self.position = Some(position.to_owned());
        self
    }

    fn items(data: Vec<u32>) -> Option<Vec<u32>> {
        Some(data)
    }
}

impl<const STYLE: u8> List<STYLE> {
    fn new(pages: impl IntoIterator<Item = (&'static str, Vec<u32>, Value)>) -> Self {
        let pages =
            pages.into_iter().map(|(at, items, said)| (at.to_owned(), Page(items, said))).collect();
        Self::over(Pages { pages, ..Pages::default() })
    }

    fn over(server: Pages) -> Self {
        let server = Arc::new(Mutex::new(server));
        let shared = Arc::clone(&server);
        let client = Client::builder("http://localhost")
            .retry(oas_runtime::RetryPolicy::never())
            .transport(move |request| answer(Arc::clone(&shared), request))
            .build();
        Self { client: client.unwrap(), server, position: None }
    }

    fn asked(&self) -> Vec<String> {
        self.server.lock().unwrap().asked.clone()
    }

    /// Everything that the stream of items gives, and the error at its end.
    fn read(&self) -> (Vec<u32>, Option<Error>) {
        let mut items = self.clone().items();
        let mut read = Vec::new();
        loop {
            match poll(items.next()) {
                Some(Some(Ok(item))) => read.push(item),
                Some(Some(Err(error))) => {
                    assert!(poll(items.next()).unwrap().is_none());
                    return (read, Some(error));
                }
                Some(None) => return (read, None),
                None => {}
            }
        }
    }
}

fn cursor(next: &str) -> Value {
    json!({"next_cursor": next, "has_more": true})
}

fn last() -> Value {
    json!({"next_cursor": null, "has_more": false})
}

#[test]
fn the_cursor_decides_and_not_an_empty_page() {
    let list = List::<CURSOR>::new([
        ("", vec![], cursor("a")),
        ("a", vec![1, 2], cursor("b")),
        ("b", vec![], json!({"next_cursor": "c"})),
        ("c", vec![3], last()),
    ]);
    let (items, error) = list.read();
    assert_eq!(items, [1, 2, 3]);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(list.asked(), ["", "a", "b", "c"]);
}

/// Ever fresh cursors and never an item: the error says where to go on, for who believes that there is more.
#[test]
fn a_list_of_nothing_but_cursors_ends_in_an_error() {
    let mut pages = vec![(String::new(), Page(vec![7], cursor("c-0")))];
    for number in 0..300 {
        let next = cursor(&format!("c-{}", number + 1));
        pages.push((format!("c-{number}"), Page(vec![], next)));
    }
    let list = List::<CURSOR>::over(Pages { pages, ..Pages::default() });
    let (items, error) = list.read();
    let error = error.unwrap();
    assert_eq!((items, list.asked().len()), (vec![7], 101));
    assert!(error.to_string().contains("pages are empty"), "{error}");
    assert_eq!(error.position(), Some("c-100"));
}

#[test]
fn whether_there_is_more_is_said_in_any_form() {
    for (said, more) in
        [(json!("true"), true), (json!(1), true), (json!("False"), false), (json!(0), false)]
    {
        let said = json!({"next_cursor": null, "has_more": said});
        let list = List::<CURSOR>::new([("", vec![1], said.clone())]);
        let (items, error) = list.read();
        assert_eq!((items, error.is_some()), (vec![1], more), "{said}");
    }
}

#[test]
fn a_list_ends_where_the_server_says_so() {
    for said in [
        last(),
        json!({"next_cursor": "b", "has_more": false}),
        json!({"next_cursor": null}),
        json!({"next_cursor": ""}),
        json!({}),
        Value::Null,
    ] {
        let list = List::<CURSOR>::new([("", vec![1], said.clone()), ("b", vec![2], last())]);
        let (items, error) = list.read();
        assert_eq!((items, error.is_none()), (vec![1], true), "{said}");
    }
}

#[test]
fn more_without_a_cursor_is_an_error_after_the_items_at_hand() {
    for said in [json!({"next_cursor": null, "has_more": true}), json!({"has_more": true})] {
        let (items, error) = List::<CURSOR>::new([("", vec![1, 2], said)]).read();
        let error = error.unwrap();
        assert_eq!(items, [1, 2]);
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert!(error.to_string().contains("GET /things"), "{error}");
        assert!(error.to_string().contains("no cursor"), "{error}");
    }
}

#[test]
fn a_repeated_cursor_ends_the_list_with_an_error() {
    // At once, after a while, and back to where the call began.
    for (pages, begins, asked) in [
        (vec![("", vec![1], cursor("a")), ("a", vec![2], cursor("a"))], None, 2),
        (
            vec![
                ("", vec![1], cursor("a")),
                ("a", vec![2], cursor("b")),
                ("b", vec![3], cursor("a")),
            ],
            None,
            3,
        ),
        (vec![("a", vec![1], cursor("b")), ("b", vec![2], cursor("a"))], Some("a"), 2),
        (vec![("a", vec![1], cursor("a"))], Some("a"), 1),
    ] {
        let mut list = List::<CURSOR>::new(pages);
        list.position = begins.map(str::to_owned);
        let (items, error) = list.read();
        assert_eq!(items.len(), asked);
        assert_eq!(list.asked().len(), asked);
        assert!(error.unwrap().to_string().contains("repeats a cursor"));
    }
}

#[test]
fn numbered_pages_end_where_the_server_says_or_at_the_first_empty_one() {
    let more = json!({"next_cursor": null, "has_more": true});
    let list = List::<NUMBER>::new([
        ("", vec![1, 2], more.clone()),
        ("2", vec![], more),
        ("3", vec![3], last()),
    ]);
    assert_eq!(list.read().0, [1, 2, 3]);
    assert_eq!(list.asked(), ["", "2", "3"]);

    for said in [Value::Null, json!({}), json!({"page": 1})] {
        let list = List::<NUMBER>::new([
            ("", vec![1, 2], said.clone()),
            ("2", vec![3], said.clone()),
            ("3", vec![], said),
            ("4", vec![4], last()),
        ]);
        let (items, error) = list.read();
        assert_eq!((items, error.is_none()), (vec![1, 2, 3], true));
        assert_eq!(list.asked(), ["", "2", "3"]);
    }
}

#[test]
fn numbered_pages_begin_where_the_call_says() {
    let mut list = List::<NUMBER>::new([("7", vec![1], Value::Null), ("8", vec![2], last())]);
    list.position = Some("7".to_owned());
    assert_eq!(list.read().0, [1, 2]);
    assert_eq!(list.asked(), ["7", "8"]);
}

#[test]
fn a_server_that_knows_no_page_numbers_is_found_out() {
    let said = json!({"has_more": true});
    let list =
        List::<NUMBER>::new([("", vec![1, 2], said.clone()), ("2", vec![1, 2], said.clone())]);
    let (items, error) = list.read();
    assert!(error.unwrap().to_string().contains("same page"));
    assert_eq!(items, [1, 2, 1, 2]);

    let mut empty = Vec::new();
    for number in 1..=200 {
        let at = if number == 1 { String::new() } else { number.to_string() };
        empty.push((at, Page(vec![], said.clone())));
    }
    let list = List::<NUMBER>::over(Pages { pages: empty, ..Pages::default() });
    let (items, error) = list.read();
    assert!(items.is_empty() && error.unwrap().to_string().contains("pages are empty"));
    assert_eq!(list.asked().len(), 100);
}

#[test]
fn a_list_without_paging_is_one_page() {
    for said in [Value::Null, last(), json!({})] {
        let list = List::<WHOLE>::new([("", vec![1], said)]);
        let (items, error) = list.read();
        assert_eq!((items, error.is_none()), (vec![1], true));
        assert_eq!(list.asked(), [""]);
    }
    for said in [cursor("a"), json!({"has_more": true}), json!({"next_cursor": "a"})] {
        let (items, error) = List::<WHOLE>::new([("", vec![1], said)]).read();
        assert_eq!(items, [1]);
        assert!(error.unwrap().to_string().contains("no parameter"));
    }
}

#[test]
fn a_page_is_fetched_when_it_is_asked_for_and_one_ahead_if_wished() {
    let list = || {
        List::<CURSOR>::new([
            ("", vec![1, 2], cursor("a")),
            ("a", vec![3], cursor("b")),
            ("b", vec![4], last()),
        ])
    };
    let lazy = list();
    let mut items = lazy.clone().items();
    assert_eq!(lazy.asked().len(), 0);
    for (item, asked) in [(1, 1), (2, 1), (3, 2), (4, 3)] {
        assert_eq!(poll(items.next()).unwrap().unwrap().unwrap(), item);
        assert_eq!(lazy.asked().len(), asked);
    }
    let ahead = list();
    let mut items = ahead.clone().items().prefetch();
    assert_eq!(ahead.asked().len(), 0);
    for (item, asked) in [(1, 2), (2, 2), (3, 3), (4, 3)] {
        assert_eq!(poll(items.next()).unwrap().unwrap().unwrap(), item);
        assert_eq!(ahead.asked().len(), asked, "{item}");
    }
    assert!(poll(items.next()).unwrap().is_none());
}

#[test]
fn an_error_keeps_the_place() {
    let list = List::<CURSOR>::new([
        ("", vec![1], cursor("a")),
        ("a", vec![2], cursor("b")),
        ("b", vec![3], last()),
    ]);
    list.server.lock().unwrap().fails = HashSet::from([1, 2]);
    let mut pages = list.clone().pages();
    let mut next = || poll(pages.next()).unwrap();
    assert_eq!(next().unwrap().unwrap().data, [1]);
    assert_eq!(next().unwrap().unwrap_err().position(), Some("a"));
    // Without being told to, it does not go on: a loop that ignores errors would never end.
    assert!(next().is_none());
    assert_eq!(pages.position(), Some("a"));
    for _ in 0..2 {
        pages.resume();
        match poll(pages.next()).unwrap().unwrap() {
            Ok(page) => assert_eq!(page.data, [2]),
            Err(error) => assert_eq!(error.position(), Some("a")),
        }
    }
    assert_eq!(pages.position(), Some("b"));
    assert_eq!(poll(pages.next()).unwrap().unwrap().unwrap().data, [3]);
    assert_eq!(pages.position(), None);
    pages.resume();
    assert!(poll(pages.next()).unwrap().is_none());
    assert_eq!(list.asked(), ["", "a", "a", "a", "b"]);
}

#[test]
fn a_stream_can_be_dropped_and_gone_on_from_a_stored_position() {
    let list = List::<CURSOR>::new([
        ("", vec![1], cursor("a")),
        ("a", vec![2], cursor("b")),
        ("b", vec![3], last()),
    ]);
    let mut pages = list.clone().pages();
    poll(pages.next()).unwrap().unwrap().unwrap();
    let stored = pages.position().unwrap().to_owned();
    drop(pages);
    let rest: Vec<u32> =
        poll(list.clone().at(&stored).items().map(Result::unwrap).collect()).unwrap();
    assert_eq!(rest, [2, 3]);
}

/// A list that a server of the cursor style could give, with what may go wrong on the way.
fn any_pages() -> impl Strategy<Value = (Vec<Vec<u32>>, HashSet<usize>, u32, bool, bool)> {
    (
        prop::collection::vec(prop::collection::vec(any::<u32>(), 0..5), 1..12),
        prop::collection::hash_set(0_usize..24, 0..8),
        0_u32..3,
        any::<bool>(),
        any::<bool>(),
    )
}

fn serve(pages: &[Vec<u32>], numbered: bool, told: bool) -> Vec<(String, Page)> {
    let position = |index: usize| match (index, numbered) {
        (0, _) => String::new(),
        (_, true) => (index + 1).to_string(),
        (_, false) => format!("c{index}"),
    };
    let said = |index: usize| {
        let more = index + 1 < pages.len();
        let cursor = (more && !numbered).then(|| position(index + 1));
        if told {
            json!({"next_cursor": cursor, "has_more": more})
        } else {
            json!({"next_cursor": cursor})
        }
    };
    pages
        .iter()
        .enumerate()
        .map(|(index, items)| (position(index), Page(items.clone(), said(index))))
        .collect()
}

/// Reads a list to its end: every call of `next` may be dropped half way, every failure is gone on from.
fn read_on<const STYLE: u8>(list: &List<STYLE>, ahead: bool, drops: u32) -> (Vec<u32>, usize) {
    let mut items = list.clone().items();
    if ahead {
        items = items.prefetch();
    }
    let (mut read, mut failures, mut dropped) = (Vec::new(), 0, 0);
    let _inside = RUNTIME.enter();
    loop {
        let mut next = Box::pin(items.next());
        match next.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending if dropped < drops => dropped += 1,
            Poll::Pending => drop(next),
            Poll::Ready(Some(Ok(item))) => read.push(item),
            Poll::Ready(Some(Err(_))) => {
                drop(next);
                failures += 1;
                items.resume();
            }
            Poll::Ready(None) => return (read, failures),
        }
    }
}

proptest! {
    #[test]
    fn every_item_comes_once_and_in_order((pages, fails, pauses, told, ahead) in any_pages(), drops in 0_u32..5) {
        let list = List::<CURSOR>::over(Pages {
            pages: serve(&pages, false, told),
            fails: fails.clone(),
            pauses,
            asked: Vec::new(),
        });
        let (read, failures) = read_on(&list, ahead, drops);
        prop_assert_eq!(read, pages.concat());
        let asked = list.asked();
        // A page is asked for once, and once more for each failure.
        prop_assert_eq!(asked.len(), pages.len() + failures);
        prop_assert_eq!(failures, fails.iter().filter(|number| **number < asked.len()).count());
    }

    #[test]
    fn numbered_pages_come_once_and_in_order((mut pages, fails, pauses, told, ahead) in any_pages(), drops in 0_u32..5) {
        // Pages that are the same twice in a row are taken for a fault of the server.
        pages.dedup();
        if !told {
            pages.retain(|page| !page.is_empty());
            pages.dedup();
            if pages.is_empty() {
                pages.push(vec![]);
            }
        } else if pages.iter().filter(|page| !page.is_empty()).collect::<Vec<_>>().windows(2).any(|two| two[0] == two[1]) {
            return Ok(());
        }
        let list = List::<NUMBER>::over(Pages {
            pages: serve(&pages, true, told),
            fails,
            pauses,
            asked: Vec::new(),
        });
        let (read, failures) = read_on(&list, ahead, drops);
        prop_assert_eq!(read, pages.concat());
        let probe = usize::from(!told && !pages.concat().is_empty());
        prop_assert_eq!(list.asked().len(), pages.len() + probe + failures);
    }

    /// Whatever the answers say, reading ends, and no page is asked for twice.
    #[test]
    fn any_answers_lead_to_an_end(
        answers in prop::collection::vec(
            (prop::collection::vec(any::<u32>(), 0..3), prop::option::of(0_u8..6), prop::option::of(any::<bool>())),
            1..6,
        ),
    ) {
        let said = |cursor: &Option<u8>, more: &Option<bool>| {
            json!({"next_cursor": cursor.map(|cursor| format!("c{cursor}")), "has_more": more})
        };
        let pages: Vec<_> = answers
            .iter()
            .enumerate()
            .map(|(index, (items, cursor, more))| {
                let at = if index == 0 { String::new() } else { format!("c{}", index - 1) };
                (at, Page(items.clone(), said(cursor, more)))
            })
            .collect();
        let list = List::<CURSOR>::over(Pages { pages, ..Pages::default() });
        let (_, error) = list.read();
        let asked = list.asked();
        prop_assert_eq!(asked.iter().collect::<HashSet<_>>().len(), asked.len());
        if let Some(error) = error {
            prop_assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        }
    }
}

#[test]
fn items_of_an_open_payload_are_values() {
    let list = List::<CURSOR>::new([
        ("", vec![1, 2], json!({"next_cursor": "c"})),
        ("c", vec![3], json!({"next_cursor": null})),
    ]);
    let mut items = Open(list.clone()).items();
    let mut read = Vec::new();
    while let Some(item) = poll(items.next()).unwrap() {
        read.push(item.unwrap());
    }
    assert_eq!(read, [json!(1), json!(2), json!(3)]);
    assert_eq!(list.asked(), ["", "c"]);
}

#[test]
fn an_open_payload_that_is_no_list_is_an_error_and_null_is_an_empty_one() {
    let of = |data: Value| {
        let body =
            json!({ "data": data, "meta": {"request_id": "11111111-2222-4333-8444-555555555555"} })
                .to_string();
        let client = Client::builder("http://localhost").transport(move |_| {
            let body = http::Response::new(Full::from(body.clone()));
            async { Ok::<_, std::io::Error>(body) }
        });
        let list = List::<WHOLE> {
            client: client.build().unwrap(),
            server: Arc::default(),
            position: None,
        };
        poll(Open(list).items().next()).unwrap()
    };
    for other in [json!({"items": []}), json!("x"), json!(7)] {
        let error = of(other).unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        assert_eq!(error.request_id(), Some("11111111-2222-4333-8444-555555555555"));
        assert!(error.to_string().contains("the answer holds no list"), "{error}");
        assert!(error.to_string().starts_with("GET /things"), "{error}");
    }
    assert!(of(Value::Null).is_none());
}
