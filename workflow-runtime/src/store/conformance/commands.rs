//! Commands: left in order, answered once, with the commit that carries them out.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::super::{Answer, Command, CommandId, Commit, Store, StoreError};
use super::given::{commit, listed, ok, refused, same, start, started};
use super::{Found, rules};

/// Far longer than the 100 ms that a store has, so that a busy machine does not fail it.
const SOON: Duration = Duration::from_secs(20);

fn answered(command: CommandId, text: &str) -> Commit {
    Commit { answers: vec![Answer { command, text: text.to_owned() }], ..Commit::default() }
}

async fn open_commands(store: &dyn Store, after: Option<CommandId>) -> Result<Vec<CommandId>, String> {
    let commands = ok("commands", store.commands(after).await)?;
    Ok(commands.iter().map(|command| command.id).collect())
}

rules! {
    /// Commands come in the order in which they were left, as they were left, until they have an answer.
    async fn in_order(store: &dyn Store) -> Found {
        let texts = ["{\"stop\":1}", "", "größe 数", "{\"stop\":1}"];
        let mut ids = Vec::new();
        for text in texts {
            ids.push(ok("leave", store.leave(text).await)?);
        }
        if !ids.is_sorted_by(|one, next| one < next) {
            return Err(format!("ids are expected to grow; they are {ids:?}"));
        }
        let commands: Vec<Command> = ok("commands", store.commands(None).await)?;
        let found: Vec<(CommandId, &str)> = commands.iter().map(|it| (it.id, it.text.as_str())).collect();
        same("commands()", &found, &ids.iter().copied().zip(texts).collect())?;
        same("commands(after the second)", &open_commands(store, Some(ids[1])).await?, &ids[2..].to_vec())?;
        same("answer()", &ok("answer", store.answer(ids[1]).await)?, &None)?;
        commit(store, answered(ids[1], "done")).await?;
        same("commands()", &open_commands(store, None).await?, &vec![ids[0], ids[2], ids[3]])?;
        let answer = Answer { command: ids[1], text: "done".to_owned() };
        same("answer()", &ok("answer", store.answer(ids[1]).await)?, &Some(answer))?;
        same("answer() to one never left", &ok("answer", store.answer(CommandId(99)).await)?, &None)
    }

    /// A command is answered once.
    async fn answered_once(store: &dyn Store) -> Found {
        let id = ok("leave", store.leave("stop").await)?;
        commit(store, answered(id, "first")).await?;
        let again = store.commit(Arc::new(answered(id, "second"))).await;
        refused("a second answer", again, "is_misfit", StoreError::is_misfit)?;
        let twice = ok("leave", store.leave("stop").await)?;
        let mut both = answered(twice, "one");
        both.answers.push(Answer { command: twice, text: "two".to_owned() });
        refused("two answers in one commit", store.commit(Arc::new(both)).await, "is_misfit", StoreError::is_misfit)?;
        same("commands()", &open_commands(store, None).await?, &vec![twice])?;
        let kept = ok("answer", store.answer(id).await)?.map(|answer| answer.text);
        same("answer()", &kept.as_deref(), &Some("first"))
    }

    /// An answer in a commit that is refused is not given.
    async fn a_refused_answer(store: &dyn Store) -> Found {
        commit(store, started(1)).await?;
        let id = ok("leave", store.leave("stop").await)?;
        let mut bad = answered(id, "done");
        bad.start = vec![start(1)];
        let refusal = store.commit(Arc::new(bad)).await;
        refused("a start with a name that is taken", refusal, "is_duplicate", StoreError::is_duplicate)?;
        same("answer()", &ok("answer", store.answer(id).await)?, &None)?;
        same("commands()", &open_commands(store, None).await?, &vec![id])
    }

    /// `command_left` resolves when a command was left, before the call or during it.
    async fn it_is_noticed(store: &dyn Store) -> Found {
        ok("leave", store.leave("before").await)?;
        if timeout(SOON, store.command_left()).await.is_err() {
            return Err("command_left() is expected to resolve for a command left before it".to_owned());
        }
        let during = async {
            tokio::task::yield_now().await;
            store.leave("during").await
        };
        let (noticed, left) = tokio::join!(timeout(SOON, store.command_left()), during);
        ok("leave", left)?;
        if noticed.is_err() {
            return Err("command_left() is expected to resolve for a command left meanwhile".to_owned());
        }
        same("how many commands there are", &open_commands(store, None).await?.len(), &2)
    }

    /// Pruning executions leaves commands and fresh answers alone.
    async fn pruning_keeps_them(store: &dyn Store) -> Found {
        let open = ok("leave", store.leave("open").await)?;
        let done = ok("leave", store.leave("done").await)?;
        commit(store, answered(done, "yes")).await?;
        ok("prune", store.prune(jiff::Timestamp::MAX, 100).await)?;
        same("commands()", &open_commands(store, None).await?, &vec![open])?;
        let answer = ok("answer", store.answer(done).await)?.map(|answer| answer.text);
        same("answer()", &answer.as_deref(), &Some("yes"))?;
        let next = ok("leave", store.leave("next").await)?;
        same("whether ids go on", &(next > done), &true)?;
        same("list()", &listed(store).await?, &vec![])
    }
}
