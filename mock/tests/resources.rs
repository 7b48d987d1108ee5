//! What is created can be read, listed, changed and deleted, as the document has it.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]

mod support;

use oas_mock::Mock;
use serde_json::{Value, json};
use support::{call, shop, shop_with};

#[tokio::test]
async fn a_thing_is_created_read_listed_changed_and_deleted() {
    let mock = shop(1);
    let lamp = json!({ "name": "lamp", "price": 12.5, "tags": ["new"] });
    let made = call(&mock, "POST", "/shops/s1/goods", Some(lamp)).await;
    assert_eq!(
        (made.status, &made.body["name"], &made.body["price"]),
        (201, &json!("lamp"), &json!(12.5))
    );
    let id = made.body["id"].as_i64().unwrap();
    let path = format!("/shops/s1/goods/{id}");
    assert!(made.header("location").ends_with(&path), "{}", made.header("location"));
    // What the document wants beside is made, and stays.
    assert!(made.body["created_at"].is_string());
    assert!(made.body.get("secret").is_none());
    let read = call(&mock, "GET", &path, None).await;
    assert_eq!((read.status, &read.body), (200, &made.body));
    let listed = call(&mock, "GET", "/shops/s1/goods", None).await;
    assert_eq!((listed.status, &listed.body["data"]), (200, &json!([made.body])));
    assert_eq!(call(&mock, "GET", "/shops/s2/goods", None).await.body["data"], json!([]));
    let patch = json!({ "price": 10, "tags": null, "id": 77 });
    let changed = call(&mock, "PATCH", &path, Some(patch)).await;
    let mut expected = made.body.clone();
    expected["price"] = json!(10);
    expected.as_object_mut().unwrap().remove("tags");
    assert_eq!((changed.status, &changed.body), (200, &expected));
    let put = call(&mock, "PUT", &path, Some(json!({ "name": "torch", "price": 1 }))).await;
    assert_eq!(
        (put.status, &put.body["name"], &put.body["id"]),
        (200, &json!("torch"), &json!(id))
    );
    assert_eq!(put.body["created_at"], made.body["created_at"]);
    assert_eq!(call(&mock, "GET", &path, None).await.body, put.body);
    let deleted = call(&mock, "DELETE", &path, None).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    for method in ["GET", "DELETE"] {
        let gone = call(&mock, method, &path, None).await;
        assert_eq!((gone.status, &gone.body["error"]["code"]), (404, &json!("not_found")));
        let message = gone.body["error"]["message"].as_str().unwrap();
        assert!(message.contains(&format!("path.good_id: \"{id}\"")), "{message}");
    }
    let put = call(&mock, "PUT", &path, Some(json!({ "name": "torch", "price": 1 }))).await;
    assert_eq!(put.status, 404, "POST creates");
    assert_eq!(call(&mock, "GET", "/shops/s1/goods", None).await.body["data"], json!([]));
}

#[tokio::test]
async fn ids_have_the_type_and_form_of_the_document() {
    let mock = shop(1);
    let order = call(&mock, "POST", "/orders", Some(json!({ "note": "n" }))).await;
    let id = order.body["order"]["order_id"].as_str().unwrap();
    assert_eq!((id.len(), id.split('-').count()), (36, 5), "{id}");
    let room = call(&mock, "POST", "/rooms", Some(json!({ "title": "t" }))).await;
    let id = room.body["code"].as_str().unwrap();
    assert!(id.starts_with("R-") && id.len() == 6, "{id}");
    // One that the client gives.
    let tag = call(&mock, "POST", "/tags", Some(json!({ "name": "blue sky" }))).await;
    assert!(tag.header("location").ends_with("/tags/blue%20sky"));
    let read = call(&mock, "GET", "/tags/blue%20sky", None).await;
    assert_eq!((read.status, &read.body["name"]), (200, &json!("blue sky")));
    // And one that stands in the path alone.
    let missing = call(&mock, "GET", "/settings/dark", None).await;
    assert_eq!(missing.status, 404);
    let put = call(&mock, "PUT", "/settings/dark", Some(json!({ "value": true }))).await;
    assert_eq!((put.status, &put.body), (200, &json!({ "value": true })));
    assert_eq!(call(&mock, "GET", "/settings/dark", None).await.body, json!({ "value": true }));
}

/// Follows a list to its end: the items of all pages, and how many pages there were.
async fn all(
    mock: &oas_mock::Mock,
    path: &str,
    items: &str,
    next: impl Fn(&support::Answer) -> Option<String>,
) -> (Vec<Value>, usize) {
    let (mut found, mut pages) = (Vec::new(), 0);
    let mut at = Some(path.to_owned());
    while let Some(path) = at {
        let page = call(mock, "GET", &path, None).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        found.extend(page.body.pointer(items).unwrap().as_array().unwrap().clone());
        pages += 1;
        at = next(&page);
        assert!(pages < 20, "{path}");
    }
    (found, pages)
}

#[tokio::test]
async fn lists_have_the_pages_of_the_document() {
    let mock = shop(1);
    for number in 0..7 {
        let good = json!({ "name": format!("g{number}"), "price": number });
        assert_eq!(call(&mock, "POST", "/shops/s/goods", Some(good)).await.status, 201);
        call(&mock, "POST", "/orders", Some(json!({ "note": format!("g{number}") }))).await;
        call(&mock, "POST", "/rooms", Some(json!({ "title": format!("g{number}") }))).await;
        call(&mock, "POST", "/tags", Some(json!({ "name": format!("g{number}") }))).await;
    }
    let names = |items: &[Value], pointer: &str| {
        items
            .iter()
            .map(|item| item.pointer(pointer).unwrap().as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let expected: Vec<String> = (0..7).map(|number| format!("g{number}")).collect();
    // By cursor.
    let (goods, pages) = all(&mock, "/shops/s/goods?limit=3", "/data", |page| {
        assert_eq!(page.body["meta"]["total"], 7);
        let more = page.body["meta"]["has_more"].as_bool().unwrap();
        let cursor = page.body["meta"]["next_cursor"]
            .as_str()
            .map(|c| format!("/shops/s/goods?limit=3&cursor={c}"));
        assert_eq!(cursor.is_some(), more);
        cursor
    })
    .await;
    assert_eq!((names(&goods, "/name"), pages), (expected.clone(), 3));
    // By the number of the page.
    let (orders, pages) = all(&mock, "/orders?page=1&per_page=2", "/orders", |page| {
        assert_eq!((&page.body["total_count"], &page.body["total_pages"]), (&json!(7), &json!(4)));
        let number = page.body["page"].as_u64().unwrap();
        (number < 4).then(|| format!("/orders?page={}&per_page=2", number + 1))
    })
    .await;
    assert_eq!((names(&orders, "/note"), pages), (expected.clone(), 4));
    // By offset, with the address of the next page in a header.
    let (rooms, pages) = all(&mock, "/rooms?limit=3", "", |page| {
        let link = page.header("link");
        link.strip_prefix("<http://127.0.0.1:0")
            .map(|rest| rest.split('>').next().unwrap().to_owned())
    })
    .await;
    assert_eq!((names(&rooms, "/title"), pages), (expected.clone(), 3));
    // By the last thing of the page before; an address in the body.
    let (tags, pages) = all(&mock, "/tags?limit=4", "/items", |page| {
        let next = page.body["next"].as_str();
        next.map(|next| next.strip_prefix("http://127.0.0.1:0").unwrap().to_owned())
    })
    .await;
    assert_eq!((names(&tags, "/name"), pages), (expected, 2));
    let beyond = call(&mock, "GET", "/shops/s/goods?cursor=of+another+list", None).await;
    assert_eq!((beyond.status, &beyond.body["data"]), (200, &json!([])));
}

#[tokio::test]
async fn one_seed_is_the_same_samples_and_two_are_two_sets() {
    let answers = async |seed: u64| {
        let mock = shop(seed);
        let report = call(&mock, "GET", "/report", None).await;
        assert_eq!(report.status, 200, "{}", report.text);
        let order = call(&mock, "POST", "/orders", Some(json!({ "note": "n" }))).await;
        (report.body, order.body)
    };
    let (first, again, other) = (answers(5).await, answers(5).await, answers(6).await);
    assert_eq!(first, again);
    assert_ne!(first.0, other.0);
    assert_ne!(first.1["order"]["order_id"], other.1["order"]["order_id"]);
    // An example of the document is the same for all.
    let greeting = call(&shop(5), "GET", "/greeting", None).await;
    assert_eq!(greeting.body, json!({ "text": "Good morning" }));
}

#[tokio::test]
async fn a_request_that_does_not_fit_is_told_where_and_what() {
    let mock = shop(1);
    let goods = "/shops/s/goods";
    for (body, status, sentence) in [
        (r#"{"name": "x", "price": -1}"#, 422, "body/price: -1 is less than the minimum of 0"),
        (r#"{"price": 1}"#, 422, r#"body: "name" is a required property"#),
        (r#"{"name": "#, 422, "the body is not JSON: EOF while parsing a value at line 1 column 9"),
        ("", 422, "body: is required"),
    ] {
        let answer = support::send(&mock, "POST", goods, "application/json", body).await;
        assert_eq!(
            (answer.status, answer.body["error"]["message"].as_str()),
            (status, Some(sentence)),
            "{body}"
        );
    }
    let answer = support::send(&mock, "POST", goods, "text/plain", "{}").await;
    assert_eq!(answer.body["error"]["message"], "the body has to be application/json");
    let answer = call(&mock, "GET", "/shops/s/goods?limit=many", None).await;
    assert_eq!(answer.body["error"]["message"], "query.limit: \"many\" is not of type \"integer\"");
    // Where the document has nothing for a wrong id, there is none such.
    let answer = call(&mock, "GET", &format!("/shops/{}", "x".repeat(41)), None).await;
    let message = answer.body["error"]["message"].as_str().unwrap();
    assert!(answer.status == 404 && message.starts_with("path.shop_id: "), "{message}");
    let answer = call(&mock, "GET", "/nowhere", None).await;
    assert_eq!((answer.status, answer.header("content-type")), (404, "application/problem+json"));
    let answer = call(&mock, "PUT", goods, None).await;
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, POST"));
}

#[tokio::test]
async fn what_cannot_be_answered_says_why() {
    let mock = Mock::builder(include_str!("data/odd.yaml")).in_memory().unwrap();
    let answer = call(&mock, "GET", "/nothing", None).await;
    assert_eq!(answer.status, 501);
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.starts_with("/paths/~1nothing/get/responses/200/content/application~1json has neither a schema nor an example"), "{detail}");
    let answer = call(&mock, "GET", "/impossible", None).await;
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.contains("/paths/~1impossible/get/responses/200/content/application~1json/schema was found that fits it"), "{detail}");
    let warnings = mock.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(
        warnings[0].starts_with("GET /impossible: ")
            || warnings[1].starts_with("GET /impossible: ")
    );
}

#[tokio::test]
async fn what_is_kept_is_bounded() {
    let mock = shop_with(|builder| builder.item_limit(3).body_limit(200));
    for number in 0..5 {
        call(&mock, "POST", "/tags", Some(json!({ "name": format!("t{number}") }))).await;
    }
    let listed = call(&mock, "GET", "/tags", None).await;
    let names: Vec<&str> = listed.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["t2", "t3", "t4"]);
    let large = call(&mock, "POST", "/tags", Some(json!({ "name": "x".repeat(300) }))).await;
    assert_eq!(
        (large.status, &large.body["error"]["message"]),
        (422, &json!("the body is too large"))
    );
}

#[tokio::test]
async fn a_key_is_asked_for_where_the_document_does() {
    let open = shop(1);
    let none = support::bare(&open, "GET", "/private", &[]).await;
    assert_eq!((none.status, &none.body["error"]["code"]), (401, &json!("unauthorized")));
    let any = support::bare(&open, "GET", "/private", &[("x-key", "whatever")]).await;
    assert_eq!(any.status, 200);
    let closed = shop_with(|builder| builder.key("right"));
    assert_eq!(support::bare(&closed, "GET", "/private", &[("x-key", "wrong")]).await.status, 401);
    assert_eq!(support::bare(&closed, "GET", "/private", &[("x-key", "right")]).await.status, 200);
    assert_eq!(support::bare(&closed, "GET", "/private?key=right", &[]).await.status, 200);
    let received = closed.received();
    assert!(!format!("{received:?}").contains("right"), "the key is in no record");
}

#[tokio::test]
async fn what_is_under_a_thing_goes_with_it() {
    let mock = shop(1);
    let shop = call(&mock, "POST", "/shops", Some(json!({ "name": "s" }))).await;
    let id = shop.body["id"].as_str().unwrap().to_owned();
    let good = call(
        &mock,
        "POST",
        &format!("/shops/{id}/goods"),
        Some(json!({ "name": "g", "price": 1 })),
    )
    .await;
    let path = format!("/shops/{id}/goods/{}", good.body["id"]);
    assert_eq!(call(&mock, "GET", &path, None).await.status, 200);
    assert_eq!(call(&mock, "DELETE", &format!("/shops/{id}"), None).await.status, 200);
    assert_eq!(call(&mock, "GET", &path, None).await.status, 404);
    let below = call(&mock, "GET", &format!("/shops/{id}/goods"), None).await;
    assert_eq!(below.status, 404);
    let message = below.body["error"]["message"].as_str().unwrap();
    assert_eq!(message, format!("path.shop_id: \"{id}\" does not exist"));
}

const TASKS: &str = r##"
openapi: 3.0.3
info: { title: Tasks, version: "1" }
paths:
  /tasks:
    post:
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/NewTask" } } } }
      responses: { "201": { description: made, content: { application/json: { schema: { $ref: "#/components/schemas/Task" } } } } }
    get:
      parameters:
        - { name: state, in: query, schema: { type: string } }
        - { name: labels, in: query, explode: false, schema: { type: array, items: { type: string } } }
        - { name: sort, in: query, schema: { type: string } }
      responses: { "200": { description: all, content: { application/json: { schema: { type: object, properties: { total: { type: integer }, tasks: { type: array, items: { $ref: "#/components/schemas/Task" } } } } } } } }
  /tasks/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: one, content: { application/json: { schema: { $ref: "#/components/schemas/Task" } } } } }
  /flows/:
    post:
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/NewTask" } } } }
      responses: { "201": { description: made, content: { application/json: { schema: { $ref: "#/components/schemas/Task" } } } } }
  /flows/filter:
    post:
      requestBody: { content: { application/json: { schema: { type: object, properties: { limit: { type: integer, default: 2 }, offset: { type: integer } } } } } }
      responses: { "200": { description: all, content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Task" } } } } } }
  /flows/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: one, content: { application/json: { schema: { $ref: "#/components/schemas/Task" } } } } }
  /feed: { get: { responses: { "200": { description: now, content: { application/xml: { schema: { $ref: "#/components/schemas/Feed" } } } } } } }
components:
  schemas:
    NewTask: { type: object, required: [state], properties: { state: { type: string }, due: { type: string, format: date, nullable: true }, weight: { type: number, minimum: 0, exclusiveMinimum: true }, labels: { type: array, items: { type: string } } } }
    Task: { allOf: [{ $ref: "#/components/schemas/NewTask" }, { type: object, required: [id], properties: { id: { type: string } } }] }
    Feed: { type: object, xml: { name: feed }, required: [lang, entry], properties: { lang: { type: string, enum: [en], xml: { attribute: true } }, entry: { type: array, minItems: 1, items: { type: string } } } }
"##;

#[tokio::test]
async fn a_document_of_openapi_3_0_is_served() {
    let mock = Mock::builder(TASKS).in_memory().unwrap();
    assert_eq!(mock.warnings(), [""; 0]);
    let made =
        call(&mock, "POST", "/tasks", Some(json!({ "state": "new", "due": null, "weight": 0.5 })))
            .await;
    assert_eq!((made.status, &made.body["due"]), (201, &Value::Null), "{}", made.text);
    let refused = call(&mock, "POST", "/tasks", Some(json!({ "state": "new", "weight": 0 }))).await;
    assert_eq!(refused.status, 422);
    let detail = refused.body["detail"].as_str().unwrap();
    assert_eq!(detail, "body/weight: 0 is less than or equal to the minimum of 0");
}

#[tokio::test]
async fn a_list_has_what_has_the_value_that_is_asked_for() {
    let mock = Mock::builder(TASKS).in_memory().unwrap();
    for (state, label) in [("new", "a"), ("old", "b"), ("new", "c")] {
        let task = json!({ "state": state, "labels": [label, "all"] });
        assert_eq!(call(&mock, "POST", "/tasks", Some(task)).await.status, 201);
    }
    for (query, count) in [
        ("", 3),
        ("?state=new", 2),
        ("?state=none", 0),
        ("?labels=a,b", 2),
        ("?labels=c&state=old", 0),
        // What names no member is passed over.
        ("?sort=state", 3),
    ] {
        let listed = call(&mock, "GET", &format!("/tasks{query}"), None).await;
        assert_eq!(
            listed.body["tasks"].as_array().unwrap().len(),
            count,
            "{query}: {}",
            listed.text
        );
        assert_eq!(listed.body["total"], count, "{query}");
    }
}

#[tokio::test]
async fn a_list_may_be_asked_for_by_a_body() {
    let mock = Mock::builder(TASKS).in_memory().unwrap();
    for number in 0..5 {
        let task = json!({ "state": format!("s{number}") });
        assert_eq!(call(&mock, "POST", "/flows/", Some(task)).await.status, 201);
    }
    let mut seen = Vec::new();
    for offset in [0, 2, 4] {
        let page = call(&mock, "POST", "/flows/filter", Some(json!({ "offset": offset }))).await;
        let items = page.body.as_array().unwrap().clone();
        assert_eq!(items.len(), if offset == 4 { 1 } else { 2 }, "{}", page.text);
        seen.extend(items.iter().map(|item| item["state"].as_str().unwrap().to_owned()));
    }
    assert_eq!(seen, ["s0", "s1", "s2", "s3", "s4"]);
    let whole = call(&mock, "POST", "/flows/filter", Some(json!({ "limit": 9 }))).await;
    assert_eq!(whole.body.as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn xml_is_made_of_the_schema() {
    let mock = Mock::builder(TASKS).in_memory().unwrap();
    let feed = call(&mock, "GET", "/feed", None).await;
    assert_eq!((feed.status, feed.header("content-type")), (200, "application/xml"));
    let start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><feed lang=\"en\"><entry>";
    assert!(
        feed.text.starts_with(start) && feed.text.ends_with("</entry></feed>"),
        "{}",
        feed.text
    );
}
