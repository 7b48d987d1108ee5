#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;

const fn name(local: &'static str) -> XmlName {
    XmlName { local, prefix: None, namespace: None }
}

const fn spaced(
    local: &'static str,
    prefix: Option<&'static str>,
    namespace: &'static str,
) -> XmlName {
    XmlName { local, prefix, namespace: Some(namespace) }
}

const fn member(
    json: &'static str,
    name: XmlName,
    place: XmlPlace,
    shape: &'static XmlShape,
) -> XmlMember {
    XmlMember { json, name, place, shape, required: true }
}

static NODE: XmlShape = XmlShape::Object(
    &[
        member("id", name("ID"), XmlPlace::Attribute, &XmlShape::Number),
        XmlMember {
            json: "text",
            name: name("text"),
            place: XmlPlace::Text,
            shape: &XmlShape::Text,
            required: false,
        },
        member(
            "tags",
            spaced("tags", None, "urn:t"),
            XmlPlace::Element,
            &XmlShape::List(name("tag"), &XmlShape::Text),
        ),
        member("nodes", spaced("node", Some("n"), "urn:n"), XmlPlace::Repeated, &NODE),
    ],
    None,
);
static ROOT: XmlRoot = XmlRoot { name: spaced("node", Some("n"), "urn:n"), shape: &NODE };

fn read(text: &str) -> Result<Value, String> {
    xml_body(text.as_bytes(), &ROOT).map_err(|error| error.to_string())
}

#[test]
fn a_value_is_written_and_read_again() {
    let inner = json!({ "id": 2, "tags": [], "nodes": [] });
    let value =
        json!({ "id": 1, "text": "a<b & \"c\"", "tags": ["x", "y > z"], "nodes": [inner, inner] });
    let text = xml_text(&value, &ROOT).unwrap();
    assert_eq!(
        text,
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<n:node xmlns:n="urn:n" ID="1">a&lt;b &amp; &quot;c&quot;"#,
            r#"<tags xmlns="urn:t"><tag>x</tag><tag>y &gt; z</tag></tags>"#,
            r#"<n:node ID="2"><tags xmlns="urn:t"></tags></n:node>"#,
            r#"<n:node ID="2"><tags xmlns="urn:t"></tags></n:node></n:node>"#,
        )
    );
    assert_eq!(read(&text).unwrap(), value);
}

#[test]
fn what_the_document_does_not_know_is_kept() {
    let text =
        r#"<node ID="1" more="&lt;2"><tags/><new>1</new><new a="b">c<d/></new><!-- no --></node>"#;
    let value = read(text).unwrap();
    assert_eq!(
        value,
        json!({
            "id": 1, "@more": "<2", "tags": [], "nodes": [],
            "new": ["1", { "@a": "b", "d": "", "$text": "c" }],
        })
    );
    assert_eq!(read(&xml_text(&value, &ROOT).unwrap()).unwrap(), value);
}

#[test]
fn text_is_text_whatever_its_form() {
    let text =
        "<node ID='+7'>\n<tags><tag><![CDATA[<a>]]>&#65;&amp;</tag><tag> b </tag></tags></node>";
    assert_eq!(read(text).unwrap()["tags"], json!(["<a>A&", " b "]));
    assert_eq!(read(text).unwrap()["id"], json!(7));
    let nil = r#"<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>"#;
    assert_eq!(read(nil).unwrap(), Value::Null);
    assert_eq!(read(&xml_text(&Value::Null, &ROOT).unwrap()).unwrap(), Value::Null);
}

#[test]
fn hostile_xml_is_refused() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><node ID="1"><tags><tag>&b;</tag></tags></node>"#;
    assert!(read(bomb).unwrap_err().contains("document type"));
    assert!(read("<node><tags>&a;</tags></node>").is_err(), "an entity that is not known");
    let deep = "<a>".repeat(100_000);
    assert!(read(&deep).unwrap_err().contains("128"));
    for broken in [
        "",
        "text",
        "<node>",
        "<node></other>",
        "<node/><node/>",
        "<node a=1/>",
        "<node a='1' a='2'/>",
        "<node/>text",
    ] {
        assert!(read(broken).is_err(), "{broken}");
    }
    assert!(xml_body::<Value>(b"<node>\xff</node>", &ROOT).is_err());
    assert!(read("<node ID='1'><tags><tag><b/></tag></tags></node>").unwrap_err().contains("tag"));
    assert!(read("<node ID='1'><tags/><tags/></node>").unwrap_err().contains("twice"));
}

#[test]
fn what_xml_cannot_say_is_refused() {
    let value = |value: Value| xml_text(&value, &ROOT).unwrap_err();
    assert!(value(json!({ "a b": 1 })).contains("a b"));
    assert!(value(json!({ "><x": 1 })).contains("name"));
    assert!(value(json!({ "@x=\"\" y": 1 })).contains("name"));
    assert!(value(json!({ "text": "\u{1}" })).contains("character"));
    assert!(value(json!({ "tags": [[1]] })).contains("list"));
    let deep = (0..200).fold(json!(1), |inner, _| json!({ "a": inner }));
    assert!(value(deep).contains("128"));
}
