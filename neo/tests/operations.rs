//! Every operation, called as its `--help` says.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::BTreeSet;

use neoagent::api::operations::ALL;
use neoagent_sandbox::Sandbox;
use support::{Ended, alone, on};

/// The commands that a help text lists.
fn commands(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    let starts = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = starts.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// What a placeholder of the path stands for, by the segment before it: a document may call the parameter otherwise.
fn meant<'p>(help: &str, placeholder: &'p str) -> &'p str {
    // What is said of the operation may name others, within a sentence.
    let is_method = |word: &str| ALL.iter().any(|spec| spec.method == word);
    let mut lines = help.lines().filter_map(|line| line.split_once(" /"));
    let path = lines.find(|(method, _)| is_method(method)).map_or("", |(_, path)| path);
    let shown = |name: &str| name.replace('-', "_").to_uppercase() == placeholder;
    let is = |segment: &&str| shown(segment.trim_matches(['{', '}']));
    let segments: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let at = segments.iter().position(|segment| segment.starts_with('{') && is(segment));
    match at.and_then(|at| at.checked_sub(1)).map(|before| segments[before]) {
        Some("agents") => "AGENT_ID",
        Some("executions") => "EXECUTION_ID",
        Some("sessions") => "SESSION_ID",
        Some("til-requests") => "REQUEST_ID",
        _ => placeholder,
    }
}

/// The words after the command's name that its usage asks for, each with a value in its place.
fn asked_for(help: &str, name: &str, value: &impl Fn(&str, &str) -> String) -> Vec<String> {
    // What is said of an argument, which stands under it.
    let said = |argument: &str| {
        let mut lines = help.lines().skip_while(|line| line.trim() != argument).skip(1);
        lines.next().unwrap_or_default()
    };
    let usage = help.lines().find_map(|line| line.strip_prefix("Usage: ")).unwrap();
    let (_, words) = usage.split_once(&format!(" {name} ")).unwrap();
    let mut args = Vec::new();
    for word in words.split_whitespace() {
        match word.strip_prefix('<') {
            Some("FILE|-|JSON|NAME=VALUE>...") => args.extend(fields(help, value)),
            Some(placeholder) => {
                args.push(value(meant(help, placeholder.trim_end_matches('>')), said(word)));
            }
            None if word == "[OPTIONS]" => {}
            None => args.push(word.to_owned()),
        }
    }
    // A body without which the service may refuse what the document lets go.
    let has_body = help.lines().any(|line| line == "Fields of the body:");
    if has_body && !args.iter().any(|arg| arg == "--body") {
        args.push("--body".to_owned());
        args.extend(fields(help, value));
    }
    args
}

/// The fields that the body cannot go without; where there are none, the first that can be given as they are.
fn fields(help: &str, value: &impl Fn(&str, &str) -> String) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Fields of the body:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    let fields: Vec<(&str, &str)> = lines
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.trim().split_once(": "))
        .collect();
    let field = |(name, what): &(&str, &str)| match *name {
        "session_id" => format!("{name}={}", value("SESSION_ID", "")),
        _ => format!("{name}={}", of_kind(name, what)),
    };
    let required: Vec<String> =
        fields.iter().filter(|(_, what)| what.ends_with(", required")).map(field).collect();
    if let Some(form) = help.lines().find_map(|line| line.strip_prefix("One form needs: ")) {
        let given = |name: &str| match name.contains('=') {
            true => name.to_owned(),
            false => field(fields.iter().find(|(known, _)| *known == name).unwrap()),
        };
        return form.split(' ').map(given).collect();
    }
    if !required.is_empty() {
        return required;
    }
    let one = fields.iter().find(|(name, _)| {
        ["target_entity_id", "managed_agent_key", "session_id", "message"].contains(name)
    });
    let one = one.or_else(|| fields.iter().find(|(_, what)| what.starts_with("text")));
    one.map_or_else(|| vec!["{}".to_owned()], |one| vec![field(one)])
}

/// A text of the format that a description ends with.
fn of_format(what: &str) -> Option<&'static str> {
    let (_, format) = what.trim_end_matches(')').rsplit_once("text as ")?;
    Some(match format {
        "date-time" => "2100-01-01T00:00:00Z",
        "date" => "2026-01-01",
        "time" => "00:00:00Z",
        "duration" => "P1D",
        "email" => "a@example.com",
        "hostname" => "example.com",
        "ipv4" => "127.0.0.1",
        "ipv6" => "::1",
        "uri" => "https://example.com",
        "uuid" => "11111111-2222-4333-8444-555555555555",
        other => panic!("{what}: {other}"),
    })
}

fn of_kind(name: &str, what: &str) -> String {
    let what = what.trim_end_matches(", required");
    if let Some(text) = of_format(what) {
        return text.to_owned();
    }
    match (name, what) {
        ("managed_agent_key", _) => "NEO_SUPPORT".to_owned(),
        ("content_type", _) => "image/png".to_owned(),
        ("workflow_id", _) => "41".to_owned(),
        ("action", "text") => "approve".to_owned(),
        (name, _) if name.ends_with("_for") || name.ends_with("_at") => {
            "2100-01-01T00:00:00Z".to_owned()
        }
        (_, "text" | "any JSON") => "x".to_owned(),
        (_, "integer" | "number") => "1".to_owned(),
        (_, "true or false") => "true".to_owned(),
        (_, "object") => "{}".to_owned(),
        (_, list) if list.starts_with("list") => "[]".to_owned(),
        (_, words) => {
            let words = words.strip_prefix("one of ").unwrap_or_else(|| panic!("{name}: {words}"));
            words.split(", ").next().unwrap().to_owned()
        }
    }
}

#[tokio::test]
async fn every_operation_is_called_as_its_help_says() {
    let sandbox = Sandbox::builder().without_rate_limit().start().await.unwrap();
    let run = on(&sandbox, &["run", "42", "--entity", "T-1"]).await.exits(0);
    let run = run.stdout.trim().to_owned();
    let session =
        on(&sandbox, &["api", "create-chat-session", "--json", "--body", "agent_id=43"]).await;
    let session = session.exits(0).json()["id"].as_str().unwrap().to_owned();
    let value = |placeholder: &str, said: &str| match placeholder {
        "AGENT_ID" => "42".to_owned(),
        "EXECUTION_ID" => run.clone(),
        "SESSION_ID" => session.clone(),
        "REQUEST_ID" => "1".to_owned(),
        "TIMESTAMP" => "2100-01-01T00:00:00Z".to_owned(),
        "FROM" => "2026-01-01".to_owned(),
        "TO" => "2026-02-01".to_owned(),
        _ => of_format(said).unwrap_or("7").to_owned(),
    };
    let mut called = 0;
    let mut names = BTreeSet::new();
    for group in commands(&alone(&["api", "--help"]).await.exits(0).stdout) {
        for name in commands(&alone(&["api", &group, "--help"]).await.exits(0).stdout) {
            let help = alone(&["api", &group, &name, "--help"]).await.exits(0).stdout;
            // A usage is not broken into lines.
            let mut lines = help.lines().filter(|line| !line.starts_with("Usage: "));
            assert!(lines.all(|line| line.chars().count() <= 100), "{help}");
            assert!(help.contains("Exit codes:"), "{help}");
            let asked = asked_for(&help, &name, &value);
            let mut args = vec!["api", &group, &name];
            args.extend(asked.iter().map(String::as_str));
            let done: Ended = on(&sandbox, &args).await;
            assert_eq!(done.code, Some(0), "{args:?} {done:?}");
            assert!(!done.stdout.contains(sandbox.key()), "{args:?}");
            names.insert(format!("{group} {name}"));
            called += 1;
        }
    }
    assert_eq!((called, names.len()), (ALL.len(), ALL.len()));
    for (method, path) in sandbox.operations() {
        assert!(sandbox.count(&method, &path) > 0, "{method} {path} was not called");
    }
    let received = sandbox.received();
    assert!(
        received.iter().all(|request| request.status.is_none_or(|status| status < 400)),
        "each was right at once"
    );
}
