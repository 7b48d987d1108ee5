//! Tokens of Microsoft Entra ID, from any credential of the Azure SDK.

use std::sync::Arc;
use std::time::SystemTime;

use azure_core::credentials::TokenCredential;
use oas_runtime::{AccessToken, TokenFuture, TokenProvider, TokenRequest};

use crate::clock;

/// A credential of the Azure SDK, asked for certain scopes.
pub(crate) struct AzureTokens {
    credential: Arc<dyn TokenCredential>,
    scopes: Vec<String>,
}

impl AzureTokens {
    pub(crate) fn new(credential: Arc<dyn TokenCredential>, scopes: Vec<String>) -> Self {
        Self { credential, scopes }
    }
}

impl TokenProvider for AzureTokens {
    fn token(&self, _: TokenRequest) -> TokenFuture<'_> {
        Box::pin(async move {
            let scopes: Vec<&str> = self.scopes.iter().map(String::as_str).collect();
            let token = self.credential.get_token(&scopes, None).await?;
            // The one wall-clock time that the SDK gives is turned into a lifetime at once.
            let lifetime = SystemTime::from(token.expires_on)
                .duration_since(clock::wall())
                .unwrap_or_default();
            Ok(AccessToken::new(token.token.secret())?.expires_in(lifetime))
        })
    }
}
