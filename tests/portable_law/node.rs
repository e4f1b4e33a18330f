//! A generated expression: its source, in parts that can be taken out to find the smallest one that fails.
//!
//! Read next: `generate.rs`, which makes them; `reduce.rs`, which takes them apart.

use crate::types::Ty;

/// An expression.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) ty: Ty,
    pieces: Vec<Piece>,
    /// Whether its own tokens say its type, so that a method can be called on it.
    pub(crate) typed: bool,
    /// Whether it needs no parentheses anywhere.
    pub(crate) atom: bool,
    /// Whether it is a value, and not a place that something else looks at.
    pub(crate) value: bool,
    /// Whether it is a place out of which its value is taken, which no `Copy` type minds.
    taken: bool,
    /// The names that it binds for what is inside.
    binds: Vec<String>,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Name(String),
    /// An expression, and whether it stands where one with operators needs parentheses.
    Node(Box<Node>, bool),
}

impl Node {
    /// `template`, in which `§` and `¤` are the parts in order; a `§` that needs parentheses gets them.
    pub(crate) fn new(ty: &Ty, template: &str, parts: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = parts.into_iter();
        let mut pieces = Vec::new();
        let mut text = String::new();
        for character in template.chars() {
            if matches!(character, '§' | '¤') {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                let part = parts.next().expect("a part for each place");
                pieces.push(Piece::Node(Box::new(part), character == '§'));
            } else {
                text.push(character);
            }
        }
        pieces.push(Piece::Text(text));
        assert!(parts.next().is_none(), "a place for each part: {template}");
        Self {
            ty: ty.clone(),
            pieces,
            typed: true,
            atom: false,
            value: true,
            taken: false,
            binds: Vec::new(),
        }
    }

    /// A literal: no name in it.
    pub(crate) fn literal(ty: &Ty, text: &str) -> Self {
        Self {
            ty: ty.clone(),
            pieces: vec![Piece::Text(text.to_owned())],
            typed: false,
            atom: !text.starts_with('-') && !text.ends_with('}'),
            value: true,
            taken: false,
            binds: Vec::new(),
        }
    }

    /// A local with something around it: `*name`, `name.field`.
    pub(crate) fn local(ty: &Ty, before: &str, name: &str, after: &str) -> Self {
        Self {
            ty: ty.clone(),
            pieces: vec![
                Piece::Text(before.to_owned()),
                Piece::Name(name.to_owned()),
                Piece::Text(after.to_owned()),
            ],
            typed: true,
            atom: before.is_empty(),
            value: true,
            taken: false,
            binds: Vec::new(),
        }
    }

    pub(crate) fn atom(mut self) -> Self {
        self.atom = true;
        self
    }

    pub(crate) fn untyped(mut self) -> Self {
        self.typed = false;
        self
    }

    pub(crate) fn typed(mut self, typed: bool) -> Self {
        self.typed = typed;
        self
    }

    pub(crate) fn place(mut self) -> Self {
        self.value = false;
        self
    }

    pub(crate) fn taken(mut self) -> Self {
        self.taken = !self.ty.is_copy();
        self
    }

    pub(crate) fn binding(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.binds.extend(names);
        self
    }

    /// The source.
    pub(crate) fn source(&self) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(piece) | Piece::Name(piece) => text.push_str(piece),
                Piece::Node(node, true) if !node.atom => text.push_str(&format!("({})", node.source())),
                Piece::Node(node, _) => text.push_str(&node.source()),
            }
        }
        text
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = &Self> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Node(node, _) => Some(&**node),
            Piece::Text(_) | Piece::Name(_) => None,
        })
    }

    /// This with another expression in place of the part at this position.
    pub(crate) fn with_part(&self, position: usize, part: &Self) -> Self {
        let mut new = self.clone();
        let mut parts = new.pieces.iter_mut().filter_map(|piece| match piece {
            Piece::Node(node, _) => Some(node),
            Piece::Text(_) | Piece::Name(_) => None,
        });
        **parts.nth(position).expect("there is such a part") = part.clone();
        new
    }

    /// Whether all its names are among these, or bound by itself.
    pub(crate) fn is_closed_under(&self, names: &[String]) -> bool {
        let mut known = names.to_vec();
        self.bound(&mut known);
        self.reads_only(&known)
    }

    pub(crate) fn reads_any(&self) -> bool {
        !self.reads_only(&[])
    }

    fn bound(&self, names: &mut Vec<String>) {
        names.extend(self.binds.iter().cloned());
        self.parts().for_each(|part| part.bound(names));
    }

    fn reads_only(&self, names: &[String]) -> bool {
        self.pieces.iter().all(|piece| match piece {
            Piece::Text(_) => true,
            Piece::Name(name) => names.contains(name),
            Piece::Node(node, _) => node.reads_only(names),
        })
    }

    /// This with clones written out in all that reads no parameter: the macro leaves it as it is, for rustc alone.
    pub(crate) fn cloned_where_closed(mut self) -> Self {
        self.clone_in(false);
        self
    }

    fn clone_in(&mut self, around: bool) {
        let closed = around || self.is_closed_under(&[]);
        if closed && std::mem::take(&mut self.taken) {
            self.pieces.push(Piece::Text(".clone()".to_owned()));
        }
        for piece in &mut self.pieces {
            if let Piece::Node(node, _) = piece {
                node.clone_in(closed);
            }
        }
    }

    /// How many nodes it has.
    pub(crate) fn size(&self) -> usize {
        1 + self.parts().map(Self::size).sum::<usize>()
    }
}
