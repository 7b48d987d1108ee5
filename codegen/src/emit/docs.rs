//! Doc comments from a document's text.
//!
//! rustdoc compiles code that it finds in a comment and runs it as a test, and it passes HTML and links on to the
//! reader's browser. Text from a document must do neither, so what could be code, HTML, a link that is not plain http, or
//! a character that is not seen is made plain text here.

use oas_source::text::is_invisible;
use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{
    EnumValue, Field, HeaderField, Item, Operation, Parameter, Part, PartHeader, Shape,
};
use crate::names::snake;

/// `#[doc = …]`, or nothing for an empty text.
pub(crate) fn attribute(text: &str) -> TokenStream {
    let text = text.trim();
    if text.is_empty() {
        return TokenStream::new();
    }
    // The space is what `///` leaves in front of a line.
    let text: Vec<String> = text
        .lines()
        .map(|line| if line.is_empty() { String::new() } else { format!(" {line}") })
        .collect();
    let text = text.join("\n");
    quote!(#[doc = #text])
}

pub(super) fn item(item: &Item) -> TokenStream {
    let mut text = plain(&item.description);
    if text.is_empty() {
        text = match item.shape {
            Shape::Struct(_) => "An object.",
            Shape::Enum(_) => "One of several values.",
            Shape::Union(_) => "One of several types.",
            Shape::Multipart(_) => "A request body in several parts.",
            Shape::ByStatus(_) => "A success, by its status.",
            Shape::Failure(_) => "An error, by its status.",
            Shape::Headers(_) => "Headers of an answer.",
            Shape::Events(_) => "The data of an event, by its kind.",
            Shape::Newtype(_) | Shape::Alias(_) => "Another name for a type.",
        }
        .to_owned();
    }
    let deprecated = if item.deprecated { "\n\n**Deprecated.**" } else { "" };
    attribute(&format!("{text}{deprecated}\n\nSchema: {}", code(&item.pointer)))
}

/// The comment of a field and of the method that sets it; nothing where the document says no more than the name does.
pub(super) fn field(field: &Field) -> TokenStream {
    attribute(&member(&field.description, &field.ident, &field.name, field.deprecated))
}

pub(super) fn header(header: &HeaderField) -> TokenStream {
    attribute(&member(&header.description, &header.ident, &header.name, header.deprecated))
}

pub(super) fn part(part: &Part) -> TokenStream {
    attribute(&member(&part.description, &part.ident, &part.name, false))
}

pub(super) fn part_header(header: &PartHeader, part: &Part) -> TokenStream {
    let mut text = plain(&header.description);
    text.push_str(&format!(
        "\n\nThe header {} of the part {}.",
        code(&header.name),
        code(&part.name)
    ));
    attribute(&text)
}

/// What the document says of a member or a parameter, and its name where that of Rust is another.
fn member(description: &str, ident: &str, name: &str, deprecated: bool) -> String {
    let mut text = plain(description);
    if ident != name {
        text.push_str(&format!("\n\n{} in the document.", code(name)));
    }
    if deprecated {
        text.push_str("\n\n**Deprecated.**");
    }
    text.trim_start().to_owned()
}

pub(super) fn enum_value(value: &EnumValue) -> TokenStream {
    let text = plain(&value.description);
    let value = value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned);
    attribute(&format!("{text}\n\n{}", code(&value)))
}

/// The comment of an operation's method.
pub(crate) fn operation_text(operation: &Operation) -> String {
    let mut text = String::new();
    let summary = plain(&operation.summary);
    let description = plain(&operation.description);
    for part in [summary, description] {
        if !part.is_empty() {
            text.push_str(&part);
            text.push_str("\n\n");
        }
    }
    text.push_str(&code(&operation.key()));
    text.push('\n');
    if operation.deprecated {
        text.push_str("\n**Deprecated.**\n");
    }
    let described: Vec<String> = operation
        .parameters
        .iter()
        .map(|parameter| (&parameter.ident, &parameter.description))
        .map(argument)
        .collect();
    if !described.is_empty() {
        text.push_str(&format!("\nParameters:\n{}\n", described.join("\n")));
    }
    text.push_str(&format!("\n```ignore\n{}\n```", example(operation)));
    text
}

/// The other name that a search in the documentation finds the operation by. Not every text is one to rustdoc, which refuses what the
/// method is called anyway too.
pub(crate) fn operation_alias(operation: &Operation) -> Option<String> {
    let alias = operation.alias.as_ref().filter(|_| !operation.variant)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:".contains(c);
    let alias = if alias.chars().all(plain) { alias.clone() } else { snake(alias) };
    (!alias.is_empty() && alias != operation.ident).then_some(alias)
}

fn argument((ident, description): (&String, &String)) -> String {
    match plain(description).replace('\n', " ") {
        empty if empty.is_empty() => format!("- `{ident}`"),
        description => format!("- `{ident}`: {description}"),
    }
}

fn example(operation: &Operation) -> String {
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let mut calls: Vec<String> =
        required.map(|parameter| format!("    .{0}({0})", parameter.ident)).collect();
    if operation.body.is_some() {
        calls.push("    .body(body)".to_owned());
    }
    calls.push("    .send()".to_owned());
    format!("let response = client\n    .{}()\n{}\n    .await?;", operation.ident, calls.join("\n"))
}

/// The comment of a builder's method.
pub(crate) fn parameter_text(parameter: &Parameter) -> String {
    member(&parameter.description, &parameter.ident, &parameter.name, false)
}

/// Text as code in a line, whatever it holds.
pub(crate) fn code(text: &str) -> String {
    let text: String =
        visible(text).chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    format!("`{}`", text.replace('`', "'"))
}

/// Markdown that shows the text and does nothing: no code to run, no HTML, no link but to http.
pub(crate) fn plain(text: &str) -> String {
    let text = visible(text);
    let mut lines: Vec<String> = Vec::new();
    let mut fenced: Option<Vec<String>> = None;
    for line in text.lines() {
        match (&mut fenced, is_fence(line)) {
            (None, true) => fenced = Some(Vec::new()),
            (None, false) => lines.push(prose(line)),
            (Some(content), true) => {
                push_code(&mut lines, content);
                fenced = None;
            }
            (Some(content), false) => content.push(line.to_owned()),
        }
    }
    if let Some(content) = fenced {
        push_code(&mut lines, &content);
    }
    lines.join("\n").trim().to_owned()
}

/// A block that rustdoc shows and does not run. The tildes are more than any in it.
fn push_code(lines: &mut Vec<String>, content: &[String]) {
    let content: Vec<String> = content.iter().map(|line| line.replace("~~~", "~ ~ ~")).collect();
    lines.push(String::new());
    lines.push("~~~text".to_owned());
    lines.extend(content);
    lines.push("~~~".to_owned());
    lines.push(String::new());
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

/// One line outside a fence. Leading and doubled spaces go: they could make a block of code, also inside a list or a
/// quotation.
fn prose(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let line = words.join(" ");
    let mut safe = String::with_capacity(line.len());
    let mut chars = line.char_indices().peekable();
    let mut in_code = false;
    while let Some((at, c)) = chars.next() {
        match c {
            '`' => {
                let run = line[at..].chars().take_while(|next| *next == '`').count();
                (1..run).for_each(|_| {
                    chars.next();
                });
                // Only a pair of single ones on one line is code; anything else could begin a fence.
                let closes = in_code || line[at + run..].contains('`');
                if run == 1 && closes {
                    in_code = !in_code;
                    safe.push('`');
                } else {
                    safe.push('\'');
                }
            }
            '~' if line[at..].starts_with("~~~") => safe.push_str("\\~"),
            _ if in_code => safe.push(c),
            '<' => safe.push_str("\\<"),
            // A picture is fetched as soon as the page is read.
            '!' if line[at..].starts_with("![") => safe.push_str("\\!"),
            '[' if !begins_http_link(&line[at..]) => safe.push_str("\\["),
            '\\' => safe.push_str("\\\\"),
            '&' => safe.push_str("\\&"),
            _ => safe.push(c),
        }
    }
    if in_code {
        safe.push('`');
    }
    safe
}

/// Whether the text begins with `[words](http…)`.
fn begins_http_link(text: &str) -> bool {
    let Some((label, rest)) = text[1..].split_once(']') else {
        return false;
    };
    let target =
        rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(target, _)| target);
    !label.contains('[')
        && target.is_some_and(|target| {
            (target.starts_with("https://") || target.starts_with("http://"))
                && !target.contains(|c: char| c.is_whitespace() || "<>\"'`\\".contains(c))
        })
}

/// Without control and bidirectional characters, which could hide what a line says.
fn visible(text: &str) -> String {
    let hidden = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_invisible(c);
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|c| !hidden(*c)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

    use super::{code, plain};

    /// What a reader's browser or rustdoc would do with the text, beyond showing it.
    fn effects(text: &str) -> Vec<String> {
        // What rustdoc turns on.
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_SMART_PUNCTUATION;
        let effect = |event| match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                Some("indented code".to_owned())
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language)))
                if &*language != "text" =>
            {
                Some(format!("code in {language:?}"))
            }
            Event::Start(Tag::Image { dest_url, .. }) => Some(format!("image {dest_url}")),
            Event::Start(Tag::Link { dest_url, .. })
                if !dest_url.starts_with("http://") && !dest_url.starts_with("https://") =>
            {
                Some(format!("link {dest_url}"))
            }
            Event::Html(html) | Event::InlineHtml(html) => Some(format!("html {html}")),
            _ => None,
        };
        Parser::new_ext(text, options).filter_map(effect).collect()
    }

    #[test]
    fn text_reads_as_it_should() {
        assert_eq!(
            plain("One `code` and **bold**.\n\n* item\n* [docs](https://example.com/a)"),
            "One `code` and **bold**.\n\n* item\n* [docs](https://example.com/a)"
        );
        assert_eq!(plain("a < b & c [x] \\"), "a \\< b \\& c \\[x] \\\\");
        assert_eq!(plain("```json\n{ \"a\": 1 }\n```"), "~~~text\n{ \"a\": 1 }\n~~~");
        assert_eq!(code("a`b\nc"), "`a'b c`");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn no_text_does_anything(
            text in "([ \t]{0,6}|```|~~~|`|\n|\r|>|- |1\\. |#|\\||<|/|!|\\[|\\]|\\(|\\)|:|\\\\|&|;|=|\\*|_|[a-z]{1,4}|http://|javascript:|\u{202e}|\u{0}){0,40}"
        ) {
            let shown = plain(&text);
            prop_assert_eq!(effects(&shown), Vec::<String>::new(), "{:?} became {:?}", text, shown);
        }

        #[test]
        fn code_is_one_line_of_code(text in any::<String>()) {
            let shown = code(&text);
            prop_assert_eq!(shown.matches('`').count(), 2);
            prop_assert!(!shown.contains('\n'));
        }
    }
}
