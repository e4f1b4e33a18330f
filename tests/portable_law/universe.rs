//! The structs and enums of one run: each representation of serde's once at least, and its attributes at random.
//!
//! Read next: `types.rs`, which prints them.

use fastrand::Rng;

use crate::types::{Body, Field, Fields, Ty, TypeDef, Variant, name_of};

/// The integer types, narrow before wide.
pub(crate) const INTEGERS: [&str; 9] = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "usize"];

/// Names that JSONata would misread, and serde's cases.
const NAMES: &[&str] =
    &["null", "and", "a b", "a`b", "type", "{% x %}", "é", "$x", "a.b", "\\\"", "true", "in", "0", "%", "*"];
const CASES: &[&str] =
    &["camelCase", "snake_case", "PascalCase", "SCREAMING-KEBAB-CASE", "kebab-case", "lowercase"];

/// The types of a run.
#[derive(Debug)]
pub(crate) struct Universe {
    pub(crate) types: Vec<TypeDef>,
}

/// What kind of struct or enum comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Struct,
    Optional,
    FlattenStruct,
    FlattenMap,
    FlattenEnum,
    FlattenOption,
    TupleStruct,
    Newtype,
    Transparent,
    Unit,
    Recursive,
    Units,
    External,
    Internal,
    Adjacent,
    Untagged,
}

/// The first type is a struct of plain fields.
const PLAIN: usize = 0;

/// The places of enums that can be flattened: one without a tag, one that has its tag among the fields, one beside them.
const ENUMS: [usize; 3] = [4, 6, 8];

const KINDS: [Kind; 20] = [
    Kind::Struct,
    Kind::Units,
    Kind::Newtype,
    Kind::TupleStruct,
    Kind::External,
    Kind::Optional,
    Kind::Internal,
    Kind::FlattenStruct,
    Kind::Adjacent,
    Kind::Untagged,
    Kind::Transparent,
    Kind::FlattenMap,
    Kind::Unit,
    Kind::Recursive,
    Kind::Struct,
    Kind::External,
    Kind::Internal,
    Kind::FlattenEnum,
    Kind::FlattenOption,
    Kind::Struct,
];

impl Universe {
    /// Types by a seed.
    pub(crate) fn new(rng: &mut Rng) -> Self {
        let mut made = Self { types: Vec::new() };
        for kind in KINDS {
            let mut maker = Maker { rng, universe: &made, fields: made.types.len() * 20 };
            let next = maker.type_of(kind);
            made.types.push(next);
        }
        made
    }

    /// The source of all types.
    pub(crate) fn source(&self) -> String {
        self.types.iter().map(TypeDef::source).collect()
    }

    pub(crate) fn def(&self, position: usize) -> &TypeDef {
        &self.types[position]
    }

    /// Whether a value can be `null` in JSON, so that an `Option` of it would not be one.
    pub(crate) fn nullable(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Option(_) => true,
            Ty::Named(position) => self.def(*position).nullable,
            _ => false,
        }
    }

    /// Whether there is an `Option` of an `Option` in the type: `==` is not asked of what holds one.
    pub(crate) fn nested(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Option(inner) => matches!(**inner, Ty::Option(_)) || self.nested(inner),
            Ty::List(inner) | Ty::Map(inner, _) => self.nested(inner),
            Ty::Tuple(parts) => parts.iter().any(|part| self.nested(part)),
            // A type holds itself where it is being made.
            Ty::Named(position) => self.types.get(*position).is_some_and(|def| def.nested),
            _ => false,
        }
    }

    /// Whether the type is `Default`.
    pub(crate) fn has_default(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Named(position) => self.def(*position).default,
            Ty::Tuple(parts) => parts.iter().all(|part| self.has_default(part)),
            _ => true,
        }
    }

    /// A type without anything inside.
    pub(crate) fn leaf(rng: &mut Rng) -> Ty {
        match rng.u8(..14) {
            0 => Ty::Bool,
            1 => Ty::Float,
            2..=4 => Ty::Text,
            5 => Ty::Char,
            6 => Ty::Timestamp,
            7 => Ty::Duration,
            _ => Ty::Int(INTEGERS[rng.usize(..INTEGERS.len())]),
        }
    }

    /// Any type, at most this deep.
    pub(crate) fn any(&self, rng: &mut Rng, depth: u8) -> Ty {
        if depth == 0 {
            return Self::leaf(rng);
        }
        match rng.u8(..12) {
            0..=2 => {
                let inner = self.any(rng, depth - 1);
                // Of what is `null` itself, only an `Option` is made one of: the reference says of what else is assumed.
                let twice = matches!(inner, Ty::Option(_)) && rng.u8(..3) == 0;
                if self.nullable(&inner) && !twice { inner } else { inner.option() }
            }
            3..=5 => self.any(rng, depth - 1).list(),
            6 => self.any(rng, depth - 1).map(rng.bool()),
            7 => {
                let count = rng.usize(1..=3);
                Ty::Tuple((0..count).map(|_| self.any(rng, depth - 1)).collect())
            }
            8..=10 if !self.types.is_empty() => Ty::Named(rng.usize(..self.types.len())),
            _ => Self::leaf(rng),
        }
    }
}

struct Maker<'a> {
    rng: &'a mut Rng,
    universe: &'a Universe,
    /// How many fields there are, so that no two have one name.
    fields: usize,
}

impl Maker<'_> {
    fn type_of(&mut self, kind: Kind) -> TypeDef {
        let name = name_of(self.universe.types.len());
        let mut serde = Vec::new();
        let body = match kind {
            Kind::Struct
            | Kind::Optional
            | Kind::FlattenStruct
            | Kind::FlattenMap
            | Kind::FlattenEnum
            | Kind::FlattenOption
            | Kind::Recursive => {
                if kind == Kind::Struct && self.rng.bool() {
                    serde.push(format!("rename_all = \"{}\"", self.case()));
                }
                Body::Struct(self.struct_of(kind))
            }
            Kind::TupleStruct => Body::Struct(self.tuple(2)),
            Kind::Newtype => Body::Struct(self.tuple(1)),
            Kind::Transparent => {
                serde.push("transparent".to_owned());
                Body::Struct(self.named(1))
            }
            Kind::Unit => Body::Struct(Fields { named: false, list: Vec::new() }),
            Kind::Units | Kind::External => Body::Enum(self.variants(kind)),
            Kind::Internal => {
                serde.push(format!("tag = \"{}\"", self.pick(&["tag_", "a tag", "a`tag"])));
                Body::Enum(self.variants(kind))
            }
            Kind::Adjacent => {
                serde.push(format!("tag = \"{}\"", self.pick(&["t", "a b"])));
                serde.push(format!("content = \"{}\"", self.pick(&["c", "and"])));
                Body::Enum(self.variants(kind))
            }
            Kind::Untagged => {
                serde.push("untagged".to_owned());
                Body::Enum(self.variants(kind))
            }
        };
        if matches!(body, Body::Enum(_)) && kind != Kind::Untagged {
            self.enum_cases(&mut serde);
        }
        let default = self.defaults(&body);
        let nullable = match (&body, kind) {
            (_, Kind::Unit | Kind::Untagged) => true,
            (Body::Struct(fields), Kind::Newtype | Kind::Transparent) => {
                self.universe.nullable(&fields.list[0].ty)
            }
            _ => false,
        };
        let nested = body.fields().any(|field| self.universe.nested(&field.ty));
        TypeDef { name, serde, body, default, nullable, nested }
    }

    fn enum_cases(&mut self, serde: &mut Vec<String>) {
        if self.rng.bool() {
            serde.push(format!("rename_all = \"{}\"", self.case()));
        }
        if self.rng.bool() {
            serde.push(format!("rename_all_fields = \"{}\"", self.case()));
        }
    }

    fn defaults(&self, body: &Body) -> bool {
        match body {
            Body::Struct(fields) => {
                fields.list.iter().all(|field| field.hidden || self.universe.has_default(&field.ty))
            }
            Body::Enum(variants) => variants[0].fields.list.is_empty(),
        }
    }

    fn struct_of(&mut self, kind: Kind) -> Fields {
        let count = self.rng.usize(1..=4);
        let mut fields = self.named(count);
        match kind {
            Kind::Struct => {
                for (position, field) in fields.list.iter_mut().enumerate() {
                    if self.rng.u8(..3) == 0 {
                        let name = NAMES[(self.rng.usize(..3) * 5 + position) % NAMES.len()];
                        field.serde.push(format!("rename = \"{name}\""));
                    }
                }
            }
            Kind::Optional => {
                let inner = self.leaf();
                let ways = [
                    (inner.clone().option(), "Option::is_none"),
                    (Ty::Text, "String::is_empty"),
                    (inner.list(), "Vec::is_empty"),
                ];
                for (ty, skip) in ways {
                    let mut field = self.field(ty);
                    field.serde.push("default".to_owned());
                    field.serde.push(format!("skip_serializing_if = \"{skip}\""));
                    fields.list.push(field);
                }
            }
            Kind::FlattenStruct => fields.list.push(self.flattened(Ty::Named(PLAIN))),
            Kind::FlattenOption => {
                // Serde reads one that may have no key at all where there is none.
                let ty =
                    if self.has_needed_key(PLAIN) { Ty::Named(PLAIN).option() } else { Ty::Named(PLAIN) };
                fields.list.push(self.flattened(ty));
            }
            Kind::FlattenEnum => {
                let ty = Ty::Named(ENUMS[self.rng.usize(..ENUMS.len())]);
                let ty = if self.rng.bool() { ty.option() } else { ty };
                fields.list.push(self.flattened(ty));
            }
            Kind::FlattenMap => {
                let hashed = self.rng.bool();
                fields.list.push(self.flattened(Ty::Int("u32").map(hashed)));
            }
            Kind::Recursive => {
                let mut field = self.field(Ty::Named(self.universe.types.len()));
                field.hidden = true;
                fields.list.push(field);
            }
            _ => {}
        }
        fields
    }

    fn has_needed_key(&self, position: usize) -> bool {
        match &self.universe.def(position).body {
            Body::Struct(fields) => fields.list.iter().any(|field| !self.universe.nullable(&field.ty)),
            Body::Enum(_) => true,
        }
    }

    fn variants(&mut self, kind: Kind) -> Vec<Variant> {
        if kind == Kind::Units {
            let count = self.rng.usize(1..=4);
            return (0..count)
                .map(|at| self.variant(at, Fields { named: false, list: Vec::new() }))
                .collect();
        }
        let mut forms = vec![Fields { named: false, list: Vec::new() }, self.named(2), self.named(1)];
        match kind {
            Kind::Internal => {
                // What is tagged inside has to be an object.
                let mut inner = self.tuple(1);
                inner.list[0].ty = Ty::Named(0);
                forms.push(inner);
            }
            Kind::Untagged => {
                forms.truncate(1);
                let mut text = self.tuple(1);
                text.list[0].ty = Ty::Text;
                forms.extend([text, self.named(1)]);
            }
            _ => forms.extend([self.tuple(1), self.tuple(2)]),
        }
        if kind != Kind::Untagged && self.rng.bool() {
            self.rng.shuffle(&mut forms);
        }
        forms.into_iter().enumerate().map(|(at, fields)| self.variant(at, fields)).collect()
    }

    fn variant(&mut self, at: usize, fields: Fields) -> Variant {
        // Some have the names of `Option`'s own.
        let names =
            [["First", "None"], ["SecondOne", "Some"], ["Third", "Ok"], ["Last4", "Err"], ["Fifth", "Vec"]];
        let name = names[at][usize::from(self.rng.u8(..4) == 0)].to_owned();
        let serde = if self.rng.u8(..4) == 0 {
            vec![format!("rename = \"{}{at}\"", NAMES[self.rng.usize(..NAMES.len())])]
        } else {
            Vec::new()
        };
        Variant { name, serde, fields }
    }

    fn named(&mut self, count: usize) -> Fields {
        Fields { named: true, list: (0..count).map(|_| self.any_field()).collect() }
    }

    fn tuple(&mut self, count: usize) -> Fields {
        Fields { named: false, list: (0..count).map(|_| self.any_field()).collect() }
    }

    fn any_field(&mut self) -> Field {
        let depth = self.rng.u8(..3);
        let ty = self.universe.any(self.rng, depth);
        self.field(ty)
    }

    fn field(&mut self, ty: Ty) -> Field {
        self.fields += 1;
        let name = format!("{}{}", self.pick(&["f", "the_field_", "r#type", "x_y"]), self.fields);
        Field { name, ty, serde: Vec::new(), hidden: false }
    }

    fn flattened(&mut self, ty: Ty) -> Field {
        let mut field = self.field(ty);
        field.serde.push("flatten".to_owned());
        field
    }

    fn leaf(&mut self) -> Ty {
        Universe::leaf(self.rng)
    }

    fn case(&mut self) -> &'static str {
        self.pick(CASES)
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.rng.usize(..words.len())]
    }
}
