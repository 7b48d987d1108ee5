use std::fmt::Write;

use crate::change::Report;
use crate::class::Class;
use crate::rules::ADDRESS;

use super::group::location;
use super::text::{counted, markup, not_compared, rust_items};

/// How many public items of the crate are named for a change.
const ITEMS: usize = 20;

/// JUnit XML: one suite for each class, one case for each change; changes at or above `threshold` fail.
#[must_use]
pub fn junit(report: &Report, threshold: Class) -> String {
    let above = report.preamble.failures.len();
    let failed = report.changes.iter().filter(|change| change.class >= threshold).count();
    let failures = failed + above;
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let unread = not_compared(&report.not_compared, ITEMS);
    let tests = report.changes.len().max(1) + unread.len() + above;
    let _ = writeln!(
        out,
        "<testsuites name=\"API changes. {}\" tests=\"{tests}\" failures=\"{failures}\">",
        report.rust_basis.line()
    );
    out.push_str(&report.preamble.junit());
    if report.is_empty() {
        out.push_str("  <testsuite name=\"no changes\" tests=\"1\" failures=\"0\">\n    <testcase classname=\"document\" name=\"the documents mean the same\"/>\n  </testsuite>\n");
    }
    if !unread.is_empty() {
        let count = unread.len();
        let _ = writeln!(
            out,
            "  <testsuite name=\"not compared\" tests=\"{count}\" failures=\"0\" skipped=\"{count}\">"
        );
        for line in &unread {
            let _ = writeln!(
                out,
                "    <testcase classname=\"document\" name=\"{}\"><skipped/></testcase>",
                markup(line)
            );
        }
        out.push_str("  </testsuite>\n");
    }
    for class in Class::ALL {
        let changes: Vec<_> =
            report.changes.iter().filter(|change| change.class == class).collect();
        if changes.is_empty() {
            continue;
        }
        let fails = class >= threshold;
        let failed = if fails { changes.len() } else { 0 };
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\">",
            class.name(),
            changes.len()
        );
        for change in changes {
            let name = format!("{} {}", change.rule, change.pointer());
            let _ = write!(
                out,
                "    <testcase classname=\"{}\" name=\"{}\"",
                markup(&change.owner.to_string()),
                markup(&name)
            );
            let mut body = format!(
                "{}: {}\n{}\nwire {}, rust {}",
                change.heading(),
                change.message,
                location(report, change),
                change.wire.name(),
                change.rust_class().name()
            );
            let _ = write!(body, "\n{ADDRESS}{}\naccept: {}", change.rule, change.accepted_entry());
            for detail in &change.details {
                let _ = write!(body, "\n{detail}");
            }
            for item in rust_items(&change.rust_items, ITEMS) {
                let _ = write!(body, "\ncrate: {item}");
            }
            if let Some(usage) = report.usage_of(change) {
                let _ = write!(body, "\nused by {}", counted(usage.operations.len(), "operation"));
            }
            if fails {
                let _ = writeln!(
                    out,
                    ">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>",
                    change.rule,
                    markup(&change.message),
                    markup(&body)
                );
            } else {
                let _ = writeln!(
                    out,
                    ">\n      <system-out>{}</system-out>\n    </testcase>",
                    markup(&body)
                );
            }
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}
