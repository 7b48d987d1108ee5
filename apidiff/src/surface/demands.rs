//! What a builder refuses to send without. Its methods do not tell, but its `new` does: what has to be set begins as an
//! error.

use syn::{Expr, ImplItemFn, Member, Stmt};

/// The fields that begin as `Err(..)` in what a function gives back.
pub(super) fn of(function: &ImplItemFn) -> Vec<String> {
    let Some(Stmt::Expr(Expr::Struct(made), _)) = function.block.stmts.last() else {
        return Vec::new();
    };
    let is_error = |value: &Expr| {
        let Expr::Call(call) = value else {
            return false;
        };
        matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Err"))
    };
    made.fields
        .iter()
        .filter(|field| is_error(&field.expr))
        .filter_map(|field| match &field.member {
            Member::Named(name) => Some(name.to_string()),
            _ => None,
        })
        .collect()
}
