//! A service as tasks have it here: the official client, and what the template's parameters are called here.

use std::collections::BTreeMap;

/// The official client of a service, which does that service's tasks from here.
///
/// A workflow names a queue as `"${OrdersUrl}"`, and the template gets a parameter of that name. Here it is what
/// [`name`](Self::name) says, or else the environment variable of the same name; of a name that nobody knows the task
/// crashes and says so. This holds of what names a resource (a queue, a topic, a table, a bus, a function, a machine, a job's cluster
/// and network), and
/// not of texts inside of a message.
///
/// ```
/// # #[cfg(feature = "sqs")] {
/// use workflow_aws::Local;
///
/// # fn show(client: aws_sdk_sqs::Client) {
/// let sqs = Local::new(client).name("OrdersUrl", "http://127.0.0.1:9324/000000000000/orders");
/// # drop(sqs);
/// # } }
/// ```
#[derive(Clone, Debug)]
pub struct Local<C> {
    pub(crate) client: C,
    names: BTreeMap<String, String>,
}

impl<C> Local<C> {
    /// The tasks over this client.
    #[must_use]
    pub fn new(client: C) -> Self {
        Self { client, names: BTreeMap::new() }
    }

    /// What the parameter `name` stands for here.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.names.insert(name.into(), value.into());
        self
    }

    /// The resources in these arguments of a task, as they are called here: every text in them is one.
    #[cfg(feature = "_api")]
    pub(crate) fn resources(&self, arguments: &mut serde_json::Value, keys: &[&str]) {
        for key in keys {
            if let Some(argument) = arguments.get_mut(key) {
                self.called_here(argument);
            }
        }
    }

    #[cfg(feature = "_api")]
    fn called_here(&self, value: &mut serde_json::Value) {
        use serde_json::Value;
        match value {
            Value::String(text) => *text = self.resource(text),
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.called_here(element)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.called_here(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A resource as it is called here.
    pub(crate) fn resource(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, from)) = rest.split_once("${") {
            let Some((name, behind)) = from.split_once('}') else { break };
            out += before;
            match self.names.get(name).cloned().or_else(|| std::env::var(name).ok()) {
                Some(value) => out += &value,
                None => workflow_runtime::crash(
                    "States.Runtime",
                    format!(
                        "`${{{name}}}` has no value here: give it one with `Local::name`, or in the environment"
                    ),
                ),
            }
            rest = behind;
        }
        out + rest
    }
}

#[cfg(test)]
mod tests {
    use super::Local;

    #[test]
    fn a_parameter_is_what_it_is_called_here() {
        let local = Local::new(()).name("Table", "orders");
        assert_eq!(local.resource("${Table}"), "orders");
        assert_eq!(local.resource("table/${Table}/index"), "table/orders/index");
        assert_eq!(local.resource("orders"), "orders");
    }
}
