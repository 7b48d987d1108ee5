//! Parameters; what their schemas hold is under the schema rules.

super::rules! {
    PATH_PARAMETER_RENAMED = "path-parameter-renamed" Request Safe Major Contract <=> "path-parameter-renamed" {
        what: "A parameter of the path template has another name.",
        why: "The name is never sent; the builder method is named after it.",
        example: "`/pets/{id}` becomes `/pets/{petId}`",
    }
    PARAMETER_ADDED_OPTIONAL = "parameter-added-optional" Request Safe Minor Contract <=> "parameter-removed" {
        what: "An operation takes one more parameter, which may be left out.",
        why: "Published clients leave it out; the builder gains a method.",
        example: "add `{name: q, in: query}`",
    }
    PARAMETER_ADDED_REQUIRED = "parameter-added-required" Request Breaking Major Contract <=> "parameter-removed" {
        what: "An operation takes one more parameter, and it is required.",
        why: "Published clients do not send it; callers of the new crate have to.",
        example: "add `{name: q, in: query, required: true}`",
    }
    PARAMETER_REMOVED = "parameter-removed" Request Risky Major Contract <=> "parameter-added-optional" {
        what: "A parameter is gone.",
        why: "Servers mostly ignore what they do not know, and then the call no longer does what was asked for; the builder loses a method.",
        example: "delete `{name: q, in: query}`",
    }
    PARAMETER_BECAME_REQUIRED = "parameter-became-required" Request Breaking Major Contract <=> "parameter-became-optional" {
        what: "A parameter that could be left out is required.",
        why: "Published callers that leave it out are refused.",
        example: "add `required: true`",
    }
    PARAMETER_BECAME_OPTIONAL = "parameter-became-optional" Request Safe Minor Contract <=> "parameter-became-required" {
        what: "A required parameter may be left out.",
        why: "Published callers send it, which stays right; the builder no longer insists.",
        example: "delete `required: true`",
    }
    PARAMETER_LOCATION_CHANGED = "parameter-location-changed" Request Breaking None Contract <=> "parameter-location-changed" {
        what: "A parameter of the same name is expected in another place.",
        why: "Published clients send it where nobody looks; the builder method is the same.",
        example: "`in: query` becomes `in: header`",
    }
    PARAMETER_STYLE_CHANGED = "parameter-style-changed" Request Breaking None Contract <=> "parameter-style-changed" {
        what: "`style`, `explode` or `allowReserved` is another one.",
        why: "The same value is written in another way; the Rust type stays.",
        example: "`explode: true` becomes `explode: false`",
    }
    PARAMETER_MAY_BE_EMPTY = "parameter-may-be-empty" Request Safe None Contract <=> "parameter-not-empty" {
        what: "A parameter may be sent without a value (`allowEmptyValue`).",
        why: "Published clients send one, which stays right.",
        example: "add `allowEmptyValue: true`",
    }
    PARAMETER_NOT_EMPTY = "parameter-not-empty" Request Risky None Contract <=> "parameter-may-be-empty" {
        what: "A parameter may no longer be sent without a value (`allowEmptyValue`).",
        why: "Callers that send it empty are refused.",
        example: "delete `allowEmptyValue: true`",
    }
    PARAMETER_RENAMED = "parameter-renamed" Request Risky Major Contract <=> "parameter-renamed" {
        what: "A parameter that may be left out has another name: one went and one of the same schema came.",
        why: "Published clients send the old name, which servers mostly ignore; the builder method has another name.",
        example: "`name: limit` becomes `name: count`",
    }
    REQUIRED_PARAMETER_RENAMED = "required-parameter-renamed" Request Breaking Major Contract <=> "required-parameter-renamed" {
        what: "A required parameter has another name: one went and one of the same schema came.",
        why: "Published clients do not send the new name and are refused; the builder method has another name.",
        example: "`name: limit` becomes `name: count`, with `required: true`",
    }
    PARAMETERS_NESTED = "parameters-nested" Request Safe Major Contract <=> "parameters-nested" {
        what: "Parameters with brackets in their names became one object of style `deepObject`, or the other way round.",
        why: "The same bytes are sent; the builder has other methods. What changed besides is told on its own.",
        example: "`f[a]` and `f[b]` become `{name: f, style: deepObject}`",
    }
    PARAMETER_MEDIA_TYPE_CHANGED = "parameter-media-type-changed" Request Breaking None Contract <=> "parameter-media-type-changed" {
        what: "A parameter is written in another media type, or has a schema where it had a media type.",
        why: "The same value is written in another way.",
        example: "`content.application/json` becomes `schema`",
    }
    PARAMETER_DEPRECATED = "parameter-deprecated" Request Safe None Contract <=> "parameter-reactivated" {
        what: "A parameter is marked deprecated.",
        why: "It still works; the comment of the builder method is all that tells.",
        example: "add `deprecated: true`",
    }
    PARAMETER_REACTIVATED = "parameter-reactivated" Request Safe None Contract <=> "parameter-deprecated" {
        what: "A parameter is no longer marked deprecated.",
        why: "It works as before.",
        example: "delete `deprecated: true`",
    }
}
