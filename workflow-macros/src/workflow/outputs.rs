//! One output for each machine: the one that most of its states declare.
//!
//! A state that declares another type may have written the same one in another way, which only types show; if not, that
//! is one mistake however often the state is called, and it is told of where the type is written. Nothing here reports
//! anything.

use quote::ToTokens;
use syn::Type;

use super::{
    model::{Module, State, Transition},
    resolve::Machines,
};

/// Gives every state that declares another output than its machine that of the machine, too.
pub(crate) fn settle(module: &mut Module, machines: &Machines) {
    // Of a call that could not be read nobody knows which machine it begins.
    if machines.uncertain {
        return;
    }
    for machine in &machines.machines {
        let Some(output) = usual_output(machine.start, &machine.states, module) else { continue };
        // Of one that nothing reaches that is said, and no more.
        for index in machine.states.iter().filter(|index| machines.reached[**index]) {
            let state = &mut module.states[*index];
            if state.output != output {
                state.machine_output = Some(output.clone());
            }
        }
    }
}

/// What most states declare; of as many as others, what the first state of the machine does.
fn usual_output(start: usize, states: &[usize], module: &Module) -> Option<Type> {
    let written = |state: &State| state.output.to_token_stream().to_string();
    let declares = |index: &&usize| module.states[**index].readable;
    let first = std::iter::once(&start).chain(states).filter(declares);
    let count = |index: &usize| {
        let own = written(&module.states[*index]);
        states.iter().filter(declares).filter(|other| written(&module.states[**other]) == own).count()
    };
    let counted = first.map(|index| (count(index), *index));
    let (_, usual) = counted.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some(module.states[usual].output.clone())
}

impl State {
    /// The output that its constructor has.
    pub(crate) fn output_for_callers(&self) -> &Type {
        self.machine_output.as_ref().unwrap_or(&self.output)
    }

    /// The output that its body has: where it goes on to other states, theirs.
    pub(crate) fn output_of_body(&self) -> &Type {
        let mut goes_on = false;
        self.transitions(&mut |transition| goes_on |= matches!(transition, Transition::State(_)));
        if goes_on { self.output_for_callers() } else { &self.output }
    }
}
