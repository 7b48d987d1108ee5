//! Faults: what can go wrong between a client and the service, on request.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use crate::record::Received;
use crate::routes::structure;

/// Something that goes wrong with a call.
///
/// A fault says what happens ([`Fault::status`], [`Fault::reset`], ...), to which calls ([`on`](Fault::on)), to how many of them
/// ([`times`](Fault::times), [`nth`](Fault::nth), [`always`](Fault::always)) and when: before the request takes effect, which is the
/// default, or [`after`](Fault::after) it has.
///
/// ```
/// use oas_mock::Fault;
/// use std::time::Duration;
///
/// // The second order that is placed is placed, but its answer is lost.
/// let lost = Fault::reset().on("POST", "/orders").nth(2).after();
/// // Every call is refused twice, with a wait.
/// let busy = Fault::status(429).retry_after("1").times(2);
/// // Looking at one is slow.
/// let slow = Fault::delay(Duration::from_secs(3)).on("GET", "/orders/{id}").always();
/// ```
#[derive(Debug, Clone)]
pub struct Fault {
    pub(crate) matcher: Matcher,
    pub(crate) skip: u64,
    /// How often it still happens; `None` is without end.
    pub(crate) left: Option<u64>,
    pub(crate) moment: Moment,
    pub(crate) delay: Duration,
    pub(crate) effect: Effect,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Matcher {
    method: Option<String>,
    path: Option<String>,
}

/// Whether the request has taken effect when the fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Before,
    After,
}

#[derive(Debug, Clone)]
pub(crate) enum Effect {
    /// Nothing but the delay.
    None,
    Answer(Answer),
    Reset,
    Close,
    Hang,
    Cut(Cut),
    Trickle {
        bytes: usize,
        every: Duration,
    },
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Cut {
    Bytes(usize),
    /// Server-sent events.
    Events(usize),
}

/// An answer given in place of the server's own.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) content: Content,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// An error as the API has them, with this code, or the usual one of the status.
    Error(Option<String>),
    Body {
        content_type: String,
        bytes: Vec<u8>,
    },
}

impl Fault {
    fn new(effect: Effect) -> Self {
        Self {
            matcher: Matcher::default(),
            skip: 0,
            left: Some(1),
            moment: Moment::Before,
            delay: Duration::ZERO,
            effect,
        }
    }

    fn answer(status: u16, content: Content) -> Self {
        Self::new(Effect::Answer(Answer { status, headers: Vec::new(), content }))
    }

    /// An answer with this status and an error as the API has them. A number that is no status becomes 500.
    pub fn status(status: u16) -> Self {
        Self::answer(status, Content::Error(None))
    }

    /// The same with a `code` of one's own in the error.
    pub fn error(status: u16, code: impl Into<String>) -> Self {
        Self::answer(status, Content::Error(Some(code.into())))
    }

    /// An HTML page with this status, as a proxy in front of the service sends it.
    pub fn html(status: u16) -> Self {
        let page = format!(
            "<html><head><title>{status}</title></head><body><h1>{status}</h1><hr>proxy</body></html>\n"
        );
        Self::body(status, "text/html", page)
    }

    /// An answer with this status and body.
    pub fn body(status: u16, content_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self::answer(
            status,
            Content::Body { content_type: content_type.into(), bytes: body.into() },
        )
    }

    /// A wait, and then the answer as usual.
    pub fn delay(delay: Duration) -> Self {
        Self::new(Effect::None).with_delay(delay)
    }

    /// The connection is reset (TCP RST) without an answer.
    pub fn reset() -> Self {
        Self::new(Effect::Reset)
    }

    /// The connection is closed in good order without an answer.
    pub fn close() -> Self {
        Self::new(Effect::Close)
    }

    /// There is never an answer; the connection stays open.
    pub fn hang() -> Self {
        Self::new(Effect::Hang)
    }

    /// The answer breaks off after so many bytes of its body; its `Content-Length` promised more. The request has taken effect.
    pub fn cut_body(bytes: usize) -> Self {
        Self::new(Effect::Cut(Cut::Bytes(bytes)))
    }

    /// An event stream breaks off after so many whole events. The request has taken effect.
    pub fn cut_events(events: usize) -> Self {
        Self::new(Effect::Cut(Cut::Events(events)))
    }

    /// The body of the answer comes `bytes` at a time, with a wait before each part. The request has taken effect.
    pub fn trickle(bytes: usize, every: Duration) -> Self {
        Self::new(Effect::Trickle { bytes: bytes.max(1), every })
    }

    /// Only calls of this operation: `path` is a path of the document, such as `/orders/{id}`, or one as it is sent.
    #[must_use]
    pub fn on(mut self, method: impl Into<String>, path: impl Into<String>) -> Self {
        self.matcher = Matcher { method: Some(method.into()), path: Some(path.into()) };
        self
    }

    /// Only calls with this method.
    #[must_use]
    pub fn on_method(mut self, method: impl Into<String>) -> Self {
        self.matcher = Matcher { method: Some(method.into()), path: None };
        self
    }

    /// The next `times` calls rather than the next one.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.left = Some(times);
        self
    }

    /// Every call from now on.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Only the `nth` call from now on, counted from 1.
    #[must_use]
    pub fn nth(mut self, nth: u64) -> Self {
        self.skip = nth.saturating_sub(1);
        self.left = Some(1);
        self
    }

    /// Lets so many calls pass first.
    #[must_use]
    pub fn skip(mut self, calls: u64) -> Self {
        self.skip = calls;
        self
    }

    /// The request takes effect, and then this happens.
    #[must_use]
    pub fn after(mut self) -> Self {
        self.moment = Moment::After;
        self
    }

    /// This happens, and the request does not take effect. The default.
    #[must_use]
    pub fn before(mut self) -> Self {
        self.moment = Moment::Before;
        self
    }

    /// A wait before this happens. The wait goes on, and what follows it takes place, when the client gives up meanwhile.
    #[must_use]
    pub fn with_delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// A `Retry-After` header with any text.
    #[must_use]
    pub fn retry_after(self, text: impl Into<String>) -> Self {
        self.header("retry-after", text)
    }

    /// A header of the answer this fault gives in place of the server's own. What cannot stand in a header is left out.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Effect::Answer(answer) = &mut self.effect {
            answer.headers.push((name.into(), value.into()));
        }
        self
    }
}

/// Reads a fault from text: `status=503`, `delay=200ms`, `cut=100` (bytes), `reset`, `close` or `hang`; after it, with commas between,
/// `after`, `times=N`, `always`, `delay=1s` and `on=METHOD PATH`.
///
/// ```
/// let fault: oas_mock::Fault = "status=503,delay=200ms,times=2,on=GET /orders/{id}".parse()?;
/// assert!("status=teapot".parse::<oas_mock::Fault>().is_err());
/// # Ok::<(), String>(())
/// ```
impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const KINDS: &str = "status=CODE, delay=TIME, cut=BYTES, reset, close and hang";
        const MORE: &str = "after, always, times=N, delay=TIME and on=METHOD PATH";
        let mut parts = text.split(',').map(str::trim);
        let first = parts.next().unwrap_or_default();
        let mut fault = match first.split_once('=').unwrap_or((first, "")) {
            ("status", code) => Self::status(number(first, code, 200..=599)?),
            ("delay", time) => Self::delay(time_of(first, time)?),
            ("cut", bytes) => Self::cut_body(number(first, bytes, 0..=usize::MAX)?),
            ("reset", "") => Self::reset(),
            ("close", "") => Self::close(),
            ("hang", "") => Self::hang(),
            _ => return Err(format!("`{first}` is no fault; allowed are {KINDS}")),
        };
        for part in parts {
            fault = match part.split_once('=').unwrap_or((part, "")) {
                ("after", "") => fault.after(),
                ("always", "") => fault.always(),
                ("times", times) => fault.times(number(part, times, 0..=u64::MAX)?),
                ("delay", time) => fault.with_delay(time_of(part, time)?),
                ("on", operation) => match operation.split_once(' ') {
                    Some((method, path)) => fault.on(method, path),
                    None => {
                        return Err(format!(
                            "`{part}` has no method and path with a space between"
                        ));
                    }
                },
                _ => return Err(format!("`{part}` is nothing of a fault; allowed are {MORE}")),
            };
        }
        Ok(fault)
    }
}

fn number<T: FromStr + PartialOrd + fmt::Display>(
    part: &str,
    text: &str,
    allowed: RangeInclusive<T>,
) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| allowed.contains(number));
    let (least, most) = (allowed.start(), allowed.end());
    number.ok_or_else(|| format!("`{part}` has no number from {least} to {most}"))
}

fn time_of(part: &str, text: &str) -> Result<Duration, String> {
    let (digits, unit) = match text.strip_suffix("ms") {
        Some(digits) => (digits, 0.001),
        None => (text.strip_suffix('s').unwrap_or_default(), 1.0),
    };
    let seconds: Option<f64> = digits.parse().ok();
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds * unit).ok())
        .ok_or_else(|| format!("`{part}` has no time such as 200ms or 1.5s"))
}

/// Whether a path of the document, in any of its spellings, or one as it is sent is meant.
pub(crate) fn is_path(wanted: &str, received: &Received) -> bool {
    let prefix = &received.prefix;
    let known = received.template.as_deref();
    wanted == received.path
        || known.is_some_and(|known| structure(known, prefix) == structure(wanted, prefix))
}

impl Matcher {
    pub(crate) fn matches(&self, received: &Received) -> bool {
        self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(&received.method))
            && self.path.as_ref().is_none_or(|wanted| is_path(wanted, received))
    }
}
