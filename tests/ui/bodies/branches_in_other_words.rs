//! Branches with `?`, too many of them, one that is a `parallel`, and a map whose items stand last.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum ScaleError {
    Broken,
}

#[tasks]
pub trait Scale {
    async fn weigh(&self, id: u32) -> Result<u32, ScaleError>;
}

#[workflow(tasks(scale(Scale)))]
pub mod sale {
    use super::*;

    #[start]
    #[parallel]
    fn asked(id: u32) -> Transition<u32> {
        let (one, two) = parallel(scale.weigh(id), scale.weigh(2)?)?;
        succeed(one + two)
    }

    #[parallel]
    fn thirteen(id: u32) -> Transition<u32> {
        let _ = parallel(
            scale.weigh(1),
            scale.weigh(2),
            scale.weigh(3),
            scale.weigh(4),
            scale.weigh(5),
            scale.weigh(6),
            scale.weigh(7),
            scale.weigh(8),
            scale.weigh(9),
            scale.weigh(10),
            scale.weigh(11),
            scale.weigh(12),
            scale.weigh(13),
        )?;
        succeed(id)
    }

    #[parallel]
    fn nested(id: u32) -> Transition<u32> {
        let _ = parallel(parallel(scale.weigh(1), scale.weigh(2)), scale.weigh(3))?;
        succeed(id)
    }

    #[map]
    fn swapped(ids: Vec<u32>) -> Transition<u32> {
        let _ = map(|id| scale.weigh(id), ids)?;
        succeed(1)
    }
}

fn main() {}
