//! Tables for a terminal of 80 columns.

/// How wide a line may be.
pub const WIDTH: usize = 80;

/// Rows whose last cell is wrapped. A cell that is too wide for its column moves the rest of its row to the next line.
#[derive(Debug)]
pub struct Table {
    indent: usize,
    widest: &'static [usize],
    rows: Vec<Vec<String>>,
}

const GAP: usize = 2;

impl Table {
    /// `widest` has the largest width of each column but the last.
    pub fn new(indent: usize, widest: &'static [usize]) -> Self {
        Self { indent, widest, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// Writes the table.
    pub fn render(&self, out: &mut String) {
        let widths: Vec<usize> = self
            .widest
            .iter()
            .enumerate()
            .map(|(column, widest)| {
                let fits = |row: &Vec<String>| {
                    row.get(column).map(|cell| width(cell)).filter(|width| width <= widest)
                };
                self.rows.iter().filter_map(fits).max().unwrap_or(0)
            })
            .collect();
        for row in &self.rows {
            self.render_row(row, &widths, out);
        }
    }

    fn render_row(&self, row: &[String], widths: &[usize], out: &mut String) {
        let mut line = " ".repeat(self.indent);
        let mut column_starts = self.indent;
        for (cell, column) in row.iter().zip(widths) {
            line.push_str(cell);
            column_starts += column + GAP;
            if width(cell) > *column {
                push_line(&line, out);
                line = " ".repeat(column_starts);
            } else {
                line.push_str(&" ".repeat(column - width(cell) + GAP));
            }
        }
        let last = row.get(widths.len()).map_or("", String::as_str);
        for (index, part) in
            wrap(last, WIDTH.saturating_sub(column_starts).max(20)).iter().enumerate()
        {
            if index > 0 {
                line = " ".repeat(column_starts);
            }
            line.push_str(part);
            push_line(&line, out);
        }
    }
}

fn push_line(line: &str, out: &mut String) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Number of columns, taking each character for one.
fn width(text: &str) -> usize {
    text.chars().count()
}

/// Breaks a text after blanks and slashes, and anywhere where there are none.
pub fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in text.split_inclusive([' ', '/']) {
        if width(&line) + width(piece.trim_end()) > most && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        for c in piece.chars() {
            if width(&line) == most && c != ' ' {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(table: &Table) -> String {
        let mut out = String::new();
        table.render(&mut out);
        out
    }

    #[test]
    fn columns_are_aligned_and_the_last_is_wrapped() {
        let mut table = Table::new(2, &[5, 20]);
        table.row(["GET".into(), "short".into(), "/a".into()]);
        table.row(["PATCH".into(), "a_name_that_is_far_too_wide".into(), "/b/c".into()]);
        table.row(["GET".into(), "x".into(), format!("/{}/{}", "y".repeat(60), "z".repeat(20))]);
        let gap = " ".repeat(16);
        let expected = [
            "  GET    short  /a".to_owned(),
            "  PATCH  a_name_that_is_far_too_wide".to_owned(),
            format!("{gap}/b/c"),
            format!("  GET    x      /{}/", "y".repeat(60)),
            format!("{gap}{}", "z".repeat(20)),
        ];
        assert_eq!(rendered(&table), expected.join("\n") + "\n");
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        for text in [
            "",
            "one",
            "a b c",
            "/a/very/long/path/with/segments",
            "unbroken".repeat(9).as_str(),
            "é /ü ".repeat(30).as_str(),
        ] {
            let lines = wrap(text, 10);
            assert!(lines.iter().all(|line| width(line) <= 10), "{lines:?}");
            let squeezed = |text: &str| text.replace(' ', "");
            assert_eq!(squeezed(&lines.concat()), squeezed(text));
        }
    }
}
