//! One execution of each shape, cut at every write.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use workflow_runtime::engine::{Builder, Engine};
use workflow_runtime::{Error, TaskToken};
use workflow_tests::durable::cut::{self, Outcome, Story};
use workflow_tests::durable::shapes::{self, Work, WorkError, attempt, done};
use workflow_tests::durable::tally::Tally;

/// Work that is done at once, and tokens that are answered when there is time.
#[derive(Clone, Debug, Default)]
pub(crate) struct AtOnce {
    pub(crate) tally: Arc<Tally>,
    tokens: Arc<Mutex<Vec<Asked>>>,
}

/// What will be answered, and whom.
type Asked = (String, TaskToken<String>);

impl Work for AtOnce {
    async fn work(&self, item: &str) -> Result<String, WorkError> {
        self.tally.call(async { Ok(done(item)) }).await
    }

    async fn try_hard(&self, item: &str) -> Result<String, WorkError> {
        let work = async { if attempt() < 2 { Err(WorkError::NotYet) } else { Ok(done(item)) } };
        self.tally.call(work).await
    }

    async fn ask(&self, item: &str, token: TaskToken<String>) -> Result<(), WorkError> {
        let asked = async {
            self.tokens.lock().expect("no panic").push((done(item), token));
            Ok(())
        };
        self.tally.call(asked).await
    }
}

impl AtOnce {
    /// Answers every token there is, over and over.
    pub(crate) async fn answer(&self, engine: &Engine) -> std::convert::Infallible {
        loop {
            tokio::time::sleep(Duration::from_secs(7)).await;
            let tokens = self.tokens.lock().expect("no panic").clone();
            for (answer, token) in tokens {
                match engine.complete(&token, answer).await {
                    Err(error) if !error.is_closed_token() && !error.is_store_failure() => panic!("{error}"),
                    Ok(()) | Err(_) => {}
                }
            }
        }
    }
}

impl Story for AtOnce {
    fn register(&self, builder: Builder) -> Builder {
        shapes::register(builder, self)
    }

    async fn play(&self, engine: &Engine) -> Result<Vec<Outcome>, Error> {
        tokio::select! {
            came = shapes::run_all(engine) => came,
            never = self.answer(engine) => match never {},
        }
    }

    fn tally(&self) -> &Tally {
        &self.tally
    }
}

#[tokio::test(start_paused = true)]
async fn every_shape_goes_on_wherever_it_is_cut() {
    for pause in [Duration::ZERO, Duration::from_secs(1)] {
        let cuts = cut::everywhere(async || AtOnce::default(), pause).await;
        println!("unloaded after {pause:?}: {cuts:?}");
    }
}
