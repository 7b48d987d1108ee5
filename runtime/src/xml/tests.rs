#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
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

/// Parts of XML, whole and broken, of which hostile texts are put together.
fn part() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        "<node>",
        "</node>",
        "<node ID='1'>",
        "<tags>",
        "</tags>",
        "<tags/>",
        "<tag>",
        "</tag>",
        "<n:node",
        ">",
        "/>",
        "<",
        "&amp;",
        "&",
        "&#0;",
        "&#x110000;",
        "&a;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml version='1.0' encoding='UTF-16'?>",
        "<?x",
        "?>",
        "<!DOCTYPE x [",
        "]>",
        "xsi:nil='true'",
        " a='1'",
        " a=\"",
        "xmlns=",
        "\u{feff}",
        "\0",
        "$text",
        "@ID",
        "1e999999",
        "-",
    ];
    prop_oneof![4 => prop::sample::select(PARTS).prop_map(str::to_owned), 1 => any::<String>()]
}

/// JSON that a value of XML may come from: names that elements can have, and that they cannot.
fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        let name = prop_oneof![
            Just("id".to_owned()),
            Just("tags".to_owned()),
            Just("nodes".to_owned()),
            Just("@x".to_owned()),
            Just("$text".to_owned()),
            "[a-z]{1,3}",
            any::<String>()
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..5)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, max_shrink_iters: 500, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_value_or_an_error(parts in prop::collection::vec(part(), 0..40)) {
        let text = parts.concat();
        for text in [text.clone(), format!("<node ID='1'>{text}<tags/></node>")] {
            // No more comes out than went in: nothing is expanded.
            if let Ok(value) = read(&text) {
                prop_assert!(value.to_string().len() <= 16 * (text.len() + 16), "{}", text);
            }
        }
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = xml_body::<Value>(&bytes, &ROOT);
        let _ = xml_body::<Value>(&bytes, &XmlRoot { name: name("x"), shape: &XmlShape::Any });
    }

    /// What is written is XML, and is what was read from what was written before.
    #[test]
    fn what_is_written_is_read_and_written_alike(value in tree()) {
        if let Ok(text) = xml_text(&value, &ROOT)
            && let Ok(once) = read(&text)
        {
            let again = xml_text(&once, &ROOT).unwrap();
            prop_assert_eq!(read(&again).unwrap(), once, "{}", text);
        }
    }
}

#[test]
fn what_is_huge_takes_time_that_grows_with_it() {
    let wide =
        |count: usize| format!("<node ID='1'><tags>{}</tags></node>", "<tag>x</tag>".repeat(count));
    assert_eq!(read(&wide(100_000)).unwrap()["tags"].as_array().unwrap().len(), 100_000);
    let attributes: String = (0..20_000).map(|n| format!(" a{n}='1'")).collect();
    let many = read(&format!("<node ID='1'{attributes}><tags/></node>")).unwrap();
    assert_eq!(many.as_object().unwrap().len(), 20_003);
    let unknown = format!("<node ID='1'><tags/>{}</node>", "<new/>".repeat(100_000));
    assert_eq!(read(&unknown).unwrap()["new"].as_array().unwrap().len(), 100_000);
    let comments = format!("<node ID='1'><tags/>{}</node>", "<!-- x -->&lt;".repeat(100_000));
    assert_eq!(read(&comments).unwrap()["text"].as_str().unwrap().len(), 100_000);
}
