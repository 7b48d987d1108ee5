//! How an update of an agent merges into what is there.

use serde_json::{Map, Value};

/// Merges `update` into `agent`: actions and toolbox entry by entry, everything else whole.
///
/// # Errors
/// An action that is not found, or not clearly.
pub(crate) fn agent(
    agent: &mut Map<String, Value>,
    update: Map<String, Value>,
) -> Result<(), String> {
    for (name, value) in update {
        match (name.as_str(), value) {
            ("id" | "created_at" | "updated_at", _) => {}
            ("actions", Value::Array(updates)) => {
                let actions = agent.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(actions) = actions {
                    for update in updates {
                        merge_action(actions, update)?;
                    }
                }
            }
            ("toolbox", Value::Object(update)) => {
                let toolbox = agent.entry(name).or_insert_with(|| Value::Object(Map::new()));
                if !toolbox.is_object() {
                    *toolbox = Value::Object(Map::new());
                }
                if let Value::Object(toolbox) = toolbox {
                    merge_toolbox(toolbox, update);
                }
            }
            (_, value) => {
                agent.insert(name, value);
            }
        }
    }
    Ok(())
}

/// An action is found by its id, or by its type where only one has it; nothing is ever dropped or reordered.
fn merge_action(actions: &mut Vec<Value>, update: Value) -> Result<(), String> {
    let position = match (&update["id"], &update["action_type"]) {
        (Value::Null, Value::Null) => {
            return Err("an action needs an id or an action_type".to_owned());
        }
        (Value::Null, kind) => {
            let mut same =
                actions.iter().enumerate().filter(|(_, action)| action["action_type"] == *kind);
            match (same.next(), same.next()) {
                (Some((index, _)), None) => Some(index),
                (Some(_), Some(_)) => {
                    return Err(format!("several actions have the action_type {kind}"));
                }
                (None, _) => None,
            }
        }
        (id, _) => {
            let index = actions.iter().position(|action| action["id"] == *id);
            Some(index.ok_or_else(|| format!("no action has the id {id}"))?)
        }
    };
    let Some(action) = position.and_then(|index| actions.get_mut(index)) else {
        actions.push(update);
        return Ok(());
    };
    if let (Value::Object(action), Value::Object(update)) = (action, update) {
        for (name, value) in update {
            match (action.get_mut(&name), value) {
                (Some(Value::Object(input)), Value::Object(update)) if name == "input_as_dict" => {
                    merge_keys(input, update);
                }
                (_, value) => {
                    action.insert(name, value);
                }
            }
        }
    }
    Ok(())
}

/// Key by key: null deletes, scalars and lists replace, objects merge.
fn merge_keys(target: &mut Map<String, Value>, update: Map<String, Value>) {
    for (name, value) in update {
        match (target.get_mut(&name), value) {
            (_, Value::Null) => {
                target.remove(&name);
            }
            (Some(Value::Object(target)), Value::Object(update)) => merge_keys(target, update),
            (_, value) => {
                target.insert(name, value);
            }
        }
    }
}

/// Per tool: null disables it.
fn merge_toolbox(toolbox: &mut Map<String, Value>, update: Map<String, Value>) {
    for (name, value) in update {
        match (toolbox.get_mut(&name), value) {
            (Some(Value::Object(tools)), Value::Object(update)) => merge_keys(tools, update),
            (_, value) => {
                toolbox.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::agent;
    use serde_json::{Value, json};

    fn merged(mut target: Value, update: Value) -> Result<Value, String> {
        let Value::Object(update) = update else {
            panic!("no object");
        };
        agent(target.as_object_mut().unwrap(), update)?;
        Ok(target)
    }

    #[test]
    fn an_action_is_found_and_its_input_merged_key_by_key() {
        let target = json!({"actions": [
            {"id": "1", "action_type": "A", "input_as_dict": {"x": 1, "y": [1, 2], "z": {"p": 1, "q": 2}}},
            {"id": "2", "action_type": "B"},
        ]});
        let update = json!({"actions": [
            {"action_type": "A", "input_as_dict": {"x": null, "y": [3], "z": {"q": 5}}},
            {"id": "2", "name": "b"},
        ]});
        let expected = json!({"actions": [
            {"id": "1", "action_type": "A", "input_as_dict": {"y": [3], "z": {"p": 1, "q": 5}}},
            {"id": "2", "action_type": "B", "name": "b"},
        ]});
        assert_eq!(merged(target, update), Ok(expected));
    }

    #[test]
    fn an_action_that_is_not_clear_is_refused() {
        let target =
            json!({"actions": [{"id": "1", "action_type": "A"}, {"id": "2", "action_type": "A"}]});
        for action in [json!({"action_type": "A"}), json!({"id": "9"}), json!({"name": "n"})] {
            assert!(merged(target.clone(), json!({"actions": [action]})).is_err());
        }
    }

    #[test]
    fn tools_merge_and_settings_are_replaced() {
        let target = json!({
            "toolbox": {"tool_settings_by_type": {"S": {"a": 1}, "T": {}}},
            "agent_settings": {"custom_instructions": "x", "other": 1},
        });
        let update = json!({
            "toolbox": {"tool_settings_by_type": {"S": {"b": 2}, "T": null}},
            "agent_settings": {"custom_instructions": "y"},
        });
        let expected = json!({
            "toolbox": {"tool_settings_by_type": {"S": {"a": 1, "b": 2}}},
            "agent_settings": {"custom_instructions": "y"},
        });
        assert_eq!(merged(target, update), Ok(expected));
    }
}
