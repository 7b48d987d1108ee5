//! Where a program begins: the methods of the client.

use super::session::{ChatSession, OpenChat};
use super::token::{MintSessionToken, SessionToken};
use crate::client::{Client, ClientBuilder};
use crate::error::Result;
use crate::ids::AgentId;

impl Client {
    /// Opens a chat with a conversational agent, to be set up and opened.
    ///
    /// ```no_run
    /// # async fn f(neo: &neoagent::Client) -> neoagent::Result<()> {
    /// let chat = neo.open_chat("43").title("Printer").open().await?;
    /// let turn = chat.message("The printer on floor 2 is out of paper.").send().await?;
    /// println!("{}", turn.follow().await?.text);
    /// # Ok(()) }
    /// ```
    pub fn open_chat(&self, agent_id: impl Into<AgentId>) -> OpenChat<'_> {
        OpenChat::with_agent(self, agent_id.into().as_str())
    }

    /// Opens a chat with an agent that Neo manages, by its key: `NEO_SUPPORT`, for example.
    pub fn open_managed_chat(&self, key: impl Into<String>) -> OpenChat<'_> {
        OpenChat::with_managed(self, key.into())
    }

    /// Mints a token for one chat session: for an end user's program, which must not have the key.
    ///
    /// ```
    /// # use neoagent::{Client, SessionToken};
    /// # use neoagent_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = Sandbox::start().await?;
    /// # let neo = Client::builder().api_key(sandbox.key()).base_url(sandbox.base_url()).build()?;
    /// // On the server, which has the key:
    /// let chat = neo.open_chat(43).open().await?;
    /// let token = neo.session_token(chat.id()).end_user_email("ada@example.com").mint().await?;
    /// let (session_id, secret) = (token.session_id(), token.expose());
    ///
    /// // In the end user's program, which was sent the two:
    /// let token = SessionToken::new(session_id, secret);
    /// let chat = Client::builder().base_url(sandbox.base_url()).chat_session(&token)?;
    /// let turn = chat.message("The printer is out of paper.").send().await?;
    /// assert_eq!(turn.follow().await?.text, "You said: The printer is out of paper.");
    /// # Ok(()) }
    /// ```
    pub fn session_token(&self, session_id: impl Into<String>) -> MintSessionToken<'_> {
        MintSessionToken::new(self, session_id.into())
    }

    /// Goes on with a chat that was opened before, by the session's id.
    ///
    /// Nothing is sent.
    pub fn chat(&self, session_id: impl Into<String>) -> ChatSession {
        ChatSession::new(self.clone(), session_id.into())
    }
}

impl ClientBuilder {
    /// The chat session that a token is for, in the place of a client: the token goes to the operations of that session and nowhere
    /// else, and no redirect is followed. A key or a provider that was set is not used.
    ///
    /// The token is not renewed: once it has expired, calls fail with
    /// [`ErrorKind::Unauthorized`](crate::ErrorKind::Unauthorized), and whoever has the key mints another.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) as for [`build`](ClientBuilder::build), and if the session's id is
    /// empty.
    pub fn chat_session(self, token: &SessionToken) -> Result<ChatSession> {
        token.check()?;
        let client = self.only(token.expose()).build()?;
        Ok(ChatSession::new(client, token.session_id()))
    }
}
