//! Request bodies, responses and their headers.

super::rules! {
    REQUEST_BODY_ADDED_REQUIRED = "request-body-added-required" Request Breaking Major Contract <=> "request-body-removed" {
        what: "An operation takes a body, and it is required.",
        why: "Published clients send none.",
        example: "add `requestBody: {required: true, ..}`",
    }
    REQUEST_BODY_ADDED_OPTIONAL = "request-body-added-optional" Request Safe Minor Contract <=> "request-body-removed" {
        what: "An operation takes a body, which may be left out.",
        why: "Published clients send none, which stays right; the builder gains a method.",
        example: "add `requestBody: {..}`",
    }
    REQUEST_BODY_REMOVED = "request-body-removed" Request Breaking Major Contract <=> "request-body-added-optional" {
        what: "An operation no longer takes a body.",
        why: "What published clients send is refused, or worse, ignored.",
        example: "delete `requestBody`",
    }
    REQUEST_BODY_BECAME_REQUIRED = "request-body-became-required" Request Breaking Major Contract <=> "request-body-became-optional" {
        what: "A body that could be left out is required.",
        why: "Published callers that leave it out are refused. Only JSON can be left out, so that the crate stays as it is with any other.",
        example: "add `required: true`",
    }
    REQUEST_BODY_BECAME_OPTIONAL = "request-body-became-optional" Request Safe Major Contract <=> "request-body-became-required" {
        what: "A required body may be left out.",
        why: "Published callers send it, which stays right; its type becomes optional, where it is JSON.",
        example: "delete `required: true`",
    }
    REQUEST_MEDIA_TYPE_CHANGED = "request-media-type-changed" Request Breaking Major Contract <=> "request-media-type-changed", "response-media-type-changed" {
        what: "A body is expected in another media type.",
        why: "Published clients send the old one. JSON and forms have one Rust type: between the two the crate stays as it is.",
        example: "`application/json` becomes `text/plain`",
    }
    REQUEST_MEDIA_TYPE_ADDED = "request-media-type-added" Request Safe Minor Contract <=> "request-media-type-removed", "response-media-type-added" {
        what: "A body is taken in one more media type.",
        why: "What published clients send is still taken; there is one more method. Where the new media type is preferred to the old ones, the method that was there takes another body, and where it is another spelling of JSON, nothing changes.",
        example: "add `content.application/xml`",
    }
    REQUEST_MEDIA_TYPE_REMOVED = "request-media-type-removed" Request Breaking Major Contract <=> "request-media-type-added", "response-media-type-removed" {
        what: "A body is no longer taken in one of its media types.",
        why: "Clients that send it are refused.",
        example: "delete `content.application/xml`",
    }
    REQUEST_ENCODING_CHANGED = "request-encoding-changed" Request Risky None Contract <=> "request-encoding-changed" {
        what: "The `encoding` of a part of a form is another one.",
        why: "Published clients write the part in the old way; many servers take both.",
        example: "`encoding.file.contentType: image/png` becomes `image/jpeg`",
    }
    SUCCESS_STATUS_ADDED = "success-status-added" Response Risky Major Contract <=> "success-status-removed" {
        what: "An operation has one more success status.",
        why: "Published clients take an unknown success for an error; two success types are generated in another way than one. Where there were several already, there is one more variant.",
        example: "add `responses.206`",
    }
    SUCCESS_STATUS_REMOVED = "success-status-removed" Response Breaking Major Contract <=> "success-status-added" {
        what: "A success status is gone, and no other took its place.",
        why: "The answer that callers wait for no longer comes.",
        example: "delete `responses.200`",
    }
    SUCCESS_STATUS_CHANGED = "success-status-changed" Response Breaking None Contract <=> "success-status-changed" {
        what: "One success status took the place of another.",
        why: "Published clients take the new one for an error; the Rust type stays as long as the body does, unless there are several, which are told by status.",
        example: "`responses.201` becomes `responses.200`",
    }
    ERROR_STATUS_ADDED = "error-status-added" Response Safe None Contract <=> "error-status-removed" {
        what: "An operation documents one more error status.",
        why: "Errors are one type in this client, whatever their status.",
        example: "add `responses.409`",
    }
    ERROR_STATUS_REMOVED = "error-status-removed" Response Safe None Contract <=> "error-status-added" {
        what: "An operation no longer documents an error status.",
        why: "Errors are one type in this client, whatever their status.",
        example: "delete `responses.404`",
    }
    RESPONSE_BODY_ADDED = "response-body-added" Response Safe Major Contract <=> "response-body-removed" {
        what: "A response that had no body has one.",
        why: "Published clients ignore it; the method gives back a value instead of `()`.",
        example: "add `responses.200.content`",
    }
    RESPONSE_BODY_REMOVED = "response-body-removed" Response Breaking Major Contract <=> "response-body-added" {
        what: "A response no longer has a body.",
        why: "Published clients decode an empty body and fail.",
        example: "delete `responses.200.content`",
    }
    RESPONSE_MEDIA_TYPE_CHANGED = "response-media-type-changed" Response Risky Major Contract <=> "response-media-type-changed", "request-media-type-changed" {
        what: "A response comes in another media type.",
        why: "Published clients decode by the old one; the generator chooses the Rust type by it: JSON, events, or bytes.",
        example: "`application/json` becomes `text/csv`",
    }
    RESPONSE_MEDIA_TYPE_ADDED = "response-media-type-added" Response Safe Minor Contract <=> "response-media-type-removed", "request-media-type-added" {
        what: "A response may come in one more media type.",
        why: "The client asks for the one that it knows; there is one more method. Where the new media type is preferred to the old ones, the method that was there gives back another type; streams of bytes share one method.",
        example: "add `content.text/csv`",
    }
    RESPONSE_MEDIA_TYPE_REMOVED = "response-media-type-removed" Response Risky Major Contract <=> "response-media-type-added", "request-media-type-removed" {
        what: "A response no longer comes in one of its media types.",
        why: "Clients that ask for it get another one.",
        example: "delete `content.text/csv`",
    }
    RESPONSE_HEADER_ADDED = "response-header-added" Response Safe Major Contract <=> "response-header-removed" {
        what: "A response has one more header.",
        why: "Unknown headers are ignored. The first header of an answer gives it a type for its headers, which is part of its own; one more is a new field (minor).",
        example: "add `headers.X-Next`",
    }
    RESPONSE_HEADER_REMOVED = "response-header-removed" Response Risky Major Contract <=> "response-header-added" {
        what: "A documented header of a response is gone.",
        why: "Decoding goes on; code that reads this one does not find it, and the field that has it leaves the crate.",
        example: "delete `headers.X-Next`",
    }
    RESPONSE_HEADER_BECAME_OPTIONAL = "response-header-became-optional" Response Risky Major Contract <=> "response-header-became-required" {
        what: "A header that always came may be missing.",
        why: "Decoding goes on; code that reads this one gets an error where it is missing, and the field becomes an `Option`.",
        example: "delete `required: true`",
    }
    RESPONSE_HEADER_BECAME_REQUIRED = "response-header-became-required" Response Safe Major Contract <=> "response-header-became-optional" {
        what: "A header that could be missing always comes.",
        why: "More than was promised; the field is no `Option` any more.",
        example: "add `required: true`",
    }
    RESPONSE_HEADER_STYLE_CHANGED = "response-header-style-changed" Response Risky None Contract <=> "response-header-style-changed" {
        what: "A header is written in another way: `explode`, or its media type.",
        why: "Decoding goes on; code that reads this one may not understand it.",
        example: "delete `content.application/json`",
    }
    RESPONSE_HEADER_DEPRECATED = "response-header-deprecated" Response Safe None Contract <=> "response-header-reactivated" {
        what: "A header of a response is marked deprecated.",
        why: "It still comes.",
        example: "add `deprecated: true`",
    }
    RESPONSE_HEADER_REACTIVATED = "response-header-reactivated" Response Safe None Contract <=> "response-header-deprecated" {
        what: "A header of a response is no longer marked deprecated.",
        why: "It comes as before.",
        example: "delete `deprecated: true`",
    }
    RESPONSE_LINKS_CHANGED = "response-links-changed" Response Safe None Docs <=> "response-links-changed" {
        what: "The `links` of a response are others.",
        why: "The client does not follow them.",
        example: "add `links.next`",
    }
}
