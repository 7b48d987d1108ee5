//! Whether a change breaks a published client, held against what oasdiff's own tests say.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeMap;

use oas_diff::{Settings, Wire, diff};
use serde_json::Value;
use support::{lines, load, read};

/// Pairs where this crate decides otherwise, and why. `table` is the rule table of the design.
#[rustfmt::skip]
const OTHERWISE: &[(&str, &str)] = &[
    ("2e6129c3360aaafb-8d78f2a3722f3dbb", "a format added to a request is a limit: some values, not all calls"),
    ("2a24d2ee51454056-b6440895bc0871a5", "a list of values is a limit on a request: some values, not all calls"),
    ("83bf83394a71368c-946632a4c150aa32", "a list of values is a limit on a request: some values, not all calls"),
    ("a633f8b9ec295ca2-33388f2385f06898", "a list of values is a limit on a request: some values, not all calls"),
    ("f40fc1077f6f2328-f9d3e959ffcb71b7", "a number that must be a string is another type, wherever it stands"),
    ("bbb851e0656a78cd-4a3da762a3d0ceda", "a request may be of more types than before: what was sent is taken"),
    ("3e053c2a6c1e37c3-3650a2c274a45da9", "a required property that is write-only no longer comes, and decoding fails"),
    ("c0b73642c8760dd4-0e81a2f78117dbad", "a response is of fewer types than before: all that comes is known"),
    ("752184ef533187c1-5208e9906368c03d", "format uuid on an integer means nothing: the type stays an integer"),
    ("cfdf012b8c67043a-2638e0b34330dba1", "hostname has no Rust type: the response stays a string"),
    ("1176c302057bb974-430f0e96526b934b", "properties say object already; naming the type changes nothing but null, which requests may now send"),
    ("2018c7dd6218463d-d9b239e2354eb570", "string to object in XML is compatible for the reference; a decoder of strings fails"),
    ("154d9504d4a8cc2c-508816c7f975a774", "table: constraint tightened is risky"),
    ("25baa1b729b0ad68-2e44c54dacba5996", "table: constraint tightened is risky"),
    ("29a00319d905be80-50bd17fad9ff2d5e", "table: constraint tightened is risky"),
    ("39f366f30081a186-f33a317c08705df8", "table: constraint tightened is risky"),
    ("3ac640f0f79e12ad-3be9f617434354b4", "table: constraint tightened is risky"),
    ("4344720085c2cbeb-3b27960562ceabb9", "table: constraint tightened is risky"),
    ("4a8d272e85b445c8-707728de4420c33f", "table: constraint tightened is risky"),
    ("4d4dd5069b4ec01e-8d30ead2aa0cea6e", "table: constraint tightened is risky"),
    ("56fde91ab2f0a25f-932417109a5f5984", "table: constraint tightened is risky"),
    ("759e6be66b10646a-e5ff279664490bf9", "table: constraint tightened is risky"),
    ("763af8a07d7050b7-37bc015db832e683", "table: constraint tightened is risky"),
    ("8168d8d4d5e9b7b3-5c076b1f95599408", "table: constraint tightened is risky"),
    ("8b8381ca6c8307f2-948c9ebfd8d37c2d", "table: constraint tightened is risky"),
    ("d08831fc25d3c95a-28bdd376d1a21765", "table: constraint tightened is risky"),
    ("d08831fc25d3c95a-8f15ddb48a184df3", "table: constraint tightened is risky"),
    ("da998774bf8e871c-b867b0ec68a47f1e", "table: constraint tightened is risky"),
    ("e0772a5ce36cf9b6-dd37829847acb4b8", "table: constraint tightened is risky"),
    ("e1a325ed9f86d926-332949f94d290d46", "table: constraint tightened is risky"),
    ("e1a325ed9f86d926-6a2de1b44c347877", "table: constraint tightened is risky"),
    ("e3ced3d8a8c0822d-f45cb68f71bec62b", "table: constraint tightened is risky"),
    ("eb1520694d2e18b1-e65f7ad56f33c946", "table: constraint tightened is risky"),
    ("2237b01e40cfcc60-fad6ab318f850995", "table: constraint tightened is risky; the consts stand in `if`, which limits and has no Rust type"),
    ("09e9eace9f94a0e2-c7d272ed2d172b5a", "table: default changed is risky"),
    ("3510a1e0bba4a3e9-f499f755af8c8e9b", "table: default changed is risky"),
    ("ea01eb00328c3b35-40aa390775069ba0", "table: default changed is risky"),
    ("f499f755af8c8e9b-3510a1e0bba4a3e9", "table: default changed is risky"),
    ("d9f5a92d1be95c60-4a98c55af410e1e3", "table: discriminator removed or mapping changed is breaking in responses"),
    ("d9f5a92d1be95c60-57ac900a9e254696", "table: discriminator removed or mapping changed is breaking in responses"),
    ("cfdf012b8c67043a-d460aa35ce37f28b", "table: format added to a response is safe; hostname had no Rust type"),
    ("4b7a1c8b50172d50-59cac025f347a433", "table: nullable breaks where the property was required; this one is an Option already"),
    ("da1fa13b430673b6-7a6d58de10e21b6e", "table: nullable breaks where the property was required; this one is an Option already"),
    ("ede44fd2bbfc1692-56baaaf76b76feb3", "table: nullable breaks where the property was required; this one is an Option already"),
    ("720b4961aff70a10-5209f8a254ef695f", "table: request enum value removed is risky"),
    ("9bb526c75a91f720-3510a1e0bba4a3e9", "table: request enum value removed is risky"),
    ("a65846e2c0776980-5a9875f525c129bd", "table: request enum value removed is risky"),
    ("766edb9277561a13-4cec8c74ec1c1cf3", "table: request property no longer nullable is risky"),
    ("7e7f3facb2f3131f-f850e55af479c5a7", "table: request property no longer nullable is risky"),
    ("adde6a01a86d109c-6664d97a45d08705", "table: request property no longer nullable is risky"),
    ("d606dc7074b5f618-5e1d518a8b7ad351", "table: request property no longer nullable is risky"),
    ("dfe0af8517422658-5e1d518a8b7ad351", "table: request property no longer nullable is risky"),
    ("5025cfb33fd22928-9821fa41a11493aa", "table: security added is breaking"),
    ("b0a5991f6c8288dd-607f00474f10f8e1", "table: security scheme changed is breaking"),
    ("b0a5991f6c8288dd-9a8e78f85b983557", "table: security scheme changed is breaking"),
    ("c5daa1ca45e701bb-7bac673af4c9c0bf", "the enum is opened and a type added: what was sent is taken"),
    ("1e6a3331514a9386-f1e336f03ada511d", "the new variant has the same fields as the old one: every request that was taken is taken"),
    ("e642d211eaaa09b1-955f8e8705aa54c9", "the property is read-only, so requests do not send it"),
    ("0c0d8997099a03cb-7c82fff94d5a744c", "the reference lets a deprecated operation go after its sunset; who calls it breaks all the same"),
    ("221f01b793a63900-0b938ecdbf461a97", "the reference lets an alpha operation go; who calls it breaks all the same"),
    ("b3312ee0c9dddcc6-db21ab6571a8d43b", "the required property is demanded inside of limits (`contains`, `if`, ..), which have no Rust type: risky"),
    ("28bdd376d1a21765-d08831fc25d3c95a", "this client checks no limits on what it receives"),
    ("2e44c54dacba5996-25baa1b729b0ad68", "this client checks no limits on what it receives"),
    ("440c5fb41cb831fa-d08831fc25d3c95a", "this client checks no limits on what it receives"),
    ("5c076b1f95599408-8168d8d4d5e9b7b3", "this client checks no limits on what it receives"),
    ("6a2de1b44c347877-e1a325ed9f86d926", "this client checks no limits on what it receives"),
    ("8f15ddb48a184df3-d08831fc25d3c95a", "this client checks no limits on what it receives"),
    ("9e6793b5193e32df-809140bb0cc134fc", "this client checks no limits on what it receives"),
    ("dde90f7a42e5a2d5-3510a1e0bba4a3e9", "this client checks no limits on what it receives"),];

#[test]
fn breaking_or_not_agrees_with_the_reference() {
    let Some(folder) = oas_corpus::find("diff-cases") else {
        return;
    };
    let mut otherwise: BTreeMap<&str, &str> = OTHERWISE.iter().copied().collect();
    assert_eq!(otherwise.len(), OTHERWISE.len(), "a pair stands twice in the list");
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in read(&folder.join("cases.jsonl")).lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        // Lifecycle rules are a policy of that tool; where its versions disagree there is no verdict to follow.
        if case["lifecycle"].as_bool().unwrap() || !case["versions_agree"].as_bool().unwrap() {
            continue;
        }
        compared += 1;
        let name = case["case"].as_str().unwrap();
        let document = |key: &str| load(&folder.join(case[key].as_str().unwrap()));
        let report = diff(&document("base"), &document("revision"), &Settings::default());
        let breaking = report.summary.wire == Wire::Breaking;
        let agrees = breaking == case["breaking"].as_bool().unwrap();
        match (agrees, otherwise.remove(name)) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(_)) => wrong.push(format!("{name} agrees now: take it off the list")),
            (false, None) => wrong.push(format!(
                "{name}: reference {}\n  {}",
                case["expected"],
                lines(&report).join("\n  ")
            )),
        }
    }
    assert!(compared > 200, "{compared} pairs compared");
    assert!(otherwise.is_empty(), "not among the pairs: {otherwise:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_pair_can_be_compared_both_ways() {
    let Some(folder) = oas_corpus::find("diff-cases") else {
        return;
    };
    for line in read(&folder.join("cases.jsonl")).lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let document = |key: &str| load(&folder.join(case[key].as_str().unwrap()));
        let (base, revision) = (document("base"), document("revision"));
        for (a, b) in [(&base, &revision), (&revision, &base)] {
            let report = diff(a, b, &Settings::default());
            let mut edits: Vec<_> = report
                .changes
                .iter()
                .map(|c| {
                    (c.rule, c.old.as_ref().map(|p| &p.pointer), c.new.as_ref().map(|p| &p.pointer))
                })
                .collect();
            let all = edits.len();
            edits.sort();
            edits.dedup();
            assert_eq!(edits.len(), all, "{}: a change is told twice", case["case"]);
        }
    }
}
