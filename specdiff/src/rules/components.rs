//! Components as a whole: that they came, went, or go by another name.

super::rules! {
    SCHEMA_ADDED = "schema-added" None Safe Minor Contract <=> "schema-removed" {
        what: "A component is new.",
        why: "Nothing that was there uses it; the crate gains a type.",
        example: "add `components.schemas.Pet`",
    }
    SCHEMA_REMOVED = "schema-removed" None Safe Major Contract <=> "schema-added" {
        what: "A component is gone.",
        why: "What used it is reported where it used it; the type leaves the crate.",
        example: "delete `components.schemas.Pet`",
    }
    SCHEMA_RENAMED = "schema-renamed" None Safe Major Contract <=> "schema-renamed" {
        what: "A component has another name: the two are alike and one took the place of the other.",
        why: "Names of components are never sent; the type is named after it.",
        example: "`components.schemas.Owner` becomes `Person`",
    }
    SCHEMA_EXTRACTED = "schema-extracted" None Safe Major Contract <=> "schema-inlined" {
        what: "An inline schema became a reference to a component of the same meaning.",
        why: "The same JSON is sent; the type has another name.",
        example: "`{type: object, ..}` becomes `$ref: Owner`",
    }
    SCHEMA_INLINED = "schema-inlined" None Safe Major Contract <=> "schema-extracted" {
        what: "A reference to a component became an inline schema of the same meaning.",
        why: "The same JSON is sent; the type has another name.",
        example: "`$ref: Owner` becomes `{type: object, ..}`",
    }
    SCHEMA_REFERENCE_CHANGED = "schema-reference-changed" None Safe Major Contract <=> "schema-reference-changed" {
        what: "A reference names another component of the same meaning.",
        why: "The same JSON is sent; the type has another name.",
        example: "`$ref: Pet` becomes `$ref: PetOutput`",
    }
    COMPONENT_ADDED = "component-added" None Safe None Contract <=> "component-removed" {
        what: "A shared parameter, body, response, header, example, link or path item is new, or a schema in `$defs` that nothing names.",
        why: "Nothing that was there uses it. What it says inline has a Rust type once an operation has it.",
        example: "add `components.parameters.limit`",
    }
    COMPONENT_REMOVED = "component-removed" None Safe None Contract <=> "component-added" {
        what: "A shared parameter, body, response, header, example, link or path item is gone, or a schema in `$defs` that nothing named.",
        why: "What used it is reported where it used it.",
        example: "delete `components.parameters.limit`",
    }
}
