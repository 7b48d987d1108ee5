//! Every operation of the document, called through its builder against the sandbox, and its answer decoded.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;

use futures_util::StreamExt as _;
use neoagent::api::support::{Operation, OperationSpec};
use neoagent::api::types;
use neoagent::{Client, OperationExt as _};
use neoagent_sandbox::Sandbox;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// The body of a call: what the sandbox takes where state matters, and else a sample made from the document.
fn body<T: DeserializeOwned>(sandbox: &Sandbox, operation: &str) -> T {
    let (method, path) = operation.split_once(' ').unwrap();
    let value = match operation {
        "POST /public-api/chat/sessions" => json!({ "managed_agent_key": "NEO_SUPPORT" }),
        "POST /public-api/chat/sessions/{session_id}/messages" => json!({ "message": "hello" }),
        "POST /public-api/chat/sessions/{session_id}/attachments/upload-url" => {
            json!({ "content_type": "image/png" })
        }
        "POST /public-api/scheduled-work" => {
            json!({ "workflow_id": 41, "scheduled_for": "2100-01-01T00:00:00Z" })
        }
        "POST /public-api/til-requests/{request_id}/decision" => json!({ "action": "approve" }),
        "PUT /public-api/agents/{agent_id}" => json!({ "name": "other" }),
        _ => sandbox.sample_body(method, path).unwrap(),
    };
    serde_json::from_value(value).unwrap()
}

/// Calls the operation; the answer decodes, and encodes to what the document says.
async fn check<O: Operation>(sandbox: &Sandbox, call: O)
where
    O::Success: Serialize,
{
    let OperationSpec { method, path, .. } = O::SPEC;
    let answer = call.response().await.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
    let encoded = serde_json::to_value(answer.into_inner()).unwrap();
    let problems = sandbox.answer_problems(method, path, &encoded);
    assert!(problems.is_empty(), "{method} {path}: {problems:?}");
}

#[tokio::test]
async fn every_operation_is_called_and_its_answer_decoded() {
    let sandbox = Sandbox::start().await.unwrap();
    let neo =
        Client::builder().base_url(sandbox.base_url()).api_key(sandbox.key()).build().unwrap();
    let run = neo.run_agent("42").target_entity_id("T-1").start().await.unwrap();
    let execution = run.handle().execution_id().to_owned();
    let session = neo
        .create_chat_session()
        .body(body::<types::CreateChatSessionRequest>(&sandbox, "POST /public-api/chat/sessions"))
        .data()
        .await
        .unwrap();
    let session = serde_json::to_value(session).unwrap()["id"].as_str().unwrap().to_owned();

    check(&sandbox, neo.list_agents()).await;
    check(
        &sandbox,
        neo.create_agent()
            .body(body::<types::CreateAgentRequest>(&sandbox, "POST /public-api/agents")),
    )
    .await;
    check(&sandbox, neo.get_agent().agent_id("42")).await;
    check(
        &sandbox,
        neo.update_agent()
            .agent_id("42")
            .body(body::<types::UpdateAgentRequest>(&sandbox, "PUT /public-api/agents/{agent_id}")),
    )
    .await;
    check(
        &sandbox,
        neo.as_generated().run_agent().agent_id("42").body(body::<types::RunNowRequest>(
            &sandbox,
            "POST /public-api/agents/{agent_id}/run-now",
        )),
    )
    .await;
    check(&sandbox, neo.get_agent_version_at().agent_id("42").timestamp("2100-01-01T00:00:00Z"))
        .await;
    check(&sandbox, neo.list_agent_versions().agent_id("42")).await;
    check(
        &sandbox,
        neo.create_api_key()
            .body(body::<types::ApiKeyCreateRequest>(&sandbox, "POST /public-api/api-keys")),
    )
    .await;
    check(&sandbox, neo.rotate_api_key().key_id("7")).await;
    check(&sandbox, neo.get_end_user_teams_usage()).await;
    check(&sandbox, neo.get_end_user_teams_detail()).await;
    check(&sandbox, neo.get_usage()).await;
    check(&sandbox, neo.get_usage_by_agent()).await;
    check(&sandbox, neo.list_callbacks()).await;
    check(&sandbox, neo.get_callback().callback_id("7")).await;
    check(
        &sandbox,
        neo.create_channel()
            .body(body::<types::CreateChannelRequest>(&sandbox, "POST /public-api/channels")),
    )
    .await;
    check(
        &sandbox,
        neo.report_install_event().body(body::<types::InstallEventRequest>(
            &sandbox,
            "POST /public-api/channels/install-events",
        )),
    )
    .await;
    check(&sandbox, neo.get_channel().channel_id("7")).await;
    check(
        &sandbox,
        neo.update_channel().channel_id("7").body(body::<types::UpdateChannelRequest>(
            &sandbox,
            "PATCH /public-api/channels/{channel_id}",
        )),
    )
    .await;
    check(
        &sandbox,
        neo.create_chat_session().body(body::<types::CreateChatSessionRequest>(
            &sandbox,
            "POST /public-api/chat/sessions",
        )),
    )
    .await;
    check(
        &sandbox,
        neo.create_chat_upload_url().session_id(&*session).body(body::<
            types::AttachmentUploadUrlRequest,
        >(
            &sandbox,
            "POST /public-api/chat/sessions/{session_id}/attachments/upload-url",
        )),
    )
    .await;
    check(&sandbox, neo.list_chat_messages().session_id(&*session)).await;
    check(
        &sandbox,
        neo.post_chat_message().session_id(&*session).body(body::<types::PostMessageRequest>(
            &sandbox,
            "POST /public-api/chat/sessions/{session_id}/messages",
        )),
    )
    .await;
    check(
        &sandbox,
        neo.create_end_company().body(body::<types::CreateEndCompanyRequest>(
            &sandbox,
            "POST /public-api/end-companies",
        )),
    )
    .await;
    check(&sandbox, neo.get_end_company().psa_company_id("7")).await;
    check(
        &sandbox,
        neo.escalate_to_neo_team().body(body::<types::EscalateToNeoTeamRequest>(
            &sandbox,
            "POST /public-api/escalate-to-neo-team",
        )),
    )
    .await;
    check(&sandbox, neo.list_executions()).await;
    check(&sandbox, neo.get_execution().execution_id(&*execution)).await;
    check(&sandbox, neo.get_execution_callback().execution_id(&*execution)).await;
    check(&sandbox, neo.get_field_update_audit().execution_id(&*execution)).await;
    check(&sandbox, neo.list_execution_steps().execution_id(&*execution)).await;
    check(&sandbox, neo.list_execution_til_requests().execution_id(&*execution)).await;
    check(&sandbox, neo.list_inbox_messages()).await;
    check(
        &sandbox,
        neo.start_insights_analysis().body(body::<types::StartAnalysisRequest>(
            &sandbox,
            "POST /public-api/insights/analyze",
        )),
    )
    .await;
    check(&sandbox, neo.get_insights_result()).await;
    check(&sandbox, neo.get_callback_funnel()).await;
    check(&sandbox, neo.get_workflow_performance()).await;
    check(&sandbox, neo.get_openapi_document()).await;
    check(&sandbox, neo.get_chat_performance_by_user().from("2026-01-01").to("2026-02-01")).await;
    check(&sandbox, neo.get_agent_performance().from("2026-01-01").to("2026-02-01")).await;
    check(&sandbox, neo.list_phone_numbers()).await;
    check(&sandbox, neo.list_scheduled_work()).await;
    check(
        &sandbox,
        neo.schedule_work()
            .body(body::<types::ScheduleWorkRequest>(&sandbox, "POST /public-api/scheduled-work")),
    )
    .await;
    check(
        &sandbox,
        neo.update_settings()
            .body(body::<types::UpdateSettingsRequest>(&sandbox, "PUT /public-api/settings")),
    )
    .await;
    check(&sandbox, neo.get_shared_agent().share_token("7")).await;
    let mint = json!({ "session_id": session });
    check(
        &sandbox,
        neo.mint_session_token()
            .body(serde_json::from_value::<types::MintSessionTokenRequest>(mint).unwrap()),
    )
    .await;
    check(
        &sandbox,
        neo.create_skill()
            .body(body::<types::CreateSkillRequest>(&sandbox, "POST /public-api/skills")),
    )
    .await;
    check(
        &sandbox,
        neo.edit_skill().skill_id("7").body(body::<types::PatchSkillRequest>(
            &sandbox,
            "PATCH /public-api/skills/{skill_id}",
        )),
    )
    .await;
    check(&sandbox, neo.auto_map_technicians()).await;
    check(&sandbox, neo.get_template().template_id("7")).await;
    check(&sandbox, neo.list_til_requests()).await;
    check(
        &sandbox,
        neo.decide_til_request().request_id("1").body(body::<types::TilDecisionRequest>(
            &sandbox,
            "POST /public-api/til-requests/{request_id}/decision",
        )),
    )
    .await;

    // The stream of events goes on; its first bytes show that it is one.
    let mut events =
        neo.stream_chat_events().session_id(&*session).response().await.unwrap().into_inner();
    assert!(events.next().await.unwrap().is_ok());

    let called: BTreeSet<(String, String)> = sandbox
        .received()
        .into_iter()
        .map(|received| (received.method, received.template.unwrap()))
        .collect();
    let all: BTreeSet<(String, String)> = sandbox.operations().into_iter().collect();
    let missing: Vec<_> = all.difference(&called).collect();
    assert!(missing.is_empty(), "these have no call here: {missing:?}");
}
