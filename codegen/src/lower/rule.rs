//! The lowering rules by name.

/// What a lowering rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleInfo {
    /// The stable name, as reports have it.
    pub name: &'static str,
    /// Whether something of the document is not in the client's types afterwards. No data is lost by any rule.
    pub lossy: bool,
    /// What the rule does, in half a sentence.
    pub description: &'static str,
}

/// All lowering rules, in the order of their names.
///
/// ```
/// let lossy = oas_codegen::rules().filter(|rule| rule.lossy);
/// assert!(lossy.map(|rule| rule.name).any(|name| name == "tuple"));
/// ```
pub fn rules() -> impl Iterator<Item = RuleInfo> {
    let mut rules: Vec<RuleInfo> = ALL.iter().map(|rule| rule.info()).collect();
    rules.sort_unstable_by_key(|rule| rule.name);
    rules.into_iter()
}

/// The rule that a report counts where numbers are decimals: a client of such a document needs serde_json's feature
/// `arbitrary_precision`, or keeps a double's digits of them.
pub const DECIMAL: &str = "decimal";

/// The name of the rule without whose feature of `oas-runtime` (`xml`) a client does not compile.
pub const XML: &str = "xml";

/// Nothing of the document is missing in the client's types.
const EXACT: bool = false;
/// Something is.
const LOSSY: bool = true;

macro_rules! rules {
    ($($rule:ident, $name:literal, $lossy:ident, $description:literal;)*) => {
        /// A deviation from the document as published.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Rule {
            $($rule,)*
        }

        const ALL: &[Rule] = &[$(Rule::$rule),*];

        impl Rule {
            fn info(self) -> RuleInfo {
                let (name, lossy, description) = match self {
                    $(Self::$rule => ($name, $lossy, $description),)*
                };
                RuleInfo { name, lossy, description }
            }
        }
    };
}

rules! {
    AllOfMerged, "all-of-merged", EXACT, "the parts of an allOf become one type";
    AllOfWrapper, "all-of-wrapper", EXACT, "an allOf around one schema is that schema";
    BooleanSchema, "boolean-schema", EXACT, "true is any value; false, which nothing fits, too";
    BoundsDropped, "bounds-dropped", EXACT, "bounds, lengths and patterns are the server's to check";
    ClosedObjectOpened, "closed-object-opened", EXACT, "additionalProperties: false still keeps what a newer server adds";
    ConstEnum, "const-enum", EXACT, "a constant is an enum of one value";
    ConstraintUnionDropped, "constraint-union-dropped", LOSSY, "a union whose branches only constrain is not a type";
    ContentWithoutBody, "content-without-body", EXACT, "an answer to HEAD, and one of status 204 or 205, has no content";
    Decimal, "decimal", EXACT, "a decimal number, and an integer of more than 64 bits, keeps its digits if serde_json's arbitrary_precision is on";
    DefaultMappingUnused, "default-mapping-unused", LOSSY, "a defaultMapping that names no variant told by its tag means nothing";
    DefaultNotApplied, "default-not-applied", EXACT, "a default is documented, neither sent nor filled in";
    EnumOpened, "enum-opened", EXACT, "an enum keeps a value it does not know";
    ForeignReference, "foreign-reference", LOSSY, "a reference that leads nowhere is any value";
    IgnoredHeaderParameter, "ignored-header-parameter", EXACT, "Accept, Content-Type and Authorization are not parameters";
    HeirsAsVariants, "heirs-as-variants", EXACT, "a schema with a discriminator is a union of those that build on it and of itself";
    HeirsNotTold, "heirs-not-told", LOSSY, "schemas that build on one with a discriminator and that nothing tells apart are that one";
    InlineHoisted, "inline-hoisted", EXACT, "an inline schema gets a name from its place";
    NullAsNullable, "null-as-nullable", EXACT, "every spelling of null is an Option";
    NullWithoutQuotes, "null-without-quotes", EXACT, "null in the place of a type is the type \"null\"";
    NotFoundHere, "member-not-understood", LOSSY, "a schema that is no schema is any value";
    NotUnderstoodOfService, "service-not-understood", LOSSY, "a server or a security scheme that is not as OpenAPI describes them is left out";
    OneVariantLeft, "one-variant-left", EXACT, "a union of one variant is that variant";
    ParameterAsText, "parameter-as-text", LOSSY, "a parameter is given in its wire form";
    PatternsTyped, "patterns-typed", EXACT, "a member whose type goes by a pattern of its name is of that type, or as it came";
    PatternsUntyped, "patterns-untyped", LOSSY, "members whose types differ by patterns of their names are any values";
    PathSlashAdded, "path-slash-added", EXACT, "a path begins with a slash";
    RecursiveAlias, "recursive-alias", EXACT, "a recursive list or map becomes a type of its own";
    RefSiblings, "ref-siblings", EXACT, "what stands beside a $ref applies as well";
    ResponseHeaders, "response-headers", LOSSY, "a header of an answer whose form the style simple does not describe, or that differs by status, is text";
    RenamedOperation, "renamed-operation", EXACT, "operations that would have one name are told apart";
    RenamedParameter, "renamed-parameter", EXACT, "a parameter's method differs from its name";
    RenamedSchema, "renamed-schema", EXACT, "a schema's type differs from its name";
    OwnUnionLeftOut, "own-union-left-out", EXACT, "a variant that builds on its union has the union's members, not its variants";
    RequiredOneWay, "required-one-way", LOSSY, "a member that is required one way only is optional in a type that goes both";
    RustTypeUnused, "rust-type-unused", EXACT, "an x-rust-type that the settings do not allow, or that is not understood, means nothing";
    SeveralUnions, "several-unions", LOSSY, "of several unions on one schema the types are not kept";
    SplitByDirection, "split-by-direction", EXACT, "a type whose required members differ by the direction is two, by a setting";
    TagFromConst, "tag-from-const", EXACT, "a constant tells the variants of a union apart";
    TagFromDiscriminator, "tag-from-discriminator", EXACT, "the discriminator tells the variants of a union apart";
    TextVariantsMerged, "text-variants-merged", EXACT, "variants that are all text are one";
    TitleIgnored, "title-ignored", EXACT, "a title is no name";
    Tuple, "tuple", LOSSY, "the elements of a tuple whose length varies are any values";
    TooMuchMerged, "too-much-merged", LOSSY, "a schema of which merging would make too much is any value from there on";
    TypeArray, "type-array", EXACT, "several types become a union";
    TypeReplaced, "type-replaced", EXACT, "a type that the settings or an allowed x-rust-type name takes the place of a schema's";
    UndeclaredPathParameter, "undeclared-path-parameter", EXACT, "a placeholder without a parameter takes text";
    TypesInConditions, "types-in-conditions", LOSSY, "members that only a condition, or the form of a name, gives a type have none";
    TextWithContent, "text-with-content", LOSSY, "text that holds what is not JSON, or is encoded in another way than base64, is text";
    UnknownStyle, "unknown-style", LOSSY, "a style, explode or allowReserved that a parameter of its place cannot have is the default";
    UnknownType, "unknown-type", LOSSY, "a type that JSON Schema does not know is any value";
    UntaggedUnion, "untagged-union", EXACT, "the variant that knows most of a value is picked";
    WebhookParameters, "webhook-parameters", LOSSY, "parameters of what the server sends of its own accord have no type";
    ValidationDropped, "validation-dropped", EXACT, "not, if, dependencies and the like are the server's to check";
    Xml, "xml", EXACT, "a body of XML has the form that `xml` of its schemas says, if oas-runtime has its feature `xml`";
}

impl Rule {
    /// The rule's stable name.
    pub(crate) fn name(self) -> &'static str {
        self.info().name
    }

    /// Whether something of the document is not in the client's types afterwards. No data is lost by any rule.
    pub(crate) fn is_lossy(self) -> bool {
        self.info().lossy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<&str> = rules().map(|rule| rule.name).collect();
        assert_eq!(names.len(), ALL.len());
        assert!(names.contains(DECIMAL) && names.contains(XML));
    }
}
