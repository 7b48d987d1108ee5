//! The credentials of a client, and which of them a call is sent with.

use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

use super::Credential;
use super::auth::Auth;
use super::token::TokenProvider;
use crate::error::{Error, Result};
use crate::spec::{ApiSpec, SchemeKind, SecurityScheme, needs};
use crate::stats::Counters;

/// A credential as it was given to the builder.
pub(crate) enum Chosen {
    Fixed(Result<Credential>),
    Renewed(Box<dyn TokenProvider>),
}

/// A credential as it was given, for a scheme or for all that take it.
pub(crate) type Given = (Option<String>, Chosen);

/// What a client authenticates its calls with.
pub(crate) struct Kept {
    given: Vec<(Option<String>, Auth)>,
    /// How a credential is sent where no operation of the document asks for one: who gives it knows more of the service.
    unasked: &'static [SecurityScheme],
}

/// How a credential is sent where a document has no security scheme. Where a key goes, nobody could know.
static UNSAID: [SecurityScheme; 2] = [
    SecurityScheme { name: "", kind: SchemeKind::Bearer },
    SecurityScheme { name: "", kind: SchemeKind::Basic },
];

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [redacted]", self.given.len())
    }
}

/// The credentials that an operation is to be sent with; none where it needs none.
pub(crate) type Wanted<'k> = SmallVec<[(&'static SecurityScheme, &'k Auth); 1]>;

impl Kept {
    /// Takes what was given, and checks that the document knows the schemes that are named.
    pub(crate) fn new(given: Vec<Given>, api: &ApiSpec, counters: &Arc<Counters>) -> Result<Self> {
        let keep = |(scheme, chosen): Given| {
            let auth = match chosen {
                Chosen::Fixed(credential) => Auth::Fixed(credential?),
                Chosen::Renewed(provider) => Auth::renewed(provider, counters.clone()),
            };
            if let Some(name) = &scheme {
                check(name, &auth, api)?;
            }
            Ok((scheme, auth))
        };
        let given = given.into_iter().map(keep).collect::<Result<_>>()?;
        let asks = |security: &[&[&SecurityScheme]]| !security.is_empty();
        let unasked = match api.security_schemes {
            _ if asks(api.security) || api.operations.iter().any(|one| asks(one.security)) => &[],
            [] => &UNSAID[..],
            schemes => schemes,
        };
        Ok(Self { given, unasked })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// That of a scheme: the one given for it, or else one that fits. What was given last holds.
    fn of(&self, scheme: &SecurityScheme) -> Option<&Auth> {
        let find = |fits: &dyn Fn(&Option<String>, &Auth) -> bool| {
            self.given.iter().rev().find(|(name, auth)| fits(name, auth)).map(|(_, auth)| auth)
        };
        find(&|name, _| name.as_deref() == Some(scheme.name))
            .or_else(|| find(&|name, auth| name.is_none() && auth.fits(scheme.kind)))
    }

    /// What an operation is sent with: the first set of the document that the client has whole. Where no operation of the
    /// document asks for a credential, one that is given.
    ///
    /// # Errors
    ///
    /// The operation needs a credential that the client does not have.
    pub(crate) fn wanted(&self, security: &[&[&'static SecurityScheme]]) -> Result<Wanted<'_>> {
        let whole = |set: &[&'static SecurityScheme]| -> Option<Wanted<'_>> {
            let sent = set.iter().filter(|scheme| scheme.kind != SchemeKind::MutualTls);
            sent.map(|scheme| Some((*scheme, self.of(scheme)?))).collect()
        };
        let sets = || security.iter().filter(|set| !set.is_empty()).filter_map(|set| whole(set));
        // A set of certificates alone is taken to be there, but only where nothing else is.
        match sets().find(|set| !set.is_empty()).or_else(|| sets().next()) {
            Some(wanted) => Ok(wanted),
            None if needs(security) => Err(lacking(security)),
            None if security.is_empty() => Ok(self
                .unasked
                .iter()
                .find_map(|scheme| Some((scheme, self.of(scheme)?)))
                .into_iter()
                .collect()),
            None => Ok(Wanted::new()),
        }
    }
}

fn check(name: &str, auth: &Auth, api: &ApiSpec) -> Result<()> {
    let Some(scheme) = api.security_schemes.iter().find(|scheme| scheme.name == name) else {
        let known: Vec<String> =
            api.security_schemes.iter().map(|scheme| format!("`{}`", scheme.name)).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return Err(Error::configuration(format!(
            "a credential is given for the security scheme {name:?}, which the document does not have: {known}"
        )));
    };
    if !auth.fits(scheme.kind) {
        return Err(Error::configuration(format!(
            "the credential given for {scheme} is of another kind"
        )));
    }
    Ok(())
}

#[cold]
fn lacking(security: &[&[&SecurityScheme]]) -> Error {
    let set = |set: &&[&SecurityScheme]| {
        set.iter().map(ToString::to_string).collect::<Vec<_>>().join(" with ")
    };
    let sets: Vec<String> = security.iter().map(set).collect();
    Error::configuration(format!(
        "this operation needs a credential, and the client has none for it: {}",
        sets.join(", or ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::raw::spec;
    use crate::spec::OperationSpec;

    const KEY: SecurityScheme = SecurityScheme { name: "key", kind: SchemeKind::Header("X-Key") };
    const NOTHING: ApiSpec =
        ApiSpec { servers: &[], security_schemes: &[], security: &[], operations: &[] };

    fn kept(given: Vec<Result<Credential>>, api: &ApiSpec) -> Kept {
        let given = given.into_iter().map(|one| (None, Chosen::Fixed(one))).collect();
        Kept::new(given, api, &Arc::new(Counters::default())).unwrap()
    }

    fn sent(kept: &Kept, security: &[&[&'static SecurityScheme]]) -> Vec<SchemeKind> {
        kept.wanted(security).unwrap().into_iter().map(|(scheme, _)| scheme.kind).collect()
    }

    #[test]
    fn a_document_that_says_nothing_of_credentials_is_no_reason_to_keep_one_back() {
        let bearer = || Credential::bearer("t");
        assert_eq!(sent(&kept(vec![bearer()], &NOTHING), &[]), [SchemeKind::Bearer]);
        let basic = Credential::basic("u", "p");
        assert_eq!(sent(&kept(vec![basic], &NOTHING), &[]), [SchemeKind::Basic]);
        // One goes into `Authorization`.
        let both = kept(vec![bearer(), Credential::basic("u", "p")], &NOTHING);
        assert_eq!(sent(&both, &[]), [SchemeKind::Bearer]);
        // Nobody knows where a key goes, and one way is to send none.
        assert_eq!(sent(&kept(vec![Credential::api_key("k")], &NOTHING), &[]), []);
        assert_eq!(sent(&kept(vec![bearer()], &NOTHING), &[&[]]), []);
        assert_eq!(sent(&kept(Vec::new(), &NOTHING), &[]), []);
    }

    #[test]
    fn schemes_that_no_operation_asks_for_are_how_a_credential_is_sent() {
        let api = ApiSpec { security_schemes: &[KEY], ..NOTHING };
        let both = || vec![Credential::bearer("t"), Credential::api_key("k")];
        assert_eq!(sent(&kept(both(), &api), &[]), [KEY.kind]);
        assert_eq!(sent(&kept(both(), &api), &[&[]]), []);
        // It is known where a key goes, and a token is none.
        assert_eq!(sent(&kept(vec![Credential::bearer("t")], &api), &[]), []);
        // One operation asks for it, or all: another that does not is without.
        let asks = ApiSpec { security: &[&[&KEY]], ..api };
        assert_eq!(sent(&kept(both(), &asks), &[]), []);
        let one = OperationSpec { security: &[&[&KEY]], ..*spec(&http::Method::GET) };
        let asks = ApiSpec { operations: Box::leak(Box::new([one])), ..api };
        assert_eq!(sent(&kept(both(), &asks), &[]), []);
    }
}
