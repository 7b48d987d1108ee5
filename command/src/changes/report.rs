//! A report in the format that was asked for, where it was asked for.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use oas_codegen::Limits;
use oas_diff::report::{
    GITHUB_COMMENT_LIMIT, Terminal, changelog, github, html, json, junit, markdown, terminal,
};
use oas_diff::{Class, Document, Report};

use crate::failure::{Failure, Kind};
use crate::input::Input;
use crate::{atomic, print};

/// Options of every command that shows changes.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// The form of the report
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    pub format: Format,
    /// Write the report to a file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Colours in the terminal report; NO_COLOR switches `auto` off
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// List harmless changes and changes of words too, which are only counted otherwise (terminal)
    #[arg(long, short)]
    verbose: bool,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person at a terminal
    Terminal,
    /// For the comment or body of a pull request, within GitHub's limit
    Markdown,
    /// For programs; the form is specdiff/schema/report.schema.json
    Json,
    /// Annotations of a GitHub workflow, at most ten errors and ten warnings
    Github,
    /// For the test view of a CI system
    Junit,
    /// One page that needs no network
    Html,
    /// For those who call the API, by resource
    Changelog,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal only
    Auto,
    Always,
    Never,
}

impl Format {
    /// Whether two reports, one after the other, are in this form too.
    pub fn can_follow_another(self) -> bool {
        matches!(self, Self::Terminal | Self::Markdown | Self::Github | Self::Changelog)
    }
}

/// What the Rust classes of a report rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Basis {
    /// The table of rules, at once
    Rules,
    /// Both clients, generated and compared; takes seconds
    Proven,
}

/// From which class on changes make a command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Threshold {
    /// Only what a person has to look at: servers, security, hidden text
    Security,
    /// What breaks clients that are in use
    Breaking,
    /// What breaks some calls or values
    Risky,
    /// Any change of the contract
    Safe,
    /// Any change at all
    Docs,
    /// None
    Never,
}

impl Threshold {
    fn class(self) -> Option<Class> {
        match self {
            Self::Security => Some(Class::Security),
            Self::Breaking => Some(Class::Breaking),
            Self::Risky => Some(Class::Risky),
            Self::Safe => Some(Class::Safe),
            Self::Docs => Some(Class::Docs),
            Self::Never => None,
        }
    }

    /// The exit code for changes.
    pub fn exit(self, report: &Report) -> ExitCode {
        let worst = report.changes.iter().map(|change| change.class).max();
        match (worst, self.class()) {
            (None, _) => ExitCode::SUCCESS,
            (Some(worst), Some(threshold)) if worst >= threshold => {
                ExitCode::from(Kind::Negative as u8)
            }
            _ => ExitCode::from(DRIFT),
        }
    }
}

/// Changes, none of them at or over the threshold.
const DRIFT: u8 = 3;

impl Options {
    /// The text of the report. `notes` follow in the formats that people read.
    fn text(&self, report: &Report, threshold: Threshold, notes: &str) -> Result<String, Failure> {
        Ok(match self.format {
            Format::Terminal => {
                let mut text = terminal(report, &self.terminal());
                text.push_str(notes);
                text
            }
            Format::Markdown => {
                let room = GITHUB_COMMENT_LIMIT.saturating_sub(notes.chars().count());
                let mut text = markdown(report, room);
                text.push_str(notes);
                text
            }
            Format::Json => json(report).map_err(|error| {
                Failure::usage(format!("the report cannot be written: {error}"))
            })?,
            Format::Github => github(report),
            // JUnit has no way to say never: then only what stands above all fails.
            Format::Junit => junit(report, threshold.class().unwrap_or(Class::Security)),
            Format::Html => html(report),
            Format::Changelog => changelog(report),
        })
    }

    /// Shows the report, or writes it to its file.
    pub fn show(&self, report: &Report, threshold: Threshold, notes: &str) -> Result<(), Failure> {
        let text = self.text(report, threshold, notes)?;
        match self.file() {
            None => print::out(&text),
            Some(path) => {
                atomic::write(path, &text).map_err(|error| Failure::file(path, "write", error))
            }
        }
    }

    /// The file that the report goes to.
    pub fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }

    fn terminal(&self) -> Terminal {
        let stdout = std::io::stdout();
        let to_terminal = self.file().is_none() && stdout.is_terminal();
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            // https://no-color.org: set and not empty.
            Color::Auto => {
                to_terminal
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        // Nothing is cut in a file or a pipe. Lines across a very wide window are hard to read.
        let width = if to_terminal {
            terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)).min(140)
        } else {
            usize::MAX
        };
        Terminal::default().with_color(color).with_width(width).with_verbose(self.verbose)
    }
}

/// Reads a document for the comparison.
pub fn document(input: &Input) -> Result<Document, Failure> {
    let document = input.read(&Limits::default())?;
    crate::input::warn(document.faults());
    crate::input::say_applied(&document);
    Ok(document)
}
