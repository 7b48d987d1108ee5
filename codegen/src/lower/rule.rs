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
    let mut rules = ALL.map(|rule| {
        let (name, lossy, description) = rule.describe();
        RuleInfo { name, lossy, description }
    });
    rules.sort_unstable_by_key(|rule| rule.name);
    rules.into_iter()
}

/// The rule that a report counts where numbers are decimals: a client of such a document needs serde_json's feature
/// `arbitrary_precision`, or keeps a double's digits of them.
pub const DECIMAL: &str = "decimal";

/// A deviation from the document as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    AllOfMerged,
    AllOfWrapper,
    BooleanSchema,
    BoundsDropped,
    ClosedObjectOpened,
    ConstEnum,
    ConstraintUnionDropped,
    Decimal,
    DefaultNotApplied,
    EnumOpened,
    ForeignReference,
    IgnoredHeaderParameter,
    InlineHoisted,
    NullAsNullable,
    NotFoundHere,
    OneVariantLeft,
    ParameterAsText,
    PathSlashAdded,
    RecursiveAlias,
    RefSiblings,
    RenamedParameter,
    RenamedSchema,
    SeveralUnions,
    TagFromConst,
    TagFromDiscriminator,
    TextVariantsMerged,
    TitleIgnored,
    Tuple,
    TypeArray,
    UndeclaredPathParameter,
    UnknownType,
    UntaggedUnion,
    ValidationDropped,
}

impl Rule {
    /// The rule's stable name.
    pub(crate) fn name(self) -> &'static str {
        self.describe().0
    }

    /// Whether something of the document is not in the client's types afterwards. No data is lost by any rule.
    pub(crate) fn is_lossy(self) -> bool {
        self.describe().1
    }

    /// Name, whether it is lossy, and what it does.
    fn describe(self) -> (&'static str, bool, &'static str) {
        match self {
            Self::AllOfMerged => ("all-of-merged", false, "the parts of an allOf become one type"),
            Self::AllOfWrapper => {
                ("all-of-wrapper", false, "an allOf around one schema is that schema")
            }
            Self::BooleanSchema => {
                ("boolean-schema", false, "true is any value; false, which nothing fits, too")
            }
            Self::BoundsDropped => {
                ("bounds-dropped", false, "bounds, lengths and patterns are the server's to check")
            }
            Self::ClosedObjectOpened => (
                "closed-object-opened",
                false,
                "additionalProperties: false still keeps what a newer server adds",
            ),
            Self::ConstEnum => ("const-enum", false, "a constant is an enum of one value"),
            Self::ConstraintUnionDropped => (
                "constraint-union-dropped",
                true,
                "a union whose branches only constrain is not a type",
            ),
            Self::Decimal => (
                DECIMAL,
                false,
                "a decimal number keeps its digits if serde_json's arbitrary_precision is on",
            ),
            Self::DefaultNotApplied => (
                "default-not-applied",
                false,
                "a default is documented, neither sent nor filled in",
            ),
            Self::EnumOpened => ("enum-opened", false, "an enum keeps a value it does not know"),
            Self::ForeignReference => {
                ("foreign-reference", true, "a reference that leads nowhere is any value")
            }
            Self::IgnoredHeaderParameter => (
                "ignored-header-parameter",
                false,
                "Accept, Content-Type and Authorization are not parameters",
            ),
            Self::InlineHoisted => {
                ("inline-hoisted", false, "an inline schema gets a name from its place")
            }
            Self::NullAsNullable => {
                ("null-as-nullable", false, "every spelling of null is an Option")
            }
            Self::NotFoundHere => {
                ("member-not-understood", true, "a schema that is no schema is any value")
            }
            Self::OneVariantLeft => {
                ("one-variant-left", false, "a union of one variant is that variant")
            }
            Self::ParameterAsText => {
                ("parameter-as-text", true, "a parameter is given in its wire form")
            }
            Self::PathSlashAdded => ("path-slash-added", false, "a path begins with a slash"),
            Self::RecursiveAlias => {
                ("recursive-alias", false, "a recursive list or map becomes a type of its own")
            }
            Self::RefSiblings => {
                ("ref-siblings", false, "what stands beside a $ref applies as well")
            }
            Self::RenamedParameter => {
                ("renamed-parameter", false, "a parameter's method differs from its name")
            }
            Self::RenamedSchema => {
                ("renamed-schema", false, "a schema's type differs from its name")
            }
            Self::SeveralUnions => {
                ("several-unions", true, "of several unions on one schema the types are not kept")
            }
            Self::TagFromConst => {
                ("tag-from-const", false, "a constant tells the variants of a union apart")
            }
            Self::TagFromDiscriminator => (
                "tag-from-discriminator",
                false,
                "the discriminator tells the variants of a union apart",
            ),
            Self::TextVariantsMerged => {
                ("text-variants-merged", false, "variants that are all text are one")
            }
            Self::TitleIgnored => ("title-ignored", false, "a title is no name"),
            Self::Tuple => {
                ("tuple", true, "the elements of a tuple whose length varies are any values")
            }
            Self::TypeArray => ("type-array", false, "several types become a union"),
            Self::UndeclaredPathParameter => {
                ("undeclared-path-parameter", false, "a placeholder without a parameter takes text")
            }
            Self::UnknownType => {
                ("unknown-type", true, "a type that JSON Schema does not know is any value")
            }
            Self::UntaggedUnion => {
                ("untagged-union", false, "the variant that knows most of a value is picked")
            }
            Self::ValidationDropped => (
                "validation-dropped",
                false,
                "not, if, dependencies and the like are the server's to check",
            ),
        }
    }
}

/// Every rule; the length makes the compiler notice one that is missing.
const ALL: [Rule; Rule::ValidationDropped as usize + 1] = [
    Rule::AllOfMerged,
    Rule::AllOfWrapper,
    Rule::BooleanSchema,
    Rule::BoundsDropped,
    Rule::ClosedObjectOpened,
    Rule::ConstEnum,
    Rule::ConstraintUnionDropped,
    Rule::Decimal,
    Rule::DefaultNotApplied,
    Rule::EnumOpened,
    Rule::ForeignReference,
    Rule::IgnoredHeaderParameter,
    Rule::InlineHoisted,
    Rule::NullAsNullable,
    Rule::NotFoundHere,
    Rule::OneVariantLeft,
    Rule::ParameterAsText,
    Rule::PathSlashAdded,
    Rule::RecursiveAlias,
    Rule::RefSiblings,
    Rule::RenamedParameter,
    Rule::RenamedSchema,
    Rule::SeveralUnions,
    Rule::TagFromConst,
    Rule::TagFromDiscriminator,
    Rule::TextVariantsMerged,
    Rule::TitleIgnored,
    Rule::Tuple,
    Rule::TypeArray,
    Rule::UndeclaredPathParameter,
    Rule::UnknownType,
    Rule::UntaggedUnion,
    Rule::ValidationDropped,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_listed_once_under_a_name_of_its_own() {
        for (index, rule) in ALL.iter().enumerate() {
            assert_eq!(*rule as usize, index, "{rule:?}");
        }
        let names: std::collections::BTreeSet<&str> = rules().map(|rule| rule.name).collect();
        assert_eq!(names.len(), ALL.len());
    }
}
