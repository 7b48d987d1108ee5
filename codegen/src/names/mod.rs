//! Rust names for what a document calls by any text.

mod ident;
mod near;
mod operation;
mod scope;

pub(crate) use ident::{builder, fingerprint, pascal, snake};
pub(crate) use near::near;
pub(crate) use operation::{operation_name, without_path};
pub(crate) use scope::Scope;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Scope, operation_name, pascal, snake, without_path};

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
            ("OAuth2", "OAuth2", "oauth2"),
            ("getOAuthToken", "GetOAuthToken", "get_oauth_token"),
            ("oAuth", "OAuth", "oauth"),
            ("autoAuth", "AutoAuth", "auto_auth"),
            ("NOAuth", "NOAuth", "no_auth"),
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
    fn what_fastapi_puts_behind_an_operation_id_is_cut() {
        for (id, path, name) in [
            ("read_item_items__item_id__get", "/items/{item_id}", "read_item"),
            ("list_api_v1_users_get", "/api/v1/users", "list"),
            ("list_users_get", "/api/v1/users", "list"),
            ("root__get", "/", "root"),
            ("both_things_get", "/things", "both"),
            ("read_item_items_get", "/things", "read_item_items_get"),
            ("_things_get", "/things", "_things_get"),
            ("getThings", "/things", "getThings"),
        ] {
            assert_eq!(without_path(id, path, "/api/v1"), name, "{id}");
        }
    }

    #[test]
    fn long_names_are_cut_where_a_word_ends() {
        let words = "ten_letters_".repeat(10);
        assert_eq!(snake(&words), "ten_letters_".repeat(8) + "ten");
        assert_eq!(pascal(&words), "TenLetters".repeat(10));
        assert_eq!(pascal(&format!("{words}more")), "TenLetters".repeat(10));
        assert_eq!(pascal(&format!("Ab_{words}")), format!("Ab{}Ten", "TenLetters".repeat(9)));
        let letters = "a".repeat(120);
        assert_eq!(
            snake(&letters),
            format!("{}_x{:08x}", "a".repeat(90), super::fingerprint(&letters))
        );
        assert_eq!(pascal(&letters).len(), 99);
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
