//! Values on standard output: JSON, or tables for people.

use std::io::{IsTerminal, stdout};

use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table, Width, presets};
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr as _;

use crate::failure::Failure;
use crate::print;

/// The widest column beside others on a terminal.
const WIDEST: usize = 36;

/// Between two columns.
const GAP: usize = 2;
const PADDING: (u16, u16) = (0, 2);

/// What stands first in a table, by the ends of names.
const FIRST: [&str; 7] = ["id", "key", "name", "title", "status", "state", "created_at"];

/// Where values are shown. The columns of a list are those of its first page.
pub(crate) struct Shown {
    json: bool,
    /// The width of the terminal; nothing where there is none, and nothing is cut.
    width: Option<usize>,
    columns: Option<Vec<(String, usize)>>,
}

impl Shown {
    pub(crate) fn new(json: bool) -> Self {
        let terminal = || {
            let (width, _) = terminal_size::terminal_size_of(stdout())?;
            Some(usize::from(width.0).max(20))
        };
        let width = if stdout().is_terminal() { terminal().or(Some(80)) } else { None };
        Self { json, width, columns: None }
    }

    /// A value as a whole.
    pub(crate) fn value(&mut self, value: &Value) -> Result<(), Failure> {
        match value {
            _ if self.json => print::out(format!("{value:#}\n")),
            Value::Array(items) => self.items(items),
            Value::Object(members) => print::out(self.object(members)),
            Value::Null => Ok(()),
            other => print::out(format!("{}\n", cell(other))),
        }
    }

    /// Items of a list, of which others may follow.
    pub(crate) fn items(&mut self, items: &[Value]) -> Result<(), Failure> {
        match items {
            [] => Ok(()),
            items => print::out(self.rows(items)),
        }
    }

    fn rows(&mut self, items: &[Value]) -> String {
        if self.json {
            return items.iter().map(|item| format!("{item}\n")).collect();
        }
        if !items.iter().all(Value::is_object) {
            return items.iter().map(|item| format!("{}\n", cell(item))).collect();
        }
        let first = self.columns.is_none();
        let columns = match self.columns.take() {
            Some(columns) => columns,
            None => self.choose(items),
        };
        let mut table = table();
        if first {
            let names = columns.iter().map(|(name, _)| name.to_ascii_uppercase());
            table.add_row(self.row(names));
        }
        for item in items {
            let cells =
                columns.iter().map(|(name, _)| item.get(name).map(cell).unwrap_or_default());
            table.add_row(self.row(cells));
        }
        for (column, (_, width)) in table.column_iter_mut().zip(&columns) {
            let width = Width::Fixed(u16::try_from(width + GAP).unwrap_or(u16::MAX));
            column.set_padding(PADDING).set_constraint(match self.width {
                Some(_) => ColumnConstraint::Absolute(width),
                None => ColumnConstraint::LowerBoundary(width),
            });
        }
        self.columns = Some(columns);
        lines(&table)
    }

    /// The columns that there is room for, with their widths.
    fn choose(&self, items: &[Value]) -> Vec<(String, usize)> {
        let mut names: Vec<&String> = Vec::new();
        for name in items.iter().filter_map(Value::as_object).flat_map(Map::keys) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let rank = |name: &str| {
            let ends = |end: &&str| name == *end || name.ends_with(&format!("_{end}"));
            // What has such a word at its end may be about another thing.
            let exact = usize::from(!FIRST.contains(&name));
            FIRST.iter().position(ends).map_or((2, 0), |place| (exact, place))
        };
        names.sort_by_key(|name| rank(name));
        let width = |name: &str| {
            let cells = items.iter().filter_map(|item| item.get(name));
            let widest =
                cells.map(|value| cell(value).width()).max().unwrap_or(0).max(name.width());
            if self.width.is_some() { widest.min(WIDEST) } else { widest }
        };
        let mut left = self.width.unwrap_or(usize::MAX);
        let mut chosen = Vec::new();
        let all = names.len();
        for name in names {
            let width = width(name);
            if chosen.is_empty() || width + GAP <= left {
                left = left.saturating_sub(width + GAP);
                chosen.push((name.clone(), width));
            }
        }
        if chosen.len() < all {
            let more = all - chosen.len();
            print::say(format_args!("{more} more columns do not fit: --json has all"));
        }
        chosen
    }

    /// A row, on a terminal of one line.
    fn row(&self, cells: impl Iterator<Item = String>) -> Row {
        let mut row = Row::from(cells.collect::<Vec<_>>());
        if self.width.is_some() {
            row.max_height(1);
        }
        row
    }

    fn object(&self, members: &Map<String, Value>) -> String {
        let mut table = table();
        for (name, value) in members {
            table.add_row([name.clone(), cell(value)]);
        }
        for column in table.column_iter_mut() {
            column.set_padding(PADDING);
        }
        if let Some(width) = self.width {
            table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
            table.set_content_arrangement(ContentArrangement::Dynamic);
        }
        lines(&table)
    }
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_truncation_indicator("…");
    table
}

/// The lines of a table, without blanks at their ends.
fn lines(table: &Table) -> String {
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// A value in a line.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => print::shown(text).replace(['\n', '\t'], " "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(width: Option<usize>) -> Shown {
        Shown { json: false, width, columns: None }
    }

    fn items() -> Vec<Value> {
        let item = |id: u32, note: &str| json!({ "agent_id": 42, "id": id, "note": note, "state": "ENABLED", "tags": ["a"], "z": null });
        vec![
            item(1, "short"),
            item(23, "漢字 and so on, far longer than what a column may have beside others"),
        ]
    }

    #[test]
    fn a_terminal_has_the_columns_that_fit_and_cuts_long_cells() {
        let narrow = shown(Some(30)).rows(&items());
        assert_eq!(
            narrow,
            "ID  STATE    AGENT_ID  TAGS\n1   ENABLED  42        [\"a\"]\n23  ENABLED  42        [\"a\"]\n"
        );
        for width in [20, 40, 80, 200] {
            let text = shown(Some(width)).rows(&items());
            assert!(text.lines().all(|line| line.width() <= width), "{width}:\n{text}");
            assert_eq!(text.lines().count(), 3, "{text}");
        }
        let wide = shown(Some(80)).rows(&items());
        assert!(wide.contains("漢字") && wide.contains('…'), "{wide}");
    }

    #[test]
    fn elsewhere_everything_is_whole_and_pages_have_one_line_of_names() {
        let mut shown = shown(None);
        let first = shown.rows(&items());
        assert!(first.starts_with("ID  STATE    AGENT_ID  NOTE "), "{first}");
        assert!(first.contains("what a column may have beside others") && !first.contains('…'));
        let second = shown.rows(&[json!({ "id": 1234567, "note": "x", "new": true })]);
        assert_eq!(second.lines().count(), 1, "{second}");
        assert!(second.starts_with("1234567 ") && !second.contains("true"), "{second}");
        assert_eq!(shown.rows(&[json!("a"), json!(1)]), "a\n1\n");
    }

    #[test]
    fn what_a_terminal_would_obey_is_taken_out() {
        let text = shown(Some(80)).rows(&[json!({ "name": "a\u{1b}[31mred\r\nb\tc" })]);
        assert_eq!(text, "NAME\na [31mred  b c\n");
        let object = shown(Some(80)).object(json!({ "a": "\u{7}x" }).as_object().unwrap());
        assert_eq!(object, "a   x\n");
    }
}
