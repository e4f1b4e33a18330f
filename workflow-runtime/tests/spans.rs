//! What a task logs is found in the spans of its execution, its state and its attempt.

mod machine;

use std::io;
use std::sync::{Arc, Mutex};

use machine::{Order, OrderError, Ordering, Shipping, Shop};
use workflow_runtime::Execution;
use workflow_runtime::prelude::{TaskToken, seconds, wait};

struct Logging;

impl Shop for Logging {
    async fn price(&self, item: &str) -> Result<u32, OrderError> {
        wait(seconds(u64::try_from(item.len()).expect("short"))).await;
        tracing::info!(item, "priced");
        Ok(3)
    }

    async fn reserve(&self, _: &Order) -> Result<(), OrderError> {
        tracing::info!("reserved");
        Ok(())
    }

    async fn ask(&self, _: u32, _: TaskToken<bool>) -> Result<(), OrderError> {
        Err(OrderError::Busy)
    }
}

/// What the subscriber writes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn every_poll_is_in_the_right_spans() {
    let log = Log::default();
    let written = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || log.clone())
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let workflow = Ordering { shop: Logging, shipping: Shipping };
    let order = Order { items: vec!["tea".to_owned(), "milk".to_owned()], limit: 100 };
    Execution::of(&workflow).name("s").run(order).await.expect("it succeeds");
    tracing::info!("outside");
    drop(guard);

    let text = String::from_utf8(written.0.lock().expect("no panic").clone()).expect("UTF-8");
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let prepare = r#"INFO execution{id="Ordering:s"}:state{name="Prepare"}"#;
    let one = format!(r#"{prepare}:state{{name="PriceAll"}}:state{{name="PriceOne"}}:attempt{{number=0}}"#);
    assert_eq!(
        lines,
        [
            format!(r#"{one}: priced item="tea""#).as_str(),
            &format!(r#"{prepare}:state{{name="Price"}}:attempt{{number=0}}: priced item="base""#),
            &format!(r#"{one}: priced item="milk""#),
            r#"INFO execution{id="Ordering:s"}:state{name="Reserve"}:attempt{number=0}: reserved"#,
            "INFO outside",
        ],
    );
}
