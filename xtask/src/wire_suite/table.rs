//! The table: how many scenarios of each spec pass, and every one that does not, with the reason.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::judge::Verdict;

/// A scenario and what became of it.
pub(super) struct Row {
    pub(super) spec: String,
    pub(super) name: String,
    pub(super) verdict: Verdict,
    /// Why no document can be about it.
    pub(super) inexpressible: Option<String>,
}

/// How many there are of each.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) passed: usize,
    pub(super) reserved: usize,
    pub(super) failed: usize,
    pub(super) inexpressible: usize,
}

impl Counts {
    pub(super) fn of<'r>(rows: impl Iterator<Item = &'r Row>) -> Self {
        let mut counts = Self::default();
        for row in rows {
            let count = match (&row.verdict, &row.inexpressible) {
                (Verdict::Passed, _) => &mut counts.passed,
                (Verdict::Reserved(_), _) => &mut counts.reserved,
                (Verdict::Failed(_), Some(_)) => &mut counts.inexpressible,
                (Verdict::Failed(_), None) => &mut counts.failed,
            };
            *count += 1;
        }
        counts
    }
}

/// The table as Markdown.
pub(super) fn markdown(rows: &[Row]) -> String {
    let counts = Counts::of(rows.iter());
    let Counts { passed, reserved, failed, inexpressible } = counts;
    let all = rows.len();
    let can = all - inexpressible;
    let mut text = format!(
        "# The wire suite\n\n`cargo xtask wire-suite --accept` writes this file. Of {all} scenarios of Microsoft's Spector, OpenAPI can say {can}: {passed} pass, {reserved} pass with a reservation, {failed} fail.\n\nA scenario passes when the mock server got what it expects, and what it answered is what the client's types hold. A reservation is what the generator's own report says is not in the types of the operation.\n\n| spec | scenarios | pass | with a reservation | fail | not in OpenAPI |\n| --- | --- | --- | --- | --- | --- |\n"
    );
    let mut specs: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        specs.entry(&row.spec).or_default().push(row);
    }
    for (spec, rows) in &specs {
        let Counts { passed, reserved, failed, inexpressible } = Counts::of(rows.iter().copied());
        let all = rows.len();
        writeln!(text, "| {spec} | {all} | {passed} | {reserved} | {failed} | {inexpressible} |")
            .ok();
    }
    let failing = rows.iter().filter_map(|row| match &row.verdict {
        Verdict::Failed(why) if row.inexpressible.is_none() => Some((why.clone(), &row.name)),
        _ => None,
    });
    section(&mut text, "Fail", failing.map(|(why, name)| (name, why)));
    let reserved = rows.iter().filter_map(|row| match &row.verdict {
        Verdict::Reserved(reasons) => Some((&row.name, reasons.join("; "))),
        _ => None,
    });
    section(&mut text, "Pass with a reservation", reserved);
    let not_in_openapi = rows.iter().filter_map(|row| match (&row.verdict, &row.inexpressible) {
        (Verdict::Failed(_), Some(why)) => Some((&row.name, why.clone())),
        _ => None,
    });
    section(&mut text, "Not in OpenAPI", not_in_openapi);
    text
}

/// Names under the reason that they share.
fn section<'r>(text: &mut String, title: &str, rows: impl Iterator<Item = (&'r String, String)>) {
    let mut reasons: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, why) in rows {
        reasons.entry(one_line(&why)).or_default().push(name);
    }
    if reasons.is_empty() {
        return;
    }
    writeln!(text, "\n## {title}\n").ok();
    for (why, names) in reasons {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        writeln!(text, "- {why}: {}", names.join(", ")).ok();
    }
}

/// A reason without line breaks and without ports, which differ from run to run; not longer than a line that can be read.
fn one_line(why: &str) -> String {
    const LONGEST: usize = 300;
    let line = why.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut parts = line.split("localhost:");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("localhost");
        text.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_what_does_not_pass() {
        let row = |name: &str, verdict: Verdict, inexpressible: Option<&str>| Row {
            spec: "s".to_owned(),
            name: name.to_owned(),
            verdict,
            inexpressible: inexpressible.map(str::to_owned),
        };
        let text = markdown(&[
            row("a", Verdict::Passed, None),
            row("b", Verdict::Reserved(vec!["bytes".to_owned()]), None),
            row("c", Verdict::Failed("no\nhttp://localhost:39/x".to_owned()), None),
            row("d", Verdict::Failed("no".to_owned()), Some("not in OpenAPI")),
        ]);
        assert!(text.contains("Of 4 scenarios of Microsoft's Spector, OpenAPI can say 3: 1 pass, 1 pass with a reservation, 1 fail."));
        assert!(text.contains("| s | 4 | 1 | 1 | 1 | 1 |\n"), "{text}");
        assert!(text.contains("## Fail\n\n- no http://localhost/x: `c`\n"), "{text}");
        assert!(text.contains("- bytes: `b`\n") && text.contains("- not in OpenAPI: `d`\n"));
    }
}
