//! The types that generated expressions are of: Rust's own, and structs and enums with serde's attributes at random.
//!
//! It prints their source and knows nothing of their JSON: serde does. Read next: `universe.rs`.

use std::fmt::Write as _;

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    Bool,
    Int(&'static str),
    Float,
    Text,
    Char,
    Timestamp,
    Duration,
    Option(Box<Ty>),
    List(Box<Ty>),
    /// A map, and whether it is a `HashMap`.
    Map(Box<Ty>, bool),
    Tuple(Vec<Ty>),
    /// A struct or an enum, by its position.
    Named(usize),
}

impl Ty {
    pub(crate) fn option(self) -> Self {
        Self::Option(Box::new(self))
    }

    pub(crate) fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    pub(crate) fn map(self, hashed: bool) -> Self {
        Self::Map(Box::new(self), hashed)
    }

    pub(crate) fn is_copy(&self) -> bool {
        match self {
            Self::Bool | Self::Int(_) | Self::Float | Self::Char | Self::Timestamp | Self::Duration => true,
            Self::Option(inner) => inner.is_copy(),
            Self::Tuple(parts) => parts.iter().all(Self::is_copy),
            Self::Text | Self::List(_) | Self::Map(..) | Self::Named(_) => false,
        }
    }

    /// As Rust writes it.
    pub(crate) fn rust(&self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::Int(name) => (*name).to_owned(),
            Self::Float => "f64".to_owned(),
            Self::Text => "String".to_owned(),
            Self::Char => "char".to_owned(),
            Self::Timestamp => "jiff::Timestamp".to_owned(),
            Self::Duration => "jiff::SignedDuration".to_owned(),
            Self::Option(inner) => format!("Option<{}>", inner.rust()),
            Self::List(inner) => format!("Vec<{}>", inner.rust()),
            Self::Map(inner, hashed) => {
                format!("{}<String, {}>", if *hashed { "HashMap" } else { "BTreeMap" }, inner.rust())
            }
            Self::Tuple(parts) => {
                let parts: String = parts.iter().map(|part| part.rust() + ",").collect();
                format!("({parts})")
            }
            Self::Named(position) => name_of(*position),
        }
    }
}

/// The name of the type at this position.
pub(crate) fn name_of(position: usize) -> String {
    format!("T{position}")
}

/// A struct or an enum.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: String,
    /// What stands in its `#[serde(..)]`.
    pub(crate) serde: Vec<String>,
    pub(crate) body: Body,
    /// Whether each of its parts is `Default`.
    pub(crate) default: bool,
    /// Whether its JSON can be `null`.
    pub(crate) nullable: bool,
    /// Whether there is an `Option` of an `Option` in it.
    pub(crate) nested: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    Struct(Fields),
    Enum(Vec<Variant>),
}

#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) serde: Vec<String>,
    pub(crate) fields: Fields,
}

#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) named: bool,
    pub(crate) list: Vec<Field>,
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) serde: Vec<String>,
    /// A recursive type is boxed; no expression looks into it.
    pub(crate) hidden: bool,
}

impl Body {
    /// All fields, of whatever variant.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        let (fields, variants) = match self {
            Self::Struct(fields) => (Some(fields), [].as_slice()),
            Self::Enum(variants) => (None, variants.as_slice()),
        };
        fields
            .into_iter()
            .chain(variants.iter().map(|variant| &variant.fields))
            .flat_map(|fields| &fields.list)
    }
}

impl TypeDef {
    /// The type as source, with its values.
    pub(crate) fn source(&self) -> String {
        let default = if self.default { "Default, " } else { "" };
        let mut text = format!("#[derive(Clone, Debug, PartialEq, {default}Serialize, Deserialize, Data)]\n");
        text += &attribute(&self.serde);
        match &self.body {
            Body::Struct(fields) => {
                let (open, end) = if fields.named { (" ", "") } else { ("", ";") };
                let body = if fields.list.is_empty() && !fields.named {
                    String::new()
                } else {
                    fields.source("pub ")
                };
                writeln!(text, "pub struct {}{open}{body}{end}", self.name).expect("text");
            }
            Body::Enum(variants) => {
                writeln!(text, "pub enum {} {{", self.name).expect("text");
                for (position, variant) in variants.iter().enumerate() {
                    let default = if self.default && position == 0 { "#[default] " } else { "" };
                    let body = if variant.fields.list.is_empty() {
                        String::new()
                    } else {
                        variant.fields.source("")
                    };
                    writeln!(text, "{default}{}{}{body},", attribute(&variant.serde), variant.name)
                        .expect("text");
                }
                text += "}\n";
            }
        }
        text + &self.values()
    }

    fn values(&self) -> String {
        let name = &self.name;
        let body = match &self.body {
            Body::Struct(fields) => fields.made(name),
            Body::Enum(variants) => {
                let arm = |(position, variant): (usize, &Variant)| {
                    format!("{position} => {},", variant.fields.made(&format!("{name}::{}", variant.name)))
                };
                let (last, rest) = variants.split_last().expect("an enum has a variant");
                let arms: String = rest.iter().enumerate().map(arm).collect();
                let last = last.fields.made(&format!("{name}::{}", last.name));
                format!("match rng.usize(..{}) {{ {arms} _ => {last} }}", variants.len())
            }
        };
        format!("impl Make for {name} {{ fn make(rng: &mut Rng) -> Self {{ let _ = &rng; {body} }} }}\n")
    }
}

impl Fields {
    fn source(&self, visibility: &str) -> String {
        let field = |field: &Field| {
            let serde = attribute(&field.serde);
            let ty = if field.hidden { format!("Vec<{}>", field.ty.rust()) } else { field.ty.rust() };
            if self.named {
                format!("{serde}{visibility}{}: {ty}", field.name)
            } else {
                format!("{serde}{visibility}{ty}")
            }
        };
        let fields: Vec<String> = self.list.iter().map(field).collect();
        let fields = fields.join(", ");
        if self.named { format!("{{ {fields} }}") } else { format!("({fields})") }
    }

    fn made(&self, constructor: &str) -> String {
        let value = |field: &Field| {
            // Recursion ends sooner than later.
            let value = if field.hidden {
                "if rng.u8(..4) == 0 { vec![Make::make(rng)] } else { Vec::new() }"
            } else {
                "Make::make(rng)"
            };
            if self.named { format!("{}: {value}", field.name) } else { value.to_owned() }
        };
        let values: Vec<String> = self.list.iter().map(value).collect();
        let values = values.join(", ");
        match (self.named, self.list.is_empty()) {
            (true, _) => format!("{constructor} {{ {values} }}"),
            (false, true) => constructor.to_owned(),
            (false, false) => format!("{constructor}({values})"),
        }
    }
}

fn attribute(words: &[String]) -> String {
    if words.is_empty() { String::new() } else { format!("#[serde({})]\n", words.join(", ")) }
}
