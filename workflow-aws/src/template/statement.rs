//! Statements of an IAM policy, put together so that a role reads like a list of what the workflow does.

use serde_json::{Value, json};

/// What is allowed, on what.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Statement {
    pub(super) actions: Vec<String>,
    pub(super) resources: Resources,
    pub(super) condition: Option<Value>,
}

/// On what.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Resources {
    /// Each a value of the template.
    These(Vec<Value>),
    /// A parameter that is a list.
    Listed(String),
}

impl Statement {
    pub(super) fn new(actions: &[&str], resources: impl Into<Resources>) -> Self {
        let actions = actions.iter().map(|action| (*action).to_owned()).collect();
        Self { actions, resources: resources.into(), condition: None }
    }

    pub(super) fn when(mut self, condition: Value) -> Self {
        self.condition = Some(condition);
        self
    }

    pub(super) fn to_value(&self) -> Value {
        let resource = match &self.resources {
            Resources::These(all) if all.len() == 1 => all[0].clone(),
            Resources::These(all) => all.clone().into(),
            Resources::Listed(parameter) => json!({ "Ref": parameter }),
        };
        let mut statement = json!({ "Effect": "Allow", "Action": self.actions, "Resource": resource });
        if let Some(condition) = &self.condition {
            statement["Condition"] = condition.clone();
        }
        statement
    }

    /// Takes another one in, where the two together allow no more than each alone.
    fn absorb(&mut self, other: &Self) -> bool {
        if self.condition != other.condition {
            return false;
        }
        if self.resources == other.resources {
            extend(&mut self.actions, &other.actions);
            return true;
        }
        match (&mut self.resources, &other.resources) {
            (Resources::These(mine), Resources::These(others)) if self.actions == other.actions => {
                extend(mine, others);
                true
            }
            _ => false,
        }
    }
}

impl From<Value> for Resources {
    fn from(resource: Value) -> Self {
        Self::These(vec![resource])
    }
}

impl From<&str> for Resources {
    fn from(resource: &str) -> Self {
        Self::These(vec![resource.into()])
    }
}

fn extend<T: Clone + PartialEq>(all: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}

/// The same rights in fewer statements, in the order in which they were first needed.
pub(super) fn merged(statements: Vec<Statement>) -> Vec<Statement> {
    let mut all: Vec<Statement> = Vec::new();
    for statement in statements {
        if !all.iter_mut().any(|one| one.absorb(&statement)) {
            all.push(statement);
        }
    }
    all
}

/// A policy document.
pub(super) fn document(statements: &[Statement]) -> Value {
    let statements: Vec<Value> = statements.iter().map(Statement::to_value).collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_allows_nothing_more() {
        let all = merged(vec![
            Statement::new(&["a:X"], "r1"),
            Statement::new(&["a:X"], "r2"),
            Statement::new(&["a:Y"], "r1"),
            Statement::new(&["a:X"], "r1"),
            Statement::new(&["a:X"], Resources::Listed("List".to_owned())),
            Statement::new(&["a:X"], "r3").when(json!({ "Bool": { "k": "true" } })),
        ]);
        let read: Vec<Value> = all.iter().map(Statement::to_value).collect();
        assert_eq!(
            read,
            [
                json!({ "Effect": "Allow", "Action": ["a:X"], "Resource": ["r1", "r2"] }),
                json!({ "Effect": "Allow", "Action": ["a:Y"], "Resource": "r1" }),
                json!({ "Effect": "Allow", "Action": ["a:X"], "Resource": { "Ref": "List" } }),
                json!({ "Effect": "Allow", "Action": ["a:X"], "Resource": "r3", "Condition": { "Bool": { "k": "true" } } }),
            ]
        );
    }
}
