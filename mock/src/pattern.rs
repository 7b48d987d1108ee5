//! A text that a regular expression matches.

use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::parse;

use crate::dice::Dice;

/// A text of at least `least` and at most `most` characters that the pattern of a schema matches; `None` where the pattern is not
/// understood. What looks ahead or behind is for the caller to notice.
pub(crate) fn text(pattern: &str, least: usize, most: usize, dice: &mut Dice) -> Option<String> {
    // JavaScript's escapes of what needs none.
    let pattern =
        pattern.replace("\\/", "/").replace("\\d", "[0-9]").replace("\\w", "[A-Za-z0-9_]");
    let hir = parse(&pattern).ok()?;
    let mut longest = None;
    // The open repetitions are made longer until the text is long enough.
    for extra in [0, 1, 2, 4, 8, 16, 32, 64, 128] {
        let mut writer = Writer { extra, dice, text: String::new(), steps: MOST_STEPS };
        writer.write(&hir);
        let text = writer.text;
        let length = text.chars().count();
        if length >= least && length <= most {
            return Some(text);
        }
        if length > most {
            break;
        }
        longest = Some(text);
    }
    longest
}

/// So many parts of a pattern are written at most, repetitions counted.
const MOST_STEPS: u32 = 1 << 14;

struct Writer<'d> {
    /// So many more of each open repetition than there have to be.
    extra: u32,
    dice: &'d mut Dice,
    text: String,
    steps: u32,
}

impl Writer<'_> {
    fn write(&mut self, hir: &Hir) {
        self.steps = self.steps.saturating_sub(1);
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.text.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => self.text.extend(one_of(class, self.dice)),
            HirKind::Repetition(repetition) => {
                let open = repetition.max.unwrap_or(u32::MAX);
                let count = repetition.min.max(u32::from(repetition.min == 0 && open > 0));
                for _ in 0..count.saturating_add(self.extra).min(open) {
                    if self.steps == 0 {
                        return;
                    }
                    self.write(&repetition.sub);
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.write(part)),
            HirKind::Alternation(parts) => {
                if let Some(part) = parts.get(self.dice.below(parts.len())) {
                    self.write(part);
                }
            }
        }
    }
}

/// A character of a class, one that can be read where there is one.
fn one_of(class: &Class, dice: &mut Dice) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            class.iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect()
        }
    };
    let within = |c: &char| ranges.iter().any(|(start, end)| start <= c && c <= end);
    let readable: Vec<char> =
        ('a'..='z').chain('0'..='9').chain('A'..='Z').filter(within).collect();
    if readable.is_empty() {
        return ranges.first().map(|(start, _)| *start);
    }
    readable.get(dice.below(readable.len())).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_matched_within_its_length() {
        for (pattern, least, most) in [
            ("^[a-z]{3}$", 0, 10),
            ("^[A-Z][a-z0-9_-]*$", 8, 12),
            ("^(ab|cd)+x?$", 0, 40),
            ("^\\d{4}-\\d{2}$", 0, usize::MAX),
            ("^\\/v[0-9]+$", 0, 8),
            ("^$", 0, 0),
        ] {
            for seed in 0..20 {
                let mut dice = Dice::seeded(seed, "");
                let text = text(pattern, least, most, &mut dice).unwrap();
                let schema = serde_json::json!({ "pattern": pattern });
                assert!(jsonschema::is_valid(&schema, &text.clone().into()), "{pattern}: {text}");
                assert!((least..=most).contains(&text.chars().count()), "{pattern}: {text}");
            }
        }
        assert_eq!(text("(", 0, 9, &mut Dice::fixed()), None);
        assert_eq!(text("^(?=a)", 0, 9, &mut Dice::fixed()), None);
    }

    #[test]
    fn what_repeats_without_end_ends() {
        for pattern in ["((a{1000}){1000}){1000}", "((((()*){1000}){1000}){1000}){1000}"] {
            let text = text(pattern, 0, 100, &mut Dice::fixed());
            assert!(text.is_none_or(|text| text.len() < 1 << 18), "{pattern}");
        }
    }
}
