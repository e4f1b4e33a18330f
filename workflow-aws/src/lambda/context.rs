//! What an invocation says of the attempt that it is: Lambda's own context, and what a deployed definition passes in the
//! client context (`template/context.rs`).

use std::collections::HashMap;

use jiff::Timestamp;
use workflow_runtime::TaskContext;

/// The context of the task that is invoked like this.
pub(super) fn of(lambda: &lambda_runtime::Context) -> TaskContext {
    let deadline = i64::try_from(lambda.deadline).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let custom = lambda.client_context.as_ref().map(|context| &context.custom);
    let key = custom.and_then(idempotency_key).unwrap_or_else(|| lambda.request_id.clone());
    let attempt = custom.and_then(|custom| custom.get("attempt")?.parse().ok()).unwrap_or(0);
    TaskContext::served(key, attempt, deadline).with_request_id(lambda.request_id.as_str())
}

/// `execution/state/moment[/item]`: a state is entered once at a moment, but for the items of a Map.
fn idempotency_key(custom: &HashMap<String, String>) -> Option<String> {
    let part = |name: &str| custom.get(name).filter(|part| !part.is_empty());
    let mut key = format!("{}/{}/{}", part("execution")?, part("state")?, part("entered")?);
    if let Some(item) = part("item") {
        key = format!("{key}/{item}");
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use lambda_runtime::Context;

    use super::*;

    fn invocation(client_context: &str) -> Context {
        let mut context = Context::default();
        context.request_id = "r-1".to_owned();
        context.deadline = 1500;
        context.client_context = serde_json::from_str(client_context).expect("what the runtime reads");
        context
    }

    #[test]
    fn the_definition_says_which_attempt_of_which_call_it_is() {
        let context = of(&invocation(
            r#"{"custom":{"execution":"arn:e","state":"Charge","entered":"2026-01-01T00:00:00Z","attempt":"2","item":"7"}}"#,
        ));
        assert_eq!(context.idempotency_key(), "arn:e/Charge/2026-01-01T00:00:00Z/7");
        assert_eq!(context.attempt(), 2);
        assert_eq!(context.deadline(), Timestamp::from_millisecond(1500).ok());
        assert_eq!(context.request_id(), Some("r-1"));
    }

    #[test]
    fn an_invocation_by_something_else_has_its_request_for_a_key() {
        for client_context in ["null", "{}", r#"{"custom":{"execution":"arn:e"}}"#] {
            let context = of(&invocation(client_context));
            assert_eq!(
                (context.idempotency_key().as_str(), context.attempt()),
                ("r-1", 0),
                "{client_context}"
            );
        }
    }
}
