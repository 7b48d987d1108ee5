//! Strings and numbers that fit a schema.

use serde_json::{Map, Number, Value};

use crate::dice::Dice;
use crate::pattern;

pub(crate) fn text(schema: &Map<String, Value>, dice: &mut Dice) -> String {
    let least = size(schema, "minLength").unwrap_or(0).min(1_000_000);
    let most = size(schema, "maxLength").unwrap_or(usize::MAX);
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
        && let Some(text) = pattern::text(pattern, least, most, dice)
    {
        return text;
    }
    let varied = varied(schema, dice);
    let formatted = match schema.get("format").and_then(Value::as_str) {
        _ if varied.is_some() => varied.as_deref().unwrap_or_default(),
        Some("date-time") => "2026-01-31T09:30:00Z",
        Some("date") => "2026-01-31",
        Some("time") => "09:30:00Z",
        Some("duration") => "PT10M",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        Some("email" | "idn-email") => "person@example.com",
        Some("uri" | "iri" | "uri-reference" | "iri-reference" | "url") => {
            "https://example.com/sample"
        }
        Some("hostname" | "idn-hostname") => "example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("byte") => "c2FtcGxl",
        Some("json-pointer") => "/sample",
        Some("regex") => "^sample$",
        _ => "sample",
    };
    let mut text: String = formatted.chars().take(most).collect();
    let length = text.chars().count();
    text.extend(std::iter::repeat_n('x', least.saturating_sub(length)));
    text
}

/// A text of a format that the dice have a say in; `None` for other formats, and without a seed.
fn varied(schema: &Map<String, Value>, dice: &mut Dice) -> Option<String> {
    const WORDS: [&str; 8] =
        ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven"];
    if dice.is_fixed() {
        return None;
    }
    let (day, second) = (1 + dice.below(28), dice.below(60));
    let word = WORDS.get(dice.below(WORDS.len())).copied().unwrap_or_default();
    let number = dice.below(10_000);
    Some(match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => format!("2026-01-{day:02}T09:30:{second:02}Z"),
        Some("date") => format!("2026-01-{day:02}"),
        Some("time") => format!("09:30:{second:02}Z"),
        Some("uuid") => dice.uuid(),
        Some("email" | "idn-email") => format!("{word}{number}@example.com"),
        Some("uri" | "iri" | "uri-reference" | "iri-reference" | "url") => {
            format!("https://example.com/{word}/{number}")
        }
        Some("hostname" | "idn-hostname") => format!("{word}{number}.example.com"),
        Some("ipv4") => format!("192.0.2.{day}"),
        None | Some("string" | "password") => format!("{word}-{number}"),
        Some(_) => return None,
    })
}

pub(crate) fn integer(schema: &Map<String, Value>, dice: &mut Dice) -> Value {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let least =
        bound("minimum").map(f64::ceil).or(bound("exclusiveMinimum").map(|n| n.floor() + 1.0));
    let most =
        bound("maximum").map(f64::floor).or(bound("exclusiveMaximum").map(|n| n.ceil() - 1.0));
    let value = within(preferred(1.0, least, most, dice), least, most, schema);
    // Casting saturates, and a bound outside of i64 is no use to a client either.
    Value::from(value.round() as i64)
}

pub(crate) fn number(schema: &Map<String, Value>, dice: &mut Dice) -> Value {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let least = bound("minimum").or(bound("exclusiveMinimum").map(f64::next_up));
    let most = bound("maximum").or(bound("exclusiveMaximum").map(f64::next_down));
    let value = within(preferred(1.5, least, most, dice), least, most, schema);
    Number::from_f64(value).map_or(Value::from(0), Value::Number)
}

/// A number to begin with: with a seed, one of the first that there are.
fn preferred(plain: f64, least: Option<f64>, most: Option<f64>, dice: &mut Dice) -> f64 {
    if dice.is_fixed() {
        return plain;
    }
    let start = match (least, most) {
        (Some(least), _) => least.max(plain),
        (None, Some(most)) if most < plain + 1000.0 => most - 1000.0,
        _ => plain,
    };
    let room = most.map_or(1000.0, |most| (most - start + 1.0).clamp(1.0, 1000.0));
    // Below 1000, so nothing is lost.
    start + dice.below(room as usize) as f64
}

fn within(
    preferred: f64,
    least: Option<f64>,
    most: Option<f64>,
    schema: &Map<String, Value>,
) -> f64 {
    let mut value = preferred;
    if let Some(least) = least {
        value = value.max(least);
    }
    if let Some(most) = most {
        value = value.min(most);
    }
    if let Some(step) = schema.get("multipleOf").and_then(Value::as_f64).filter(|step| *step > 0.0)
    {
        value = (value / step).ceil() * step;
        if most.is_some_and(|most| value > most) {
            value -= step;
        }
    }
    value
}

/// A size keyword of a schema.
pub(crate) fn size(schema: &Map<String, Value>, key: &str) -> Option<usize> {
    schema.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok())
}
