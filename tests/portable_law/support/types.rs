//! The generated types of a run.

use std::collections::{BTreeMap, HashMap};

use workflow_runtime::prelude::*;

use crate::{Make, Rng};

