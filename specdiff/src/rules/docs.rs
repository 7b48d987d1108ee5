//! Words.

super::rules! {
    DESCRIPTION_CHANGED = "description-changed" None Safe None Docs <=> "description-changed" {
        what: "A `description` or `summary` is another one, is new or is gone.",
        why: "Words only.",
        example: "`description: A pet.` becomes `description: An animal.`",
    }
    TITLE_CHANGED = "title-changed" None Safe None Docs <=> "title-changed" {
        what: "A `title` is another one, is new or is gone.",
        why: "Words only: this crate does not name types after titles.",
        example: "add `title: Pet`",
    }
    EXAMPLE_CHANGED = "example-changed" None Safe None Docs <=> "example-changed" {
        what: "An `example` or `examples` is another one, is new or is gone.",
        why: "Examples promise nothing.",
        example: "add `examples: [{}]`",
    }
    INFO_CHANGED = "info-changed" None Safe None Docs <=> "info-changed" {
        what: "A field of `info` is another one, is new or is gone.",
        why: "Words only; the version is the server's own.",
        example: "`info.version: 1.0` becomes `1.1`",
    }
    OPENAPI_VERSION_CHANGED = "openapi-version-changed" None Safe None Docs <=> "openapi-version-changed" {
        what: "The document follows another version of OpenAPI.",
        why: "What changes with it is reported where it changes.",
        example: "`openapi: 3.0.3` becomes `3.1.0`",
    }
    TAG_CHANGED = "tag-changed" None Safe None Docs <=> "tag-changed" {
        what: "The list of tags of the document, or the words of a tag, are others.",
        why: "Words only.",
        example: "add `{name: pets}` to `tags`",
    }
    EXTERNAL_DOCS_CHANGED = "external-docs-changed" None Safe None Docs <=> "external-docs-changed" {
        what: "An `externalDocs` is another one, is new or is gone.",
        why: "A link for readers.",
        example: "add `externalDocs.url`",
    }
    EXTENSION_CHANGED = "extension-changed" None Safe None Docs <=> "extension-changed" {
        what: "An `x-` key, or a key that OpenAPI does not know, is another one, is new or is gone.",
        why: "Nothing here reads it.",
        example: "add `x-internal: true`",
    }
}
