//! The executions that are loaded.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex};

use super::running::locked;
use super::slot::Slot;
use crate::store::ExecutionId;

/// How many maps there are, so that beginnings and ends seldom meet at a lock.
const SHARDS: usize = 16;

type Shard = Mutex<HashMap<ExecutionId, Arc<Slot>>>;

/// The executions that are loaded, by the outermost one's id.
#[derive(Default)]
pub(super) struct Slots([Shard; SHARDS]);

impl Slots {
    fn shard(&self, id: ExecutionId) -> &Shard {
        let index = usize::try_from(id.get()).unwrap_or_default() % SHARDS;
        &self.0[index]
    }

    pub(super) fn contains(&self, id: ExecutionId) -> bool {
        locked(self.shard(id)).contains_key(&id)
    }

    /// The slot of an execution, and whether it was made just now.
    pub(super) fn get_or_insert(&self, id: ExecutionId) -> (Arc<Slot>, bool) {
        match locked(self.shard(id)).entry(id) {
            Entry::Occupied(slot) => (Arc::clone(slot.get()), false),
            Entry::Vacant(place) => {
                let slot = Arc::new(Slot::new(id));
                place.insert(Arc::clone(&slot));
                (slot, true)
            }
        }
    }

    /// Takes a slot out, if it is still there.
    pub(super) fn remove(&self, slot: &Arc<Slot>) {
        if let Entry::Occupied(place) = locked(self.shard(slot.root)).entry(slot.root)
            && Arc::ptr_eq(place.get(), slot)
        {
            place.remove();
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|shard| locked(shard).len()).sum()
    }

    /// Calls `each` for every slot; without a lock, so that it may do as it likes.
    pub(super) fn for_each(&self, mut each: impl FnMut(&Slot)) {
        for shard in &self.0 {
            let slots: Vec<_> = locked(shard).values().cloned().collect();
            slots.iter().for_each(|slot| each(slot));
        }
    }
}
