//! Links of the repository's pages: each leads to a file that is there and, in a page, to a heading that is there.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The files of the repository, by their paths from its root.
fn files() -> BTreeSet<String> {
    let list = Command::new("git")
        .args(["ls-files", "-co", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    String::from_utf8(list.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[derive(Default)]
struct Page {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

/// What a page links to, and what of it can be linked to, by the rule of GitHub.
fn page(text: &str) -> Page {
    let mut page = Page::default();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                page.links.push(dest_url.into_string());
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let words = heading.take().unwrap().to_lowercase();
                let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
                page.anchors.insert(kept.map(|c| if c == ' ' { '-' } else { c }).collect());
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    page
}

/// `path` as seen from the folder of `from`; nothing where it leads out of the repository.
fn resolve(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

fn is_elsewhere(link: &str) -> bool {
    link.contains("://") || link.starts_with("mailto:")
}

#[test]
fn every_link_leads_somewhere() {
    let files = files();
    let pages: BTreeMap<&str, Page> = files
        .iter()
        .filter(|file| file.ends_with(".md"))
        .filter_map(|file| {
            Some((file.as_str(), page(&fs::read_to_string(root().join(file)).ok()?)))
        })
        .collect();
    let folders: BTreeSet<String> = files
        .iter()
        .flat_map(|file| Path::new(file).ancestors().skip(1))
        .map(|folder| folder.to_str().unwrap().to_owned())
        .collect();
    let mut broken = Vec::new();
    let mut seen = 0;
    for (from, page) in &pages {
        for link in page.links.iter().filter(|link| !is_elsewhere(link)) {
            seen += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if path.is_empty() { Some((*from).to_owned()) } else { resolve(from, path) };
            let there = target.as_ref().is_some_and(|target| {
                let found = files.contains(target) || folders.contains(target);
                let anchored =
                    pages.get(target.as_str()).is_none_or(|page| page.anchors.contains(anchor));
                found && (anchor.is_empty() || anchored)
            });
            if !there {
                broken.push(format!("{from}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(seen > 50, "{seen}");
}

#[test]
fn the_guide_has_every_page_and_links_to_nothing_beside_it() {
    let files = files();
    let read = |file: &str| page(&fs::read_to_string(root().join(file)).unwrap());
    let listed: BTreeSet<String> = read("docs/SUMMARY.md").links.into_iter().collect();
    let there: BTreeSet<String> = files
        .iter()
        .filter_map(|file| file.strip_prefix("docs/"))
        .filter(|file| file.ends_with(".md") && *file != "SUMMARY.md")
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, there);
    // In the book nothing stands beside it.
    for file in &listed {
        let from = format!("docs/{file}");
        for link in read(&from).links.iter().filter(|link| !is_elsewhere(link)) {
            let target = resolve(&from, link.split('#').next().unwrap()).unwrap();
            assert!(link.starts_with('#') || target.starts_with("docs/"), "{from}: {link}");
        }
    }
}
