//! What stands above the changes of a report, in each of its formats.

use oas_diff::report::markup;

use super::report::Format;

/// More than this of it is for the formats without a limit.
const MARKDOWN: usize = 24_000;

/// What stands above the changes.
#[derive(Debug, Default)]
pub struct Above {
    /// For people; nothing where there is nothing to say.
    pub text: String,
    /// Members of an object.
    pub json: String,
    /// Workflow commands.
    pub annotations: String,
    /// What does not fit, a sentence each.
    pub failures: Vec<String>,
}

impl Above {
    /// Whether nothing stands there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How much of a limited report it takes.
    pub fn length(&self) -> usize {
        self.markdown().chars().count()
    }

    /// Puts it above the changes.
    pub fn put(&self, format: Format, report: &str) -> String {
        match format {
            Format::Json if !self.json.is_empty() => match report.strip_prefix("{\n") {
                Some(rest) => format!("{{\n  {},\n{rest}", self.json),
                None => report.to_owned(),
            },
            Format::Github => format!("{}{report}", self.annotations),
            _ if self.is_empty() => report.to_owned(),
            Format::Terminal => format!("{}\n{report}", self.text),
            Format::Markdown => format!("{}{report}", self.markdown()),
            Format::Html => {
                let section = format!("<main>\n<pre>{}</pre>\n", markup(&self.text));
                report.replacen("<main>\n", &section, 1)
            }
            Format::Junit => self.junit(report),
            // The changelog is for those who call the API.
            Format::Json | Format::Changelog => report.to_owned(),
        }
    }

    fn markdown(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let mut text: String = self.text.chars().take(MARKDOWN).collect();
        if text.len() < self.text.len() {
            text.push_str("...\nThe rest did not fit here; the other formats have it.\n");
        }
        format!("{}\n", fenced("text", &text))
    }

    fn junit(&self, report: &str) -> String {
        let count = self.failures.len();
        if count == 0 {
            return report.to_owned();
        }
        let mut suite = format!(
            "  <testsuite name=\"to be adapted\" tests=\"{count}\" failures=\"{count}\">\n"
        );
        for failure in &self.failures {
            let name = markup(failure);
            suite.push_str(&format!(
                "    <testcase classname=\"adapt\" name=\"{name}\"><failure message=\"{name}\"/></testcase>\n"
            ));
        }
        suite.push_str("  </testsuite>\n");
        let Some(head) = report.find("<testsuites") else { return report.to_owned() };
        let Some(end) = report[head..].find(">\n") else { return report.to_owned() };
        let (head, rest) = report.split_at(head + end + 2);
        let head = ["tests", "failures"]
            .iter()
            .fold(head.to_owned(), |head, name| more(&head, name, count));
        format!("{head}{suite}{rest}")
    }
}

/// A tag whose number is greater by so many.
fn more(tag: &str, name: &str, by: usize) -> String {
    let marker = format!(" {name}=\"");
    let Some((before, rest)) = tag.split_once(&marker) else { return tag.to_owned() };
    let Some((number, after)) = rest.split_once('"') else { return tag.to_owned() };
    let number = number.parse().map_or(by, |number: usize| number + by);
    format!("{before}{marker}{number}\"{after}")
}

/// A block of Markdown in which nothing is markup: its fence is longer than any in the text.
pub fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{text}{fence}\n")
}

/// Text of a document on one line, without what a terminal or an editor would act on; no longer than `width` characters.
pub fn harmless(text: &str, width: usize) -> String {
    let invisible = |c: char| c.is_control() || oas_source::text::is_invisible(c);
    let mut out: String =
        text.chars().take(width).map(|c| if invisible(c) { ' ' } else { c }).collect();
    if text.chars().nth(width).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_put_into_every_format() {
        let above = Above {
            text: "a <b> ```\n".to_owned(),
            json: "\"adapt\": []".to_owned(),
            annotations: "::error::x\n".to_owned(),
            failures: vec!["<b>".to_owned()],
        };
        let put = |format, report: &str| above.put(format, report);
        assert_eq!(put(Format::Terminal, "r"), "a <b> ```\n\nr");
        assert_eq!(put(Format::Markdown, "r"), "````text\na <b> ```\n````\n\nr");
        let json: serde_json::Value =
            serde_json::from_str(&put(Format::Json, "{\n  \"old\": 1\n}")).unwrap();
        assert_eq!(json, serde_json::json!({ "adapt": [], "old": 1 }));
        assert_eq!(put(Format::Github, "r"), "::error::x\nr");
        assert_eq!(put(Format::Html, "<main>\nr"), "<main>\n<pre>a &lt;b&gt; ```\n</pre>\nr");
        let junit = put(
            Format::Junit,
            "<?xml?>\n<testsuites name=\"n\" tests=\"3\" failures=\"1\">\n</testsuites>\n",
        );
        assert!(
            junit.contains("tests=\"4\" failures=\"2\">\n  <testsuite name=\"to be adapted\""),
            "{junit}"
        );
        assert!(junit.contains("<failure message=\"&lt;b&gt;\"/>"), "{junit}");
        assert_eq!(Above::default().put(Format::Junit, "r"), "r");
    }
}
