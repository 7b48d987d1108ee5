//! What generated code calls. It changes with the generator: hand-written code has no use for it.

#[cfg(not(target_family = "wasm"))]
pub use crate::Upload;
pub use crate::call::items;
pub use crate::json::{
    Any, Choice, Constant, Each, Object, Optional, Patch, Required, Slot, Unknown, compare_json,
    deserialize, hash_json, members, named, same_json, tag, unrecognized, with_tag,
};
pub use crate::redacted::Redacted;
#[cfg(feature = "schemars")]
pub use crate::schema::schema_with;
pub use crate::wire::{
    FromStatus, HeaderForm, Multipart, PartHeader, RequestBuilder, Style, header, json_body,
    part_header, required_header,
};
#[cfg(feature = "xml")]
pub use crate::xml::{XmlMember, XmlName, XmlPlace, XmlRoot, XmlShape, xml_body};
pub use crate::{
    ApiSpec, AsBase64, Base64, ByteStream, Client, ClientBuilder, Credential, DecodeError, Decoder,
    Envelope, Error, Event, EventData, EventStream, EventText, File, HeaderError, Headers, Input,
    Integer, InvalidPathSegment, Json, JsonText, LineStream, List, Node, Number, Operation,
    OperationError, OperationSpec, PageBy, Paged, Paging, Parsed, PathSegment, Received,
    Reconnecting, Replaced, Response, Result, SchemeKind, SecurityScheme, Sending, Server,
    ServerVariable, Text, Timestamp, TokenProvider, reconnecting, send,
};
pub use crate::{client_builder, json_object, json_schema, needs_xml, string_enum, value_enum};

/// Says what to do where the document has XML and the crate cannot read it.
#[cfg(feature = "xml")]
#[macro_export]
#[doc(hidden)]
macro_rules! needs_xml {
    () => {};
}

/// Says what to do where the document has XML and the crate cannot read it.
#[cfg(not(feature = "xml"))]
#[macro_export]
#[doc(hidden)]
macro_rules! needs_xml {
    () => {
        compile_error!(
            "the document has bodies of XML: give the dependency oas-runtime the feature `xml`"
        );
    };
}

/// Says that a type has this schema of the document.
#[cfg(feature = "schemars")]
#[macro_export]
#[doc(hidden)]
macro_rules! json_schema {
    (place $ty:ident, $($schema:tt)*) => {
        #[derive(Debug)]
        pub enum $ty {}

        $crate::json_schema! { $ty, $($schema)* }
    };
    ($ty:path, $name:literal, $text:literal, [$($at:literal => $other:path),*]) => {
        impl $crate::schemars::JsonSchema for $ty {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($ty)).into()
            }

            fn json_schema(
                generator: &mut $crate::schemars::SchemaGenerator,
            ) -> $crate::schemars::Schema {
                // One without references does not ask it for others.
                let _ = &generator;
                $crate::generated::schema_with(
                    $text,
                    [$(($at, generator.subschema_for::<$other>())),*],
                )
            }
        }
    };
}

/// Says nothing: the crate has no schemas.
#[cfg(not(feature = "schemars"))]
#[macro_export]
#[doc(hidden)]
macro_rules! json_schema {
    ($($schema:tt)*) => {};
}

/// The type itself, as a path: some places take no other form of a type.
pub type Same<T> = T;

/// What the generator and this crate agree on. It is counted up whenever code of an older generator would not compile, or
/// would do something else.
const FORMAT: u32 = 6;

/// Generated code calls it in a constant, so that one generated for another version does not compile.
///
/// # Panics
///
/// `format` is not that of this version.
pub const fn check(format: u32) {
    assert!(
        format == FORMAT,
        "this code was generated for another version of oas-runtime: generate it again with the generator of the version of \
         oas-runtime that is used here, or depend on the version of oas-runtime that it was generated for"
    );
}
