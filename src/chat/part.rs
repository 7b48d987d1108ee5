//! What an event of a chat says: the parts of a UI message stream of the Vercel AI SDK, version 6.
//!
//! Neo's reference names that format and shows no payload. The parts and their members are those of the package `ai`,
//! version 6, `UIMessageChunk`.

use serde::Deserialize;
use serde_json::Value;

/// One part of an agent's message while it comes in.
///
/// The set is open: a part of a kind that is not known here, or that lacks what its kind needs, is
/// [`Unknown`](ChatPart::Unknown). Members that are not listed, such as `providerMetadata`, are in
/// [`ChatEvent::json`](crate::ChatEvent::json), which always has the whole.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum ChatPart {
    /// The agent's message begins.
    #[non_exhaustive]
    Start {
        /// The id of the message.
        message_id: Option<String>,
        /// What the agent says of the message.
        message_metadata: Option<Value>,
    },
    /// A step of the agent begins: one call of a model.
    StartStep,
    /// A text begins.
    #[non_exhaustive]
    TextStart {
        /// The id of the text within the message.
        id: String,
    },
    /// More of a text.
    #[non_exhaustive]
    TextDelta {
        /// The id of the text.
        id: String,
        /// What is to be appended to it.
        delta: String,
    },
    /// A text ends.
    #[non_exhaustive]
    TextEnd {
        /// The id of the text.
        id: String,
    },
    /// A thought begins.
    #[non_exhaustive]
    ReasoningStart {
        /// The id of the thought within the message.
        id: String,
    },
    /// More of a thought.
    #[non_exhaustive]
    ReasoningDelta {
        /// The id of the thought.
        id: String,
        /// What is to be appended to it.
        delta: String,
    },
    /// A thought ends.
    #[non_exhaustive]
    ReasoningEnd {
        /// The id of the thought.
        id: String,
    },
    /// The agent begins to call a tool; what it gives to the tool follows.
    #[non_exhaustive]
    ToolInputStart {
        /// The id of the call.
        tool_call_id: String,
        /// The tool.
        tool_name: String,
    },
    /// More of what a tool is given.
    #[non_exhaustive]
    ToolInputDelta {
        /// The id of the call.
        tool_call_id: String,
        /// What is to be appended to its text.
        input_text_delta: String,
    },
    /// A tool is called.
    #[non_exhaustive]
    ToolInputAvailable {
        /// The id of the call.
        tool_call_id: String,
        /// The tool.
        tool_name: String,
        /// What it is given.
        #[serde(default)]
        input: Value,
    },
    /// A tool cannot be called with what the agent gave.
    #[non_exhaustive]
    ToolInputError {
        /// The id of the call.
        tool_call_id: String,
        /// The tool.
        tool_name: String,
        /// What it was to be given.
        #[serde(default)]
        input: Value,
        /// Why it cannot be called.
        error_text: String,
    },
    /// A tool is called if a person allows it.
    #[non_exhaustive]
    ToolApprovalRequest {
        /// The id of the question.
        approval_id: String,
        /// The id of the call.
        tool_call_id: String,
    },
    /// A tool has given its result.
    #[non_exhaustive]
    ToolOutputAvailable {
        /// The id of the call.
        tool_call_id: String,
        /// The result.
        #[serde(default)]
        output: Value,
        /// Whether another result will take its place.
        #[serde(default)]
        preliminary: bool,
    },
    /// A tool has failed.
    #[non_exhaustive]
    ToolOutputError {
        /// The id of the call.
        tool_call_id: String,
        /// Why it failed.
        error_text: String,
    },
    /// A person has not allowed a tool.
    #[non_exhaustive]
    ToolOutputDenied {
        /// The id of the call.
        tool_call_id: String,
    },
    /// A page that the message rests on.
    #[non_exhaustive]
    SourceUrl {
        /// The id of the source within the message.
        source_id: String,
        /// The page's address.
        url: String,
        /// Its title.
        title: Option<String>,
    },
    /// A document that the message rests on.
    #[non_exhaustive]
    SourceDocument {
        /// The id of the source within the message.
        source_id: String,
        /// Its media type.
        media_type: String,
        /// Its title.
        title: String,
        /// The name of its file.
        filename: Option<String>,
    },
    /// A file of the message.
    #[non_exhaustive]
    File {
        /// Where it is; it may hold the file itself (`data:`).
        url: String,
        /// Its media type.
        media_type: String,
    },
    /// What the agent says of the message, beside the message.
    #[non_exhaustive]
    MessageMetadata {
        /// What it says.
        message_metadata: Value,
    },
    /// Data of the application's own: a part whose type begins with `data-`.
    #[serde(skip)]
    #[non_exhaustive]
    Data {
        /// The rest of the type's name.
        name: String,
        /// The id by which a later part takes its place.
        id: Option<String>,
        /// The data.
        data: Value,
    },
    /// Something went wrong. The message may still go on.
    #[non_exhaustive]
    Error {
        /// What went wrong.
        error_text: String,
    },
    /// A step of the agent ends.
    FinishStep,
    /// The agent's message ends, and with it the turn.
    #[non_exhaustive]
    Finish {
        /// Why the model stopped, such as `stop` or `length`.
        finish_reason: Option<String>,
        /// What the agent says of the message.
        message_metadata: Option<Value>,
    },
    /// The turn was broken off.
    #[non_exhaustive]
    Abort {
        /// Why.
        reason: Option<String>,
    },
    /// A part of another kind.
    #[serde(skip)]
    Unknown,
}

impl ChatPart {
    /// Reads a part, whatever it is.
    pub(super) fn read(json: &Value) -> Self {
        if let Some(name) = json["type"].as_str().and_then(|t| t.strip_prefix("data-")) {
            return Self::Data {
                name: name.to_owned(),
                id: json["id"].as_str().map(str::to_owned),
                data: json["data"].clone(),
            };
        }
        Self::deserialize(json).unwrap_or(Self::Unknown)
    }

    /// Whether nothing more of the turn follows.
    #[must_use]
    pub fn ends_turn(&self) -> bool {
        matches!(self, Self::Finish { .. } | Self::Abort { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_part_of_the_format_is_known() {
        for json in [
            json!({"type": "start", "messageId": "m", "messageMetadata": {"a": 1}}),
            json!({"type": "start"}),
            json!({"type": "start-step"}),
            json!({"type": "text-start", "id": "0", "providerMetadata": {"x": {}}}),
            json!({"type": "text-delta", "id": "0", "delta": "hi"}),
            json!({"type": "text-end", "id": "0"}),
            json!({"type": "reasoning-start", "id": "0"}),
            json!({"type": "reasoning-delta", "id": "0", "delta": "hm"}),
            json!({"type": "reasoning-end", "id": "0"}),
            json!({"type": "tool-input-start", "toolCallId": "c", "toolName": "T", "dynamic": true}),
            json!({"type": "tool-input-delta", "toolCallId": "c", "inputTextDelta": "{"}),
            json!({"type": "tool-input-available", "toolCallId": "c", "toolName": "T", "input": {"q": 1}}),
            json!({"type": "tool-input-error", "toolCallId": "c", "toolName": "T", "input": 1, "errorText": "no"}),
            json!({"type": "tool-approval-request", "approvalId": "a", "toolCallId": "c"}),
            json!({"type": "tool-output-available", "toolCallId": "c", "output": [1], "preliminary": true}),
            json!({"type": "tool-output-error", "toolCallId": "c", "errorText": "no"}),
            json!({"type": "tool-output-denied", "toolCallId": "c"}),
            json!({"type": "source-url", "sourceId": "s", "url": "https://neo.test"}),
            json!({"type": "source-document", "sourceId": "s", "mediaType": "application/pdf", "title": "t"}),
            json!({"type": "file", "url": "data:,", "mediaType": "text/plain"}),
            json!({"type": "message-metadata", "messageMetadata": {"a": 1}}),
            json!({"type": "data-weather", "id": "w", "data": {"c": 21}, "transient": true}),
            json!({"type": "error", "errorText": "no"}),
            json!({"type": "finish-step"}),
            json!({"type": "finish", "finishReason": "stop"}),
            json!({"type": "finish"}),
            json!({"type": "abort", "reason": "stopped"}),
        ] {
            let part = ChatPart::read(&json);
            assert_ne!(part, ChatPart::Unknown, "{json}");
            let ends = matches!(json["type"].as_str(), Some("finish" | "abort"));
            assert_eq!(part.ends_turn(), ends, "{json}");
        }
        let delta = ChatPart::read(&json!({"type": "text-delta", "id": "0", "delta": "hi"}));
        let expected = ChatPart::TextDelta { id: "0".into(), delta: "hi".into() };
        assert_eq!(delta, expected);
        let expected = ChatPart::Data { name: "weather".into(), id: None, data: json!([1]) };
        assert_eq!(ChatPart::read(&json!({"type": "data-weather", "data": [1]})), expected);
    }

    #[test]
    fn anything_else_is_unknown_and_no_error() {
        for json in [
            json!(null),
            json!("text"),
            json!([]),
            json!({}),
            json!({"type": 7}),
            json!({"type": "hologram", "id": "0"}),
            json!({"type": "unknown"}),
            json!({"type": "data"}),
            json!({"type": "text-delta", "id": "0"}),
            json!({"type": "text-delta", "id": 0, "delta": "hi"}),
        ] {
            assert_eq!(ChatPart::read(&json), ChatPart::Unknown, "{json}");
        }
    }
}
