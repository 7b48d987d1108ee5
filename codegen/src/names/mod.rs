//! Rust names for what a document calls by any text.

mod ident;
mod near;
mod operation;
mod scope;

pub(crate) use ident::{builder, fingerprint, pascal, snake};
pub(crate) use near::near;
pub(crate) use operation::operation_name;
pub(crate) use scope::Scope;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Scope, operation_name, pascal, snake};

    #[test]
    fn names_are_those_a_person_would_give() {
        let cases = [
            ("full-repository", "FullRepository", "full_repository"),
            ("ALL_USERS", "AllUsers", "all_users"),
            ("LLMCalls", "LLMCalls", "llm_calls"),
            ("io.k8s.Pod", "IoK8sPod", "io_k8s_pod"),
            ("2fa", "N2fa", "n2fa"),
            ("type", "Type", "type_"),
            ("self", "Self_", "self_"),
            ("-1", "Minus1", "minus_1"),
            (">=", "GreaterEqual", "greater_equal"),
            ("", "Empty", "empty"),
            ("größe", "GrUf6UdfE", "gr_uf6_udf_e"),
            ("don't", "Dont", "dont"),
        ];
        for (text, ty, field) in cases {
            assert_eq!((pascal(text).as_str(), snake(text).as_str()), (ty, field), "{text}");
        }
    }

    #[test]
    fn operations_are_named_by_method_and_path() {
        assert_eq!(
            operation_name("GET", "/api/agents/{agent_id}/run-now", "/api"),
            "get_agents_by_agent_id_run_now"
        );
        assert_eq!(operation_name("POST", "/a/{x}.{y}", ""), "post_a_by_x_by_y");
    }

    #[test]
    fn a_name_does_not_depend_on_how_many_came_before() {
        let mut scope = Scope::default();
        let first = scope.unique("Name", "first");
        let marked = scope.unique("Name", "second");
        assert_eq!((first.as_str(), scope.unique("name", "third") == marked), ("Name", false));
        let mut other = Scope::default();
        other.unique("Name", "first");
        other.unique("NAME", "third");
        assert_eq!(other.unique("Name", "second"), marked);
    }

    proptest! {
        #[test]
        fn any_text_gives_a_legal_name(text in any::<String>()) {
            for name in [pascal(&text), snake(&text)] {
                prop_assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{}", name);
                prop_assert!(name.len() <= 101);
            }
            // progenitor makes its names from ours, which must not change them.
            let field = snake(&text);
            let bare = field.trim_end_matches('_');
            prop_assert_eq!(heck::ToSnakeCase::to_snake_case(bare), bare);
        }
    }
}
