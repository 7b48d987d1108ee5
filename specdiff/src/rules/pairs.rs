//! The two rules of an edit that can go either way.

use super::{Pair, bodies, schemas, unions};

pub(crate) static PROPERTY_BECAME_REQUIRED: Pair = Pair {
    request: &schemas::REQUEST_PROPERTY_BECAME_REQUIRED,
    response: &schemas::RESPONSE_PROPERTY_BECAME_REQUIRED,
};
pub(crate) static PROPERTY_BECAME_OPTIONAL: Pair = Pair {
    request: &schemas::REQUEST_PROPERTY_BECAME_OPTIONAL,
    response: &schemas::RESPONSE_PROPERTY_BECAME_OPTIONAL,
};
pub(crate) static BECAME_NULLABLE: Pair = Pair {
    request: &schemas::REQUEST_BECAME_NULLABLE,
    response: &schemas::RESPONSE_BECAME_NULLABLE,
};
pub(crate) static NO_LONGER_NULLABLE: Pair = Pair {
    request: &schemas::REQUEST_NO_LONGER_NULLABLE,
    response: &schemas::RESPONSE_NO_LONGER_NULLABLE,
};
pub(crate) static TYPE_CHANGED: Pair =
    Pair { request: &schemas::REQUEST_TYPE_CHANGED, response: &schemas::RESPONSE_TYPE_CHANGED };
pub(crate) static TYPE_WIDENED: Pair =
    Pair { request: &schemas::REQUEST_TYPE_WIDENED, response: &schemas::RESPONSE_TYPE_WIDENED };
pub(crate) static TYPE_NARROWED: Pair =
    Pair { request: &schemas::REQUEST_TYPE_NARROWED, response: &schemas::RESPONSE_TYPE_NARROWED };
pub(crate) static NUMBER_WIDENED: Pair =
    Pair { request: &schemas::REQUEST_NUMBER_WIDENED, response: &schemas::RESPONSE_NUMBER_WIDENED };
pub(crate) static NUMBER_NARROWED: Pair = Pair {
    request: &schemas::REQUEST_NUMBER_NARROWED,
    response: &schemas::RESPONSE_NUMBER_NARROWED,
};
pub(crate) static FORMAT_ADDED: Pair =
    Pair { request: &schemas::REQUEST_FORMAT_ADDED, response: &schemas::RESPONSE_FORMAT_ADDED };
pub(crate) static FORMAT_REMOVED: Pair =
    Pair { request: &schemas::REQUEST_FORMAT_REMOVED, response: &schemas::RESPONSE_FORMAT_REMOVED };
pub(crate) static FORMAT_CHANGED: Pair =
    Pair { request: &schemas::REQUEST_FORMAT_CHANGED, response: &schemas::RESPONSE_FORMAT_CHANGED };
pub(crate) static FORMAT_HINT_CHANGED: Pair = Pair {
    request: &schemas::REQUEST_FORMAT_HINT_CHANGED,
    response: &schemas::RESPONSE_FORMAT_HINT_CHANGED,
};
pub(crate) static ENUM_VALUE_ADDED: Pair = Pair {
    request: &schemas::REQUEST_ENUM_VALUE_ADDED,
    response: &schemas::RESPONSE_ENUM_VALUE_ADDED,
};
pub(crate) static ENUM_VALUE_REMOVED: Pair = Pair {
    request: &schemas::REQUEST_ENUM_VALUE_REMOVED,
    response: &schemas::RESPONSE_ENUM_VALUE_REMOVED,
};
pub(crate) static BECAME_ENUM: Pair =
    Pair { request: &schemas::REQUEST_BECAME_ENUM, response: &schemas::RESPONSE_BECAME_ENUM };
pub(crate) static ENUM_OPENED: Pair =
    Pair { request: &schemas::REQUEST_ENUM_OPENED, response: &schemas::RESPONSE_ENUM_OPENED };
pub(crate) static CONST_CHANGED: Pair =
    Pair { request: &schemas::REQUEST_CONST_CHANGED, response: &schemas::RESPONSE_CONST_CHANGED };
pub(crate) static CONSTRAINT_TIGHTENED: Pair = Pair {
    request: &schemas::REQUEST_CONSTRAINT_TIGHTENED,
    response: &schemas::RESPONSE_CONSTRAINT_TIGHTENED,
};
pub(crate) static CONSTRAINT_LOOSENED: Pair = Pair {
    request: &schemas::REQUEST_CONSTRAINT_LOOSENED,
    response: &schemas::RESPONSE_CONSTRAINT_LOOSENED,
};
pub(crate) static CONSTRAINT_CHANGED: Pair = Pair {
    request: &schemas::REQUEST_CONSTRAINT_CHANGED,
    response: &schemas::RESPONSE_CONSTRAINT_CHANGED,
};
pub(crate) static CONTENT_ENCODING_CHANGED: Pair = Pair {
    request: &schemas::REQUEST_CONTENT_ENCODING_CHANGED,
    response: &schemas::RESPONSE_CONTENT_ENCODING_CHANGED,
};
pub(crate) static DEFAULT_CHANGED: Pair = Pair {
    request: &schemas::REQUEST_DEFAULT_CHANGED,
    response: &schemas::RESPONSE_DEFAULT_CHANGED,
};
pub(crate) static BECAME_READ_ONLY: Pair = Pair {
    request: &schemas::REQUEST_BECAME_READ_ONLY,
    response: &schemas::RESPONSE_BECAME_READ_ONLY,
};
pub(crate) static NO_LONGER_READ_ONLY: Pair = Pair {
    request: &schemas::REQUEST_NO_LONGER_READ_ONLY,
    response: &schemas::RESPONSE_NO_LONGER_READ_ONLY,
};
pub(crate) static BECAME_WRITE_ONLY: Pair = Pair {
    request: &schemas::REQUEST_BECAME_WRITE_ONLY,
    response: &schemas::RESPONSE_BECAME_WRITE_ONLY,
};
pub(crate) static NO_LONGER_WRITE_ONLY: Pair = Pair {
    request: &schemas::REQUEST_NO_LONGER_WRITE_ONLY,
    response: &schemas::RESPONSE_NO_LONGER_WRITE_ONLY,
};
pub(crate) static PROPERTY_DEPRECATED: Pair = Pair {
    request: &schemas::REQUEST_PROPERTY_DEPRECATED,
    response: &schemas::RESPONSE_PROPERTY_DEPRECATED,
};
pub(crate) static PROPERTY_REACTIVATED: Pair = Pair {
    request: &schemas::REQUEST_PROPERTY_REACTIVATED,
    response: &schemas::RESPONSE_PROPERTY_REACTIVATED,
};
pub(crate) static OBJECT_CLOSED: Pair =
    Pair { request: &schemas::REQUEST_OBJECT_CLOSED, response: &schemas::RESPONSE_OBJECT_CLOSED };
pub(crate) static OBJECT_OPENED: Pair =
    Pair { request: &schemas::REQUEST_OBJECT_OPENED, response: &schemas::RESPONSE_OBJECT_OPENED };
pub(crate) static TUPLE_CHANGED: Pair =
    Pair { request: &schemas::REQUEST_TUPLE_CHANGED, response: &schemas::RESPONSE_TUPLE_CHANGED };
pub(crate) static UNION_VARIANT_ADDED: Pair = Pair {
    request: &unions::REQUEST_UNION_VARIANT_ADDED,
    response: &unions::RESPONSE_UNION_VARIANT_ADDED,
};
pub(crate) static UNION_VARIANT_REMOVED: Pair = Pair {
    request: &unions::REQUEST_UNION_VARIANT_REMOVED,
    response: &unions::RESPONSE_UNION_VARIANT_REMOVED,
};
pub(crate) static UNION_REORDERED: Pair =
    Pair { request: &unions::REQUEST_UNION_REORDERED, response: &unions::RESPONSE_UNION_REORDERED };
pub(crate) static UNION_KIND_CHANGED: Pair = Pair {
    request: &unions::REQUEST_UNION_KIND_CHANGED,
    response: &unions::RESPONSE_UNION_KIND_CHANGED,
};
pub(crate) static DISCRIMINATOR_ADDED: Pair = Pair {
    request: &unions::REQUEST_DISCRIMINATOR_ADDED,
    response: &unions::RESPONSE_DISCRIMINATOR_ADDED,
};
pub(crate) static DISCRIMINATOR_REMOVED: Pair = Pair {
    request: &unions::REQUEST_DISCRIMINATOR_REMOVED,
    response: &unions::RESPONSE_DISCRIMINATOR_REMOVED,
};
pub(crate) static DISCRIMINATOR_CHANGED: Pair = Pair {
    request: &unions::REQUEST_DISCRIMINATOR_CHANGED,
    response: &unions::RESPONSE_DISCRIMINATOR_CHANGED,
};
pub(crate) static DISCRIMINATOR_VALUE_ADDED: Pair = Pair {
    request: &unions::REQUEST_DISCRIMINATOR_VALUE_ADDED,
    response: &unions::RESPONSE_DISCRIMINATOR_VALUE_ADDED,
};
pub(crate) static DISCRIMINATOR_VALUE_REMOVED: Pair = Pair {
    request: &unions::REQUEST_DISCRIMINATOR_VALUE_REMOVED,
    response: &unions::RESPONSE_DISCRIMINATOR_VALUE_REMOVED,
};
pub(crate) static XML_CHANGED: Pair =
    Pair { request: &schemas::REQUEST_XML_CHANGED, response: &schemas::RESPONSE_XML_CHANGED };
pub(crate) static SCHEMA_REPLACED: Pair =
    Pair { request: &unions::REQUEST_SCHEMA_REPLACED, response: &unions::RESPONSE_SCHEMA_REPLACED };
pub(crate) static MEDIA_TYPE_ADDED: Pair = Pair {
    request: &bodies::REQUEST_MEDIA_TYPE_ADDED,
    response: &bodies::RESPONSE_MEDIA_TYPE_ADDED,
};
pub(crate) static MEDIA_TYPE_CHANGED: Pair = Pair {
    request: &bodies::REQUEST_MEDIA_TYPE_CHANGED,
    response: &bodies::RESPONSE_MEDIA_TYPE_CHANGED,
};
pub(crate) static MEDIA_TYPE_REMOVED: Pair = Pair {
    request: &bodies::REQUEST_MEDIA_TYPE_REMOVED,
    response: &bodies::RESPONSE_MEDIA_TYPE_REMOVED,
};
