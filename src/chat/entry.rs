//! Where a program begins: the methods of the client.

use super::session::{ChatSession, OpenChat};
use crate::client::Client;
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

    /// Goes on with a chat that was opened before, by the session's id.
    ///
    /// Nothing is sent.
    pub fn chat(&self, session_id: impl Into<String>) -> ChatSession {
        ChatSession::new(self.clone(), session_id.into())
    }
}
