//! Lists and what goes through them: iterators with closures, and the methods of lists and maps.
//!
//! Read next: `generate.rs`, of which this is a part.

use crate::{
    generate::{Generator, Use, Var},
    node::Node,
    types::Ty,
    universe::INTEGERS,
};

/// An iterator that is not used up yet.
#[derive(Debug)]
pub(crate) struct Stream {
    template: String,
    parts: Vec<Node>,
    pub(crate) element: Ty,
    names: Vec<String>,
}

impl Stream {
    /// With what it ends in, which has one part, and the names that this binds.
    pub(crate) fn ended(
        mut self,
        ty: &Ty,
        end: &str,
        body: Node,
        names: impl IntoIterator<Item = String>,
    ) -> Node {
        self.parts.push(body);
        self.names.extend(names);
        Node::new(ty, &(self.template + end), self.parts).binding(self.names)
    }
}

impl Generator<'_> {
    /// A list to go through, and the type of its elements.
    pub(crate) fn any_list(&mut self, depth: u8) -> (Node, Ty) {
        let element = self.some_type(1);
        let number = Ty::Int(self.pick(&INTEGERS));
        let constant = self.listed_constant(&number.clone().list());
        match (self.rng.u8(..20), constant) {
            (0, Some(constant)) => (constant, number),
            (1, _) if self.may_miss() => match self.part_of_list(&element.clone().list()) {
                Some(part) => (part, element),
                None => (self.receiver(&element.clone().list(), depth), element),
            },
            _ => (self.receiver(&element.clone().list(), depth), element),
        }
    }

    /// The package's constant that is a list of this type.
    fn listed_constant(&mut self, ty: &Ty) -> Option<Node> {
        let Ty::List(inner) = ty else { return None };
        let Ty::Int(name) = **inner else { return None };
        Some(Node::literal(ty, &format!("LISTED_{}", name.to_uppercase())).typed(true))
    }

    /// The elements of a list on their way to closures: fewer of them, or in another order.
    pub(crate) fn stream(&mut self, depth: u8) -> Stream {
        if self.chance(8) {
            let element = self.some_type(1);
            let lists = self.receiver(&element.clone().list().list(), depth);
            let template = self.pick(&["§.iter().flatten()", "§.iter().flatten().rev()"]).to_owned();
            return Stream { template, parts: vec![lists], element, names: Vec::new() };
        }
        if depth > 0 && self.chance(5) {
            return self.collected(depth - 1);
        }
        let (list, element) = self.any_list(depth);
        let (mut template, mut parts, mut names) = ("§.iter()".to_owned(), vec![list], Vec::new());
        match self.rng.u8(..12) {
            0 => template += ".rev()",
            1 | 2 => {
                template += self.pick(&[".skip(¤)", ".take(¤)", ".rev().skip(¤)", ".take(¤).rev()"]);
                parts.push(self.value(&Ty::Int("usize"), depth.min(1)));
            }
            3 | 4 => {
                let (name, body) =
                    self.closure(&element, true, &Ty::Bool, |inner| inner.about_the_last(depth));
                template += &format!(".filter(|{name}| ¤)");
                parts.push(body);
                names.push(name);
            }
            _ => {}
        }
        Stream { template, parts, element, names }
    }

    /// The elements of a list that is made of another's, all of them before the first is asked for.
    fn collected(&mut self, depth: u8) -> Stream {
        let (element, stream) = (self.some_type(1), self.stream(depth));
        let (parameter, body) =
            self.closure(&stream.element, true, &element, |generator| generator.of_closure(&element, depth));
        let Stream { template, mut parts, mut names, .. } = stream;
        parts.push(body);
        let template = format!("{template}.map(|{parameter}| ¤).collect::<Vec<_>>().iter()");
        names.push(parameter);
        Stream { template, parts, element, names }
    }

    pub(crate) fn length(&mut self, depth: u8) -> Node {
        let ty = Ty::Int("usize");
        let made = match self.rng.u8(..8) {
            6 if self.may_miss() => {
                let list = self.some_type(1).list();
                match self.part_of_list(&list) {
                    Some(part) => Node::new(&ty, "§.len()", [part]),
                    None => Node::literal(&ty, "0_usize"),
                }
            }
            7 => {
                let (list, _) = self.any_list(depth);
                let method = self.pick(&["skip", "take"]);
                let count = self.value(&ty, depth);
                Node::new(&ty, &format!("§.iter().{method}(¤).count()"), [list, count])
            }
            0 | 1 => Node::new(&ty, "§.len()", [self.receiver(&Ty::Text, depth)]),
            2 => {
                let hashed = self.rng.bool();
                let map = self.some_type(1).map(hashed);
                Node::new(&ty, "§.len()", [self.receiver(&map, depth)])
            }
            3 => Node::new(&ty, "§.len()", [self.any_list(depth).0]),
            4 => Node::new(&ty, "§.split(\",\").count()", [self.receiver(&Ty::Text, depth)]),
            _ => {
                let (list, element) = self.any_list(depth);
                return self.filtered(&ty, list, &element, "count()", depth);
            }
        };
        made.atom()
    }

    /// `list.iter().filter(|value| …).end`
    fn filtered(&mut self, ty: &Ty, list: Node, element: &Ty, end: &str, depth: u8) -> Node {
        // The parameter of `filter` is a reference to a reference, so what it looks at is found by auto-deref alone.
        let (parameter, body) = self.closure(element, true, &Ty::Bool, |inner| inner.about_the_last(depth));
        let template = format!("§.iter().filter(|{parameter}| ¤).{end}");
        Node::new(ty, &template, [list, body]).binding([parameter]).atom()
    }

    /// A condition on the innermost local, whatever it is, in which it is never read bare.
    fn about_the_last(&mut self, depth: u8) -> Node {
        let Some(var) = self.locals.last().cloned() else { return Node::literal(&Ty::Bool, "true") };
        let place = || Node::local(&var.ty, "", &var.name, "").place();
        let made = match &var.ty {
            Ty::Text => {
                let method = self.pick(&["is_empty()", "contains(\"a\")", "starts_with(\"a\")", "len() > 1"]);
                Node::new(&Ty::Bool, &format!("§.{method}"), [place()])
            }
            Ty::List(_) | Ty::Map(..) => Node::new(&Ty::Bool, "§.len() > 1", [place()]),
            Ty::Option(inner) if !self.universe.nullable(inner) => {
                Node::new(&Ty::Bool, "§.is_some()", [place()])
            }
            Ty::Int(_) => {
                let literal = self.pick(&["0", "1", "5"]);
                Node::new(&Ty::Bool, &format!("**§ > {literal}"), [place()])
            }
            Ty::Bool => Node::new(&Ty::Bool, "**§", [place()]),
            _ => {
                let hidden = self.locals.pop();
                let value = self.value(&Ty::Bool, depth);
                self.locals.extend(hidden);
                return value;
            }
        };
        if self.chance(70) {
            return made;
        }
        let hidden = self.locals.pop();
        let other = self.value(&Ty::Bool, depth);
        self.locals.extend(hidden);
        let operator = self.pick(&["&&", "||"]);
        Node::new(&Ty::Bool, &format!("§ {operator} §"), [made, other])
    }

    pub(crate) fn list(&mut self, inner: &Ty, depth: u8) -> Option<Node> {
        let ty = inner.clone().list();
        match self.rng.u8(..20) {
            12 | 13 => self.slice(&ty),
            14 => {
                let parts = [self.receiver(&ty, depth), self.value(&Ty::Int("usize"), depth)];
                let method = self.pick(&["skip(¤)", "take(¤)", "rev().skip(¤)", "skip(¤).rev()"]);
                Some(Node::new(&ty, &format!("§.iter().{method}.cloned().collect()"), parts).atom().untyped())
            }
            15 => self.numbered(inner, depth),
            16 | 17 => self.mapped_where_there(inner, depth),
            18 | 19 => Some(self.mapped_into_lists(inner, depth)),
            0..=2 => {
                let count = self.rng.usize(..=3);
                let values: Vec<Node> = (0..count).map(|_| self.value(inner, depth)).collect();
                let typed = values.iter().any(|value| value.typed);
                let places = vec!["¤"; count].join(", ");
                Some(Node::new(&ty, &format!("vec![{places}]"), values).atom().typed(typed))
            }
            3 => {
                let parts = [self.path(&ty, Use::Value)?, self.value(&ty, depth)];
                // What `collect` makes in a block is not known to be the other part's type.
                parts[1].typed.then_some(())?;
                Some(Node::new(&ty, "[¤, ¤].concat()", parts).atom())
            }
            4 => {
                let (list, element) = (self.receiver(&ty, depth), inner.clone());
                Some(self.filtered(&ty, list, &element, "cloned().collect()", depth).untyped())
            }
            5 => {
                if self.chance(40)
                    && let Some(list) = self.path(&ty, Use::Value)
                {
                    let method = self.pick(&["into_iter().rev()", "into_iter().skip(1)"]);
                    return Some(Node::new(&ty, &format!("§.{method}.collect()"), [list]).atom().untyped());
                }
                let list = self.receiver(&ty, depth);
                let owned = if inner.is_copy() { self.pick(&["cloned", "copied"]) } else { "cloned" };
                Some(Node::new(&ty, &format!("§.iter().rev().{owned}().collect()"), [list]).atom().untyped())
            }
            6 if *inner == Ty::Text => Some(self.split(depth)),
            7 => {
                let list = self.receiver(&ty, depth);
                let method = self.pick(&["to_vec()", "clone()"]);
                Some(Node::new(&ty, &format!("§.{method}"), [list]).atom())
            }
            _ => {
                let stream = self.stream(depth);
                let (parameter, body) = self
                    .closure(&stream.element, true, inner, |generator| generator.of_closure(inner, depth));
                let end = format!(".map(|{parameter}| ¤).collect()");
                Some(stream.ended(&ty, &end, body, [parameter]).atom().untyped())
            }
        }
    }

    fn slice(&mut self, ty: &Ty) -> Option<Node> {
        if !self.may_miss() {
            return None;
        }
        Some(Node::new(ty, "§.to_vec()", [self.part_of_list(ty)?]).atom())
    }

    /// `list[a..b]`, which is looked at where it is.
    fn part_of_list(&mut self, ty: &Ty) -> Option<Node> {
        let list = match self.listed_constant(ty).filter(|_| self.chance(30)) {
            Some(constant) => constant,
            None => self.path(ty, Use::Receiver)?,
        };
        let range = self.pick(&["¤..", "..¤", "..=¤", "¤..¤", "¤..=¤", ".."]);
        let ends = range.matches('¤').count();
        let end = |generator: &mut Self| match generator.rng.u8(..3) {
            0 => generator.path(&Ty::Int("usize"), Use::Value),
            _ => Some(Node::literal(&Ty::Int("usize"), generator.pick(&["0", "1", "2", "5"]))),
        };
        let ends: Vec<Node> = (0..ends).map(|_| end(self)).collect::<Option<_>>()?;
        Some(Node::new(ty, &format!("§[{range}]"), [list].into_iter().chain(ends)).atom().place())
    }

    /// Elements with their positions.
    fn numbered(&mut self, inner: &Ty, depth: u8) -> Option<Node> {
        let ty = inner.clone().list();
        let (list, element) = self.any_list(depth);
        let place = Var { name: self.fresh(), ty: Ty::Int("usize"), reference: false };
        let (parameter, body) = self.closure(&element, true, inner, |generator| {
            generator.within(std::slice::from_ref(&place), |generator| generator.of_closure(inner, depth))
        });
        let template = format!("§.iter().enumerate().map(|({}, {parameter})| ¤).collect()", place.name);
        Some(Node::new(&ty, &template, [list, body]).binding([place.name, parameter]).atom().untyped())
    }

    /// What a closure has for some of the elements.
    fn mapped_where_there(&mut self, inner: &Ty, depth: u8) -> Option<Node> {
        if self.universe.nullable(inner) {
            return None;
        }
        let (ty, wanted) = (inner.clone().list(), inner.clone().option());
        let stream = self.stream(depth);
        let (parameter, body) = self
            .closure(&stream.element, true, &wanted, |generator| generator.of_asking_closure(inner, depth));
        let end = format!(".filter_map(|{parameter}| ¤).collect()");
        Some(stream.ended(&ty, &end, body, [parameter]).atom().untyped())
    }

    /// One list of those that a closure has of the elements.
    fn mapped_into_lists(&mut self, inner: &Ty, depth: u8) -> Node {
        let ty = inner.clone().list();
        let stream = self.stream(depth);
        let (parameter, body) =
            self.closure(&stream.element, true, &ty, |generator| generator.of_closure(&ty, depth));
        let end = format!(".flat_map(|{parameter}| ¤).collect()");
        stream.ended(&ty, &end, body, [parameter]).atom().untyped()
    }

    pub(crate) fn question_of_list(&mut self, depth: u8) -> Option<Node> {
        let ty = Ty::Bool;
        let made = match self.rng.u8(..7) {
            0 => {
                let list = self.some_type(1).list();
                if self.rng.bool() {
                    Node::new(&ty, "§.as_slice().is_empty()", [self.receiver(&list, depth)])
                } else {
                    Node::new(&ty, "§.is_empty()", [self.any_list(depth).0])
                }
            }
            1 => {
                let hashed = self.rng.bool();
                let map = self.some_type(1).map(hashed);
                let map = self.receiver(&map, depth);
                if self.rng.bool() {
                    Node::new(&ty, "§.contains_key(¤)", [map, self.key()])
                } else {
                    Node::new(&ty, "§.is_empty()", [map])
                }
            }
            2 | 3 => {
                let element = self.compared_type(1);
                let list = self.receiver(&element.clone().list(), depth);
                Node::new(&ty, "§.contains(&§)", [list, self.operand(&element, depth)])
            }
            _ => {
                let stream = self.stream(depth);
                let method = self.pick(&["any", "all"]);
                let (parameter, body) =
                    self.closure(&stream.element, true, &ty, |inner| inner.value(&ty, depth));
                stream.ended(&ty, &format!(".{method}(|{parameter}| ¤)"), body, [parameter])
            }
        };
        Some(made.atom())
    }

    /// The least or the greatest of integers, if there are any.
    fn extreme(&mut self, inner: &Ty, depth: u8) -> Node {
        let ty = inner.clone().option();
        let method = self.pick(&["min", "max"]);
        if self.chance(50) {
            let list = self.receiver(&inner.clone().list(), depth);
            return Node::new(&ty, &format!("§.iter().{method}().copied()"), [list]).atom();
        }
        let stream = self.stream(depth);
        let (parameter, body) =
            self.closure(&stream.element, true, inner, |inside| inside.of_closure(inner, depth));
        stream.ended(&ty, &format!(".map(|{parameter}| ¤).{method}()"), body, [parameter]).atom()
    }

    /// An element that may not be there.
    pub(crate) fn element(&mut self, inner: &Ty, depth: u8) -> Node {
        let ty = inner.clone().option();
        if matches!(inner, Ty::Int(_)) && self.chance(25) {
            return self.extreme(inner, depth);
        }
        match self.rng.u8(..8) {
            6 | 7 => {
                let list = self.receiver(&inner.clone().list(), depth);
                let key = if self.chance(20) { Ty::Timestamp } else { Ty::Int(self.pick(&INTEGERS)) };
                let (parameter, body) =
                    self.closure(inner, true, &key, |generator| generator.typed_value(&key, depth));
                let method = self.pick(&["min_by_key", "max_by_key"]);
                let template = format!("§.iter().cloned().{method}(|{parameter}| ¤)");
                Node::new(&ty, &template, [list, body]).binding([parameter]).atom()
            }
            5 if !self.universe.nullable(inner) => {
                // The list is of what may be nothing itself.
                let list = self.receiver(&ty.clone().list(), depth);
                let method = self.pick(&["first()", "last()", "get(0)"]);
                Node::new(&ty, &format!("§.{method}.cloned().flatten()"), [list]).atom()
            }
            0 => {
                let method = self.pick(&["first", "last"]);
                let list = self.receiver(&inner.clone().list(), depth);
                Node::new(&ty, &format!("§.{method}().cloned()"), [list]).atom()
            }
            1 | 2 => {
                let list = self.receiver(&inner.clone().list(), depth);
                let index = self.value(&Ty::Int("usize"), depth);
                Node::new(&ty, "§.get(¤).cloned()", [list, index]).atom()
            }
            3 => {
                let map = inner.clone().map(self.rng.bool());
                let map = self.receiver(&map, depth);
                let key = self.key();
                Node::new(&ty, "§.get(¤).cloned()", [map, key]).atom()
            }
            _ => {
                let list = self.receiver(&inner.clone().list(), depth);
                let (parameter, body) =
                    self.closure(inner, true, &Ty::Bool, |generator| generator.about_the_last(depth));
                let template = format!("§.iter().find(|{parameter}| ¤).cloned()");
                Node::new(&ty, &template, [list, body]).binding([parameter]).atom()
            }
        }
    }
}
