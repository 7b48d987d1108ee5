//! The examples of two READMEs that need a document beside them: this macro's, and the calls of oas-codegen's.

#![allow(clippy::unwrap_used)]
// They are compiled, and call nobody.
#![allow(dead_code)]

mod macros {
    mod api {
        oas_macros::client!("tests/documents/clock.yaml", settings = { "path_prefix": "/v1" });
    }

    async fn now() -> Result<String, Box<dyn std::error::Error>> {
        let client = api::Client::builder().build()?;
        let call = client.get_zones_by_zone_time().zone("Europe/Prague");
        Ok(call.send().await?.into_inner().now.to_string())
    }
}

mod codegen {
    use std::time::Duration;

    mod api {
        oas_macros::client!("tests/documents/pets.yaml");
    }

    async fn copy(key: String) -> Result<(), Box<dyn std::error::Error>> {
        // A method for each security scheme and each server variable of the document; the address is that of its first server, or of
        // the first that has all variables that are set.
        let client =
            api::Client::builder().api_key(key).attempt_timeout(Duration::from_secs(5)).build()?;
        let pet = client.get_pets_by_pet_id().pet_id("7").send().await?.into_inner();

        // An error has the type that the document gives it, and is whole where it gives none.
        match client.post_pets().body(pet).send().await {
            Ok(made) => println!("{}", made.status()),
            Err(error) => println!("{error}, {:?}", error.typed()),
        }
        Ok(())
    }
}

/// Every line of the examples is above, wherever a formatter breaks it.
#[test]
fn the_examples_are_those_that_are_compiled() {
    let dense = |text: &str| -> String { text.split_whitespace().collect() };
    let here = dense(include_str!("readme.rs"));
    let readmes = [
        (include_str!("../README.md"), "mod api {"),
        (include_str!("../../codegen/README.md"), "async fn copy("),
    ];
    for (readme, begin) in readmes {
        let mut examples = readme.split("```rust,ignore\n").skip(1);
        let example = examples.find(|example| example.starts_with(begin)).unwrap();
        let (example, _) = example.split_once("```").unwrap();
        let example = example.replace("\"openapi.yaml\"", "\"tests/documents/clock.yaml\"");
        assert!(here.contains(&dense(&example)), "{example}");
    }
}
