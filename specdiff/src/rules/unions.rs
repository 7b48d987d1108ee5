//! Unions, and one schema in place of another.

super::rules! {
    REQUEST_UNION_VARIANT_ADDED = "request-union-variant-added" Request Safe Minor Contract <=> "request-union-variant-removed", "response-union-variant-added" {
        what: "A union that the client sends has one more variant.",
        why: "What published callers send is still taken.",
        example: "add `$ref: Triangle` to `oneOf`",
    }
    RESPONSE_UNION_VARIANT_ADDED = "response-union-variant-added" Response Safe Minor Contract <=> "response-union-variant-removed", "request-union-variant-added" {
        what: "A union that the client receives has one more variant.",
        why: "Unions of this client keep a variant that they do not know. Where they are closed, the settings make this breaking.",
        example: "add `$ref: Triangle` to `oneOf`",
    }
    REQUEST_UNION_VARIANT_REMOVED = "request-union-variant-removed" Request Breaking Major Contract <=> "request-union-variant-added", "response-union-variant-removed" {
        what: "A union that the client sends has one variant less.",
        why: "Callers that send the variant are refused.",
        example: "delete `$ref: Circle` from `oneOf`",
    }
    RESPONSE_UNION_VARIANT_REMOVED = "response-union-variant-removed" Response Safe Major Contract <=> "response-union-variant-added", "request-union-variant-removed" {
        what: "A union that the client receives has one variant less.",
        why: "Published clients never see the variant again, as with an enum value that is gone; it leaves the type.",
        example: "delete `$ref: Circle` from `oneOf`",
    }
    REQUEST_UNION_REORDERED = "request-union-reordered" Request Safe None Contract <=> "request-union-reordered", "response-union-reordered" {
        what: "The variants of a union without a tag that the client sends stand in another order.",
        why: "The caller says which variant it is.",
        example: "`anyOf: [A, B]` becomes `anyOf: [B, A]`",
    }
    RESPONSE_UNION_REORDERED = "response-union-reordered" Response Risky None Contract <=> "response-union-reordered", "request-union-reordered" {
        what: "The variants of a union without a tag that the client receives stand in another order.",
        why: "Without a tag the first variant that fits is taken, and another one may fit first.",
        example: "`anyOf: [A, B]` becomes `anyOf: [B, A]`",
    }
    REQUEST_UNION_KIND_CHANGED = "request-union-kind-changed" Request Safe Major Contract <=> "request-union-kind-changed", "response-union-kind-changed" {
        what: "A union that the client sends is `anyOf` where it was `oneOf`, or the other way round.",
        why: "The values stay the same but for overlaps; the type may be generated in another way.",
        example: "`oneOf` becomes `anyOf`",
    }
    RESPONSE_UNION_KIND_CHANGED = "response-union-kind-changed" Response Safe Major Contract <=> "response-union-kind-changed", "request-union-kind-changed" {
        what: "A union that the client receives is `anyOf` where it was `oneOf`, or the other way round.",
        why: "The values stay the same but for overlaps; the type may be generated in another way.",
        example: "`oneOf` becomes `anyOf`",
    }
    REQUEST_DISCRIMINATOR_ADDED = "request-discriminator-added" Request Safe Major Contract <=> "request-discriminator-removed", "response-discriminator-added" {
        what: "A union that the client sends has a property that tells the variants apart.",
        why: "The same JSON is sent. Variants that are references keep their names; inline ones are named by the property's values.",
        example: "add `discriminator.propertyName`",
    }
    RESPONSE_DISCRIMINATOR_ADDED = "response-discriminator-added" Response Safe Major Contract <=> "response-discriminator-removed", "request-discriminator-added" {
        what: "A union that the client receives has a property that tells the variants apart.",
        why: "The same JSON comes. Variants that are references keep their names; inline ones are named by the property's values.",
        example: "add `discriminator.propertyName`",
    }
    REQUEST_DISCRIMINATOR_REMOVED = "request-discriminator-removed" Request Safe Major Contract <=> "request-discriminator-added", "response-discriminator-removed" {
        what: "A union that the client sends no longer has a property that tells the variants apart.",
        why: "The same JSON is sent. Variants that are references keep their names; inline ones are named by the property's values.",
        example: "delete `discriminator`",
    }
    RESPONSE_DISCRIMINATOR_REMOVED = "response-discriminator-removed" Response Breaking Major Contract <=> "response-discriminator-added", "request-discriminator-removed" {
        what: "A union that the client receives no longer has a property that tells the variants apart.",
        why: "Published clients read the property to tell the variants apart.",
        example: "delete `discriminator`",
    }
    REQUEST_DISCRIMINATOR_CHANGED = "request-discriminator-changed" Request Risky Major Contract <=> "request-discriminator-changed", "response-discriminator-changed" {
        what: "The discriminator of a union that the client sends names another property, or maps other values.",
        why: "Published callers send the old property and values.",
        example: "`mapping.circle` becomes `mapping.round`",
    }
    RESPONSE_DISCRIMINATOR_CHANGED = "response-discriminator-changed" Response Breaking Major Contract <=> "response-discriminator-changed", "request-discriminator-changed" {
        what: "The discriminator of a union that the client receives names another property, or maps other values.",
        why: "Published clients read the old property and values to tell the variants apart.",
        example: "`mapping.circle` becomes `mapping.round`",
    }
    REQUEST_DISCRIMINATOR_VALUE_ADDED = "request-discriminator-value-added" Request Safe Major Contract <=> "request-discriminator-value-removed", "response-discriminator-value-added" {
        what: "The discriminator of a union that the client sends maps one more value to a variant that is there.",
        why: "What published callers send is still taken.",
        example: "add `mapping.ring: Circle` beside `mapping.circle: Circle`",
    }
    RESPONSE_DISCRIMINATOR_VALUE_ADDED = "response-discriminator-value-added" Response Safe Major Contract <=> "response-discriminator-value-removed", "request-discriminator-value-added" {
        what: "The discriminator of a union that the client receives maps one more value to a variant that is there.",
        why: "Unions of this client keep a variant that they do not know. Where they are closed, the settings make this breaking.",
        example: "add `mapping.ring: Circle` beside `mapping.circle: Circle`",
    }
    REQUEST_DISCRIMINATOR_VALUE_REMOVED = "request-discriminator-value-removed" Request Risky Major Contract <=> "request-discriminator-value-added", "response-discriminator-value-removed" {
        what: "The discriminator of a union that the client sends no longer maps one of the values of a variant.",
        why: "Callers that send the value are refused.",
        example: "delete `mapping.ring: Circle` beside `mapping.circle: Circle`",
    }
    RESPONSE_DISCRIMINATOR_VALUE_REMOVED = "response-discriminator-value-removed" Response Safe Major Contract <=> "response-discriminator-value-added", "request-discriminator-value-removed" {
        what: "The discriminator of a union that the client receives no longer maps one of the values of a variant.",
        why: "The value no longer comes; the others mean what they meant.",
        example: "delete `mapping.ring: Circle` beside `mapping.circle: Circle`",
    }
    REQUEST_SCHEMA_REPLACED = "request-schema-replaced" Request Breaking Major Contract <=> "request-schema-replaced", "response-schema-replaced" {
        what: "A value that the client sends has another schema in place of the old one, and the two differ.",
        why: "What the two differ in is listed with the change, which takes the worst class among it.",
        example: "`$ref: Pet` becomes `$ref: PetV2`",
    }
    RESPONSE_SCHEMA_REPLACED = "response-schema-replaced" Response Breaking Major Contract <=> "response-schema-replaced", "request-schema-replaced" {
        what: "A value that the client receives has another schema in place of the old one, and the two differ.",
        why: "What the two differ in is listed with the change, which takes the worst class among it.",
        example: "`$ref: Pet` becomes `$ref: PetV2`",
    }
}
