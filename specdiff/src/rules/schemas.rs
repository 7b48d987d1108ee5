//! Schemas, wherever they stand: components, bodies, responses, parameters, headers.

super::rules! {
    REQUEST_PROPERTY_ADDED_REQUIRED = "request-property-added-required" Request Breaking Major Contract <=> "request-property-removed", "response-property-added" {
        what: "An object that the client sends has one more property, and it is required.",
        why: "Published clients do not send it.",
        example: "add `properties.z` and `required: [z]`",
    }
    REQUEST_PROPERTY_ADDED_OPTIONAL = "request-property-added-optional" Request Safe Minor Contract <=> "request-property-removed", "response-property-added" {
        what: "An object that the client sends has one more property, which may be left out.",
        why: "Published clients leave it out. Request types are made with builders and marked non-exhaustive, so the field only adds.",
        example: "add `properties.z`",
    }
    REQUEST_PROPERTY_REMOVED = "request-property-removed" Request Risky Major Contract <=> "request-property-added-optional", "response-property-removed" {
        what: "An object that the client sends no longer has a property.",
        why: "Servers mostly ignore what they do not know, and then what was sent is lost; the field leaves the type.",
        example: "delete `properties.nick`",
    }
    RESPONSE_PROPERTY_ADDED = "response-property-added" Response Safe Minor Contract <=> "response-optional-property-removed", "request-property-added-optional" {
        what: "An object that the client receives has one more property.",
        why: "This client ignores what it does not know; where a client denies unknown fields, the settings make this breaking for a closed object.",
        example: "add `properties.z`",
    }
    RESPONSE_PROPERTY_REMOVED = "response-property-removed" Response Breaking Major Contract <=> "response-property-added", "request-property-removed" {
        what: "An object that the client receives no longer has a property that it always had.",
        why: "Published clients fail to decode without it.",
        example: "delete `properties.id` and its `required`",
    }
    RESPONSE_OPTIONAL_PROPERTY_REMOVED = "response-optional-property-removed" Response Risky Major Contract <=> "response-property-added", "request-property-removed" {
        what: "An object that the client receives no longer has a property that could be missing.",
        why: "Published clients decode without it, but nobody gets its value any more; the field leaves the type.",
        example: "delete `properties.nick`",
    }
    REQUEST_PROPERTY_BECAME_REQUIRED = "request-property-became-required" Request Breaking Major Contract <=> "request-property-became-optional", "response-property-became-required" {
        what: "A property that the client sends and that could be missing is required.",
        why: "Published callers that leave it out are refused.",
        example: "add `nick` to `required`",
    }
    RESPONSE_PROPERTY_BECAME_REQUIRED = "response-property-became-required" Response Safe Major Contract <=> "response-property-became-optional", "request-property-became-required" {
        what: "A property that the client receives and that could be missing is required.",
        why: "More than was promised; the field is no longer an `Option`.",
        example: "add `nick` to `required`",
    }
    REQUEST_PROPERTY_BECAME_OPTIONAL = "request-property-became-optional" Request Safe Major Contract <=> "request-property-became-required", "response-property-became-optional" {
        what: "A required property that the client sends may be missing.",
        why: "Published callers send it, which stays right; the field becomes an `Option`, unless it is one already.",
        example: "delete `name` from `required`",
    }
    RESPONSE_PROPERTY_BECAME_OPTIONAL = "response-property-became-optional" Response Breaking Major Contract <=> "response-property-became-required", "request-property-became-optional" {
        what: "A required property that the client receives may be missing.",
        why: "Published clients fail to decode when it is missing.",
        example: "delete `name` from `required`",
    }
    REQUEST_BECAME_NULLABLE = "request-became-nullable" Request Safe Major Contract <=> "request-no-longer-nullable", "response-became-nullable" {
        what: "A value that the client sends may be null.",
        why: "Published callers send no null, which stays right; the type becomes an `Option`. A property that could be missing is one already: nothing changes, but in a body that updates, where null and missing are two things. A parameter is never null.",
        example: "`type: string` becomes `type: [string, 'null']`",
    }
    RESPONSE_BECAME_NULLABLE = "response-became-nullable" Response Breaking Major Contract <=> "response-no-longer-nullable", "request-became-nullable" {
        what: "A value that the client receives may be null.",
        why: "Published clients fail to decode a null.",
        example: "`type: string` becomes `type: [string, 'null']`",
    }
    REQUEST_NO_LONGER_NULLABLE = "request-no-longer-nullable" Request Risky Major Contract <=> "request-became-nullable", "response-no-longer-nullable" {
        what: "A value that the client sends may no longer be null.",
        why: "Callers that send null are refused; the type is no longer an `Option`, unless it may be missing.",
        example: "`type: [string, 'null']` becomes `type: string`",
    }
    RESPONSE_NO_LONGER_NULLABLE = "response-no-longer-nullable" Response Safe Major Contract <=> "response-became-nullable", "request-no-longer-nullable" {
        what: "A value that the client receives may no longer be null.",
        why: "More than was promised; the type is no longer an `Option`.",
        example: "`type: [string, 'null']` becomes `type: string`",
    }
    RESPONSE_OPTIONAL_BECAME_NULLABLE = "response-optional-became-nullable" Response Safe None Contract <=> "response-optional-no-longer-nullable", "request-became-nullable" {
        what: "A property that the client receives, and that could be missing, may be null as well.",
        why: "It is an `Option` already, and null decodes to `None`.",
        example: "`type: string` becomes `type: [string, 'null']`, not in `required`",
    }
    RESPONSE_OPTIONAL_NO_LONGER_NULLABLE = "response-optional-no-longer-nullable" Response Safe None Contract <=> "response-optional-became-nullable", "request-no-longer-nullable" {
        what: "A property that the client receives, and that may be missing, is no longer null.",
        why: "It stays an `Option`, because it may be missing.",
        example: "`type: [string, 'null']` becomes `type: string`, not in `required`",
    }
    REQUEST_TYPE_CHANGED = "request-type-changed" Request Breaking Major Contract <=> "request-type-changed", "response-type-changed" {
        what: "A value that the client sends has another type.",
        why: "Published callers send the old type.",
        example: "`type: string` becomes `type: integer`",
    }
    RESPONSE_TYPE_CHANGED = "response-type-changed" Response Breaking Major Contract <=> "response-type-changed", "request-type-changed" {
        what: "A value that the client receives has another type.",
        why: "Published clients fail to decode the new type.",
        example: "`type: string` becomes `type: integer`",
    }
    REQUEST_TYPE_WIDENED = "request-type-widened" Request Safe Major Contract <=> "request-type-narrowed", "response-type-widened" {
        what: "A value that the client sends may be of more types than before.",
        why: "What published callers send is still taken; the Rust type is another one.",
        example: "`type: integer` becomes `type: number`",
    }
    RESPONSE_TYPE_WIDENED = "response-type-widened" Response Breaking Major Contract <=> "response-type-narrowed", "request-type-widened" {
        what: "A value that the client receives may be of more types than before.",
        why: "Published clients fail to decode the types that are new.",
        example: "`type: integer` becomes `type: number`",
    }
    REQUEST_TYPE_NARROWED = "request-type-narrowed" Request Breaking Major Contract <=> "request-type-widened", "response-type-narrowed" {
        what: "A value that the client sends may be of fewer types than before.",
        why: "Published callers may send one that is refused.",
        example: "`type: number` becomes `type: integer`",
    }
    RESPONSE_TYPE_NARROWED = "response-type-narrowed" Response Safe Major Contract <=> "response-type-widened", "request-type-narrowed" {
        what: "A value that the client receives is of fewer types than before.",
        why: "All that comes is known; the Rust type is another one.",
        example: "`type: number` becomes `type: integer`",
    }
    REQUEST_NUMBER_WIDENED = "request-number-widened" Request Safe Major Contract <=> "request-number-narrowed", "response-number-widened" {
        what: "The format of a number that the client sends holds more values.",
        why: "What published callers send still fits; the Rust type is another one.",
        example: "`format: int32` becomes `format: int64`",
    }
    RESPONSE_NUMBER_WIDENED = "response-number-widened" Response Risky Major Contract <=> "response-number-narrowed", "request-number-widened" {
        what: "The format of a number that the client receives holds more values.",
        why: "Clients that hold it in the old size fail to decode what does not fit, or lose digits; those made here keep an integer. Numbers that are no integers have one Rust type, whatever their format.",
        example: "`format: int32` becomes `format: int64`",
    }
    REQUEST_NUMBER_NARROWED = "request-number-narrowed" Request Risky Major Contract <=> "request-number-widened", "response-number-narrowed" {
        what: "The format of a number that the client sends holds fewer values.",
        why: "Values that no longer fit are refused; the Rust type is another one.",
        example: "`format: int64` becomes `format: int32`",
    }
    RESPONSE_NUMBER_NARROWED = "response-number-narrowed" Response Safe Major Contract <=> "response-number-widened", "request-number-narrowed" {
        what: "The format of a number that the client receives holds fewer values.",
        why: "All that comes fits the old Rust type; the new one is another.",
        example: "`format: int64` becomes `format: int32`",
    }
    REQUEST_FORMAT_ADDED = "request-format-added" Request Risky Major Contract <=> "request-format-removed", "response-format-added" {
        what: "A string that the client sends has a format that it did not have, and that has a Rust type of its own.",
        why: "Callers that send other strings are refused; the Rust type is another one.",
        example: "add `format: date-time`",
    }
    RESPONSE_FORMAT_ADDED = "response-format-added" Response Safe Major Contract <=> "response-format-removed", "request-format-added" {
        what: "A string that the client receives has a format that it did not have, and that has a Rust type of its own.",
        why: "All that comes is a string still; the Rust type is another one.",
        example: "add `format: date-time`",
    }
    REQUEST_FORMAT_REMOVED = "request-format-removed" Request Safe Major Contract <=> "request-format-added", "response-format-removed" {
        what: "A string that the client sends no longer has a format that has a Rust type of its own.",
        why: "What published callers send is still taken; the Rust type is another one.",
        example: "delete `format: date-time`",
    }
    RESPONSE_FORMAT_REMOVED = "response-format-removed" Response Breaking Major Contract <=> "response-format-added", "request-format-removed" {
        what: "A string that the client receives no longer has a format that has a Rust type of its own.",
        why: "Published clients fail to decode what does not have the format.",
        example: "delete `format: date-time`",
    }
    REQUEST_FORMAT_CHANGED = "request-format-changed" Request Breaking Major Contract <=> "request-format-changed", "response-format-changed" {
        what: "A value that the client sends has another format, and one of the two has a Rust type of its own.",
        why: "Published callers send the old format.",
        example: "`format: date` becomes `format: date-time`",
    }
    RESPONSE_FORMAT_CHANGED = "response-format-changed" Response Breaking Major Contract <=> "response-format-changed", "request-format-changed" {
        what: "A value that the client receives has another format, and one of the two has a Rust type of its own.",
        why: "Published clients fail to decode the new format.",
        example: "`format: date` becomes `format: date-time`",
    }
    REQUEST_FORMAT_HINT_CHANGED = "request-format-hint-changed" Request Risky None Contract <=> "request-format-hint-changed", "response-format-hint-changed" {
        what: "A value that the client sends has another `format`, but none that has a Rust type of its own.",
        why: "The format has no Rust type of its own, so nothing here enforces it; the server may.",
        example: "`format: email` becomes `format: idn-email`",
    }
    RESPONSE_FORMAT_HINT_CHANGED = "response-format-hint-changed" Response Safe None Contract <=> "response-format-hint-changed", "request-format-hint-changed" {
        what: "A value that the client receives has another `format`, but none that has a Rust type of its own.",
        why: "The format has no Rust type of its own: the value decodes as before.",
        example: "`format: email` becomes `format: idn-email`",
    }
    REQUEST_ENUM_VALUE_ADDED = "request-enum-value-added" Request Safe Minor Contract <=> "request-enum-value-removed", "response-enum-value-added" {
        what: "An enum that the client sends has more values.",
        why: "What published callers send is still taken; the enum has one more variant and is non-exhaustive.",
        example: "`enum: [new, old]` becomes `enum: [new, old, lost]`",
    }
    RESPONSE_ENUM_VALUE_ADDED = "response-enum-value-added" Response Safe Minor Contract <=> "response-enum-value-removed", "request-enum-value-added" {
        what: "An enum that the client receives has more values.",
        why: "Enums of this client are open: an unknown value is kept. Where they are closed, the settings make this breaking.",
        example: "`enum: [new, old]` becomes `enum: [new, old, lost]`",
    }
    REQUEST_ENUM_VALUE_REMOVED = "request-enum-value-removed" Request Risky Major Contract <=> "request-enum-value-added", "response-enum-value-removed" {
        what: "An enum that the client sends has fewer values.",
        why: "Callers that send the value are refused; the variant leaves the enum.",
        example: "`enum: [new, old]` becomes `enum: [new]`",
    }
    RESPONSE_ENUM_VALUE_REMOVED = "response-enum-value-removed" Response Safe Major Contract <=> "response-enum-value-added", "request-enum-value-removed" {
        what: "An enum that the client receives has fewer values.",
        why: "It does not come any more; the variant leaves the enum.",
        example: "`enum: [new, old]` becomes `enum: [new]`",
    }
    REQUEST_BECAME_ENUM = "request-became-enum" Request Risky Major Contract <=> "request-enum-opened", "response-became-enum" {
        what: "A value that the client sends may only be one of a list.",
        why: "Callers that send other values are refused; the Rust type is another one.",
        example: "`type: string` becomes `enum: [new, old]`",
    }
    RESPONSE_BECAME_ENUM = "response-became-enum" Response Safe Major Contract <=> "response-enum-opened", "request-became-enum" {
        what: "A value that the client receives may only be one of a list.",
        why: "All that comes fits the old type; the Rust type is another one.",
        example: "`type: string` becomes `enum: [new, old]`",
    }
    REQUEST_ENUM_OPENED = "request-enum-opened" Request Safe Major Contract <=> "request-became-enum", "response-enum-opened" {
        what: "A value that the client sends may be anything of its type, where it was one of a list.",
        why: "What published callers send is still taken; the Rust type is another one.",
        example: "`enum: [new, old]` becomes `type: string`",
    }
    RESPONSE_ENUM_OPENED = "response-enum-opened" Response Safe Major Contract <=> "response-became-enum", "request-enum-opened" {
        what: "A value that the client receives may be anything of its type, where it was one of a list.",
        why: "Enums of this client keep a value that they do not know; the Rust type is another one. Where they are closed, the settings make this breaking.",
        example: "`enum: [new, old]` becomes `type: string`",
    }
    REQUEST_CONST_CHANGED = "request-const-changed" Request Breaking Major Contract <=> "request-const-changed", "response-const-changed" {
        what: "A constant that the client sends is another one.",
        why: "Published callers send the old value.",
        example: "`const: pet` becomes `const: animal`",
    }
    RESPONSE_CONST_CHANGED = "response-const-changed" Response Breaking Major Contract <=> "response-const-changed", "request-const-changed" {
        what: "A constant that the client receives is another one.",
        why: "Published clients wait for the old value; it mostly tells variants apart.",
        example: "`const: pet` becomes `const: animal`",
    }
    REQUEST_CONSTRAINT_TIGHTENED = "request-constraint-tightened" Request Risky None Contract <=> "request-constraint-loosened", "response-constraint-tightened" {
        what: "A limit on a value that the client sends is stricter or new.",
        why: "Values that were taken are refused. Limits are not part of a Rust type, but for the types that members have by a pattern, the names of a map's keys, and what JSON in a text is.",
        example: "`maxLength: 40` becomes `maxLength: 10`",
    }
    RESPONSE_CONSTRAINT_TIGHTENED = "response-constraint-tightened" Response Safe None Contract <=> "response-constraint-loosened", "request-constraint-tightened" {
        what: "A limit on a value that the client receives is stricter or new.",
        why: "All that comes was allowed before.",
        example: "`maxLength: 40` becomes `maxLength: 10`",
    }
    REQUEST_CONSTRAINT_LOOSENED = "request-constraint-loosened" Request Safe None Contract <=> "request-constraint-tightened", "response-constraint-loosened" {
        what: "A limit on a value that the client sends is looser or gone.",
        why: "What was taken is still taken.",
        example: "`maxLength: 10` becomes `maxLength: 40`",
    }
    RESPONSE_CONSTRAINT_LOOSENED = "response-constraint-loosened" Response Safe None Contract <=> "response-constraint-tightened", "request-constraint-loosened" {
        what: "A limit on a value that the client receives is looser or gone.",
        why: "This client checks no limits on what it receives.",
        example: "`maxLength: 10` becomes `maxLength: 40`",
    }
    REQUEST_CONSTRAINT_CHANGED = "request-constraint-changed" Request Risky None Contract <=> "request-constraint-changed", "response-constraint-changed" {
        what: "A limit on a value that the client sends is another one, and neither is stricter.",
        why: "Some values that were taken may be refused.",
        example: "`pattern: ^a` becomes `pattern: ^b`",
    }
    RESPONSE_CONSTRAINT_CHANGED = "response-constraint-changed" Response Safe None Contract <=> "response-constraint-changed", "request-constraint-changed" {
        what: "A limit on a value that the client receives is another one, and neither is stricter.",
        why: "This client checks no limits on what it receives.",
        example: "`pattern: ^a` becomes `pattern: ^b`",
    }
    REQUEST_CONTENT_ENCODING_CHANGED = "request-content-encoding-changed" Request Breaking None Contract <=> "request-content-encoding-changed", "response-content-encoding-changed" {
        what: "`contentEncoding` or `contentMediaType` of a string that the client sends is another one.",
        why: "Published callers encode in the old way.",
        example: "`contentEncoding: base64` becomes `base64url`",
    }
    RESPONSE_CONTENT_ENCODING_CHANGED = "response-content-encoding-changed" Response Breaking None Contract <=> "response-content-encoding-changed", "request-content-encoding-changed" {
        what: "`contentEncoding` or `contentMediaType` of a string that the client receives is another one.",
        why: "Published callers decode in the old way.",
        example: "`contentEncoding: base64` becomes `base64url`",
    }
    REQUEST_DEFAULT_CHANGED = "request-default-changed" Request Risky None Contract <=> "request-default-changed", "response-default-changed" {
        what: "The default of a value that the client sends is another one, is new or is gone.",
        why: "Leaving the value out means something else.",
        example: "`default: 20` becomes `default: 50`",
    }
    RESPONSE_DEFAULT_CHANGED = "response-default-changed" Response Safe None Contract <=> "response-default-changed", "request-default-changed" {
        what: "The default of a value that the client receives is another one, is new or is gone.",
        why: "A default of a response says what a missing value means; it is not sent.",
        example: "`default: 20` becomes `default: 50`",
    }
    REQUEST_BECAME_READ_ONLY = "request-became-read-only" Request Risky None Contract <=> "request-no-longer-read-only", "response-became-read-only" {
        what: "A property that the client sends is read-only.",
        why: "The server ignores or refuses what published callers send; a required field becomes an `Option`, which makes this a major change.",
        example: "add `readOnly: true`",
    }
    RESPONSE_BECAME_READ_ONLY = "response-became-read-only" Response Safe None Contract <=> "response-no-longer-read-only", "request-became-read-only" {
        what: "A property that the client receives is read-only.",
        why: "It comes as before.",
        example: "add `readOnly: true`",
    }
    REQUEST_NO_LONGER_READ_ONLY = "request-no-longer-read-only" Request Safe None Contract <=> "request-became-read-only", "response-no-longer-read-only" {
        what: "A property that the client sends is no longer read-only.",
        why: "It may be sent now.",
        example: "delete `readOnly: true`",
    }
    RESPONSE_NO_LONGER_READ_ONLY = "response-no-longer-read-only" Response Safe None Contract <=> "response-became-read-only", "request-no-longer-read-only" {
        what: "A property that the client receives is no longer read-only.",
        why: "It comes as before.",
        example: "delete `readOnly: true`",
    }
    REQUEST_BECAME_WRITE_ONLY = "request-became-write-only" Request Safe None Contract <=> "request-no-longer-write-only", "response-became-write-only" {
        what: "A property that the client sends is write-only.",
        why: "It is sent as before.",
        example: "add `writeOnly: true`",
    }
    RESPONSE_BECAME_WRITE_ONLY = "response-became-write-only" Response Breaking None Contract <=> "response-no-longer-write-only", "request-became-write-only" {
        what: "A property that the client receives is write-only.",
        why: "It no longer comes; a client that waits for it fails to decode. Where it could be missing, this is only risky; where it could not, the field becomes an `Option`, which makes this a major change.",
        example: "add `writeOnly: true`",
    }
    REQUEST_NO_LONGER_WRITE_ONLY = "request-no-longer-write-only" Request Safe None Contract <=> "request-became-write-only", "response-no-longer-write-only" {
        what: "A property that the client sends is no longer write-only.",
        why: "It is sent as before.",
        example: "delete `writeOnly: true`",
    }
    RESPONSE_NO_LONGER_WRITE_ONLY = "response-no-longer-write-only" Response Safe None Contract <=> "response-became-write-only", "request-no-longer-write-only" {
        what: "A property that the client receives is no longer write-only.",
        why: "One more property comes, and this client ignores what it does not know.",
        example: "delete `writeOnly: true`",
    }
    REQUEST_PROPERTY_DEPRECATED = "request-property-deprecated" Request Safe None Contract <=> "request-property-reactivated", "response-property-deprecated" {
        what: "A schema that the client sends is marked deprecated.",
        why: "It still works; the comment of the field is all that tells.",
        example: "add `deprecated: true`",
    }
    RESPONSE_PROPERTY_DEPRECATED = "response-property-deprecated" Response Safe None Contract <=> "response-property-reactivated", "request-property-deprecated" {
        what: "A schema that the client receives is marked deprecated.",
        why: "It still comes; the comment of the field is all that tells.",
        example: "add `deprecated: true`",
    }
    REQUEST_PROPERTY_REACTIVATED = "request-property-reactivated" Request Safe None Contract <=> "request-property-deprecated", "response-property-reactivated" {
        what: "A schema that the client sends is no longer marked deprecated.",
        why: "It works as before.",
        example: "delete `deprecated: true`",
    }
    RESPONSE_PROPERTY_REACTIVATED = "response-property-reactivated" Response Safe None Contract <=> "response-property-deprecated", "request-property-reactivated" {
        what: "A schema that the client receives is no longer marked deprecated.",
        why: "It comes as before.",
        example: "delete `deprecated: true`",
    }
    REQUEST_OBJECT_CLOSED = "request-object-closed" Request Risky None Contract <=> "request-object-opened", "response-object-closed" {
        what: "An object that the client sends may have no other properties.",
        why: "Callers that send more properties are refused.",
        example: "add `additionalProperties: false`",
    }
    RESPONSE_OBJECT_CLOSED = "response-object-closed" Response Safe None Contract <=> "response-object-opened", "request-object-closed" {
        what: "An object that the client receives may have no other properties.",
        why: "Nothing comes that was not allowed before.",
        example: "add `additionalProperties: false`",
    }
    REQUEST_OBJECT_OPENED = "request-object-opened" Request Safe None Contract <=> "request-object-closed", "response-object-opened" {
        what: "An object that the client sends may have other properties.",
        why: "What was taken is still taken.",
        example: "delete `additionalProperties: false`",
    }
    RESPONSE_OBJECT_OPENED = "response-object-opened" Response Safe None Contract <=> "response-object-closed", "request-object-opened" {
        what: "An object that the client receives may have other properties.",
        why: "This client ignores what it does not know.",
        example: "delete `additionalProperties: false`",
    }
    REQUEST_XML_CHANGED = "request-xml-changed" Request Breaking None Contract <=> "request-xml-changed", "response-xml-changed" {
        what: "A value that the client sends is written in another way where a body is XML: `xml` names or places it otherwise.",
        why: "Published callers write the old element.",
        example: "`xml.name: pet` becomes `animal`",
    }
    RESPONSE_XML_CHANGED = "response-xml-changed" Response Breaking None Contract <=> "response-xml-changed", "request-xml-changed" {
        what: "A value that the client receives is written in another way where a body is XML: `xml` names or places it otherwise.",
        why: "Published callers read the old element.",
        example: "`xml.name: pet` becomes `animal`",
    }
    REQUEST_TUPLE_CHANGED = "request-tuple-changed" Request Breaking Major Contract <=> "request-tuple-changed", "response-tuple-changed" {
        what: "A list with a type for each place (`prefixItems`) that the client sends has more or fewer places.",
        why: "Published callers send a list of the old length.",
        example: "add an item to `prefixItems`",
    }
    RESPONSE_TUPLE_CHANGED = "response-tuple-changed" Response Breaking Major Contract <=> "response-tuple-changed", "request-tuple-changed" {
        what: "A list with a type for each place (`prefixItems`) that the client receives has more or fewer places.",
        why: "Published clients decode a list of the old length.",
        example: "add an item to `prefixItems`",
    }
}
