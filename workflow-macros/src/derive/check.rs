//! What serde can do and a `Shape` cannot hold: one function a rule, each under the sentence that says why.

use proc_macro2::TokenStream;
use quote::ToTokens;
use serde_derive_internals::{
    ast::{Container, Data, Field, Style, Variant},
    attr::{Identifier, RenameAllRules, TagType},
    name::MultiName,
};
use syn::{Attribute, Member};

use super::{mistakes::Mistakes, serde_input::keyword};
use crate::{names::pascal, tokens::compact_type};

/// Records every rule that `container` breaks.
pub(super) fn check(container: &Container<'_>, mistakes: &mut Mistakes) {
    let item = Subject::of_item(container);
    check_written_as_itself(container, &item, mistakes);
    check_identifier(container, &item, mistakes);
    check_struct_tag(container, &item, mistakes);
    check_rename_rule("rename_all", container.attrs.rename_all_rules(), &item, mistakes);
    check_rename_rule("rename_all_fields", container.attrs.rename_all_fields_rules(), &item, mistakes);
    match &container.data {
        Data::Struct(style, fields) => check_fields(fields, *style, container.attrs.transparent(), mistakes),
        Data::Enum(variants) => {
            check_variant_names_differ(container, variants, mistakes);
            for variant in variants {
                check_variant(variant, mistakes);
                check_fields(&variant.fields, variant.style, false, mistakes);
            }
        }
    }
}

fn check_variant(variant: &Variant<'_>, mistakes: &mut Mistakes) {
    let subject = Subject::of_variant(variant);
    check_rename_rule("rename_all", variant.attrs.rename_all_rules(), &subject, mistakes);
    check_one_name(variant.attrs.name(), &subject, mistakes);
    check_variant_reads_back(variant, &subject, mistakes);
    check_other(variant, &subject, mistakes);
    check_untagged_variant(variant, &subject, mistakes);
    check_variant_written_by_function(variant, &subject, mistakes);
}

fn check_fields(fields: &[Field<'_>], style: Style, transparent: bool, mistakes: &mut Mistakes) {
    check_field_names_differ(fields, mistakes);
    for field in fields {
        let subject = Subject::of_field(field);
        check_one_name(field.attrs.name(), &subject, mistakes);
        check_field_written_by_its_type(field, &subject, mistakes);
        if matches!(style, Style::Struct) || transparent {
            check_field_reads_back(field, &subject, mistakes);
        } else {
            check_element_stays(&subject, mistakes);
        }
    }
}

/// What a rule speaks of: its words in a message and its places in the source.
struct Subject<'a> {
    /// ``struct `Order` ``.
    what: String,
    name: String,
    attributes: &'a [Attribute],
    tokens: TokenStream,
}

impl<'a> Subject<'a> {
    fn of_item(container: &'a Container<'a>) -> Self {
        let kind = match container.data {
            Data::Enum(_) => "enum",
            Data::Struct(..) => "struct",
        };
        Self::new(kind, container.ident.to_string(), &container.original.attrs, &container.ident)
    }

    fn of_variant(variant: &'a Variant<'a>) -> Self {
        Self::new("variant", variant.ident.to_string(), &variant.original.attrs, &variant.ident)
    }

    fn of_field(field: &'a Field<'a>) -> Self {
        let attributes = &field.original.attrs;
        match &field.member {
            Member::Named(name) => Self::new("field", name.to_string(), attributes, name),
            Member::Unnamed(index) => Self::new("field", index.index.to_string(), attributes, field.ty),
        }
    }

    fn new(kind: &str, name: String, attributes: &'a [Attribute], tokens: impl ToTokens) -> Self {
        Self { what: format!("{kind} `{name}`"), name, attributes, tokens: tokens.into_token_stream() }
    }

    /// The attribute by which a function writes it.
    fn by_function(&self) -> &'static str {
        if keyword(self.attributes, "with").is_some() { "with" } else { "serialize_with" }
    }

    /// Where `key` stands in its attributes; its name when a macro hides the place.
    fn place(&self, key: &str) -> TokenStream {
        keyword(self.attributes, key).map_or_else(|| self.tokens.clone(), ToTokens::into_token_stream)
    }
}

// `into` and `remote` write the JSON of another type, in which the fields of this one are not found. `from` and
// `try_from` alone are fine: they widen what is read, not what is written.
fn check_written_as_itself(container: &Container<'_>, item: &Subject<'_>, mistakes: &mut Mistakes) {
    let into = container.attrs.type_into().is_some().then_some("into");
    let remote = container.attrs.remote().is_some().then_some("remote");
    for key in into.into_iter().chain(remote) {
        mistakes.add(
            item.place(key),
            format!("{} has the JSON of another type, in which its own fields are not found", item.what),
            format!("drop `{key}`, or do not derive `Data`: `{}` then travels as an opaque value", item.name),
        );
    }
}

// `field_identifier` and `variant_identifier` enums are keys, which serde reads and never writes.
fn check_identifier(container: &Container<'_>, item: &Subject<'_>, mistakes: &mut Mistakes) {
    let key = match container.attrs.identifier() {
        Identifier::No => return,
        Identifier::Field => "field_identifier",
        Identifier::Variant => "variant_identifier",
    };
    mistakes.add(
        item.place(key),
        format!("{} is a key that serde reads and cannot write", item.what),
        format!("drop `{key}`, or do not derive `Data`"),
    );
}

// A struct's tag is a key without a field; nothing in a `Shape` says where its value comes from.
fn check_struct_tag(container: &Container<'_>, item: &Subject<'_>, mistakes: &mut Mistakes) {
    if let (Data::Struct(..), TagType::Internal { tag }) = (&container.data, container.attrs.tag()) {
        let name = &item.name;
        mistakes.add(
            item.place("tag"),
            format!("tag `{tag}` of struct `{name}` is none of its fields"),
            format!("put the tag on an enum with a variant `{name}`, or make `{tag}` a field"),
        );
    }
}

// The definition both reads and writes a value, so a key must have one name.
fn check_rename_rule(key: &str, rules: RenameAllRules, subject: &Subject<'_>, mistakes: &mut Mistakes) {
    if rules.serialize != rules.deserialize {
        mistakes.add(
            subject.place(key),
            format!("`{key}` of {} differs between writing and reading", subject.what),
            format!("write `{key} = \"..\"`: a workflow reads what it wrote"),
        );
    }
}

// As above, for a name of its own. A difference without a `rename` here comes from a rule that is blamed already.
fn check_one_name(names: &MultiName, subject: &Subject<'_>, mistakes: &mut Mistakes) {
    let (written, read) = (&names.serialize_name().value, &names.deserialize_name().value);
    if let (true, Some(rename)) = (written != read, keyword(subject.attributes, "rename")) {
        mistakes.add(
            rename,
            format!("{} is written as `{written}` and read as `{read}`", subject.what),
            format!("write `rename = \"{written}\", alias = \"{read}\"`: a workflow reads what it wrote"),
        );
    }
}

// A field that is written and not read comes back changed in the next state. One that is read and not written is
// never in the JSON of a workflow, like a skipped one.
fn check_field_reads_back(field: &Field<'_>, subject: &Subject<'_>, mistakes: &mut Mistakes) {
    if field.attrs.skip_deserializing() && !field.attrs.skip_serializing() {
        mistakes.add(
            subject.place("skip_deserializing"),
            format!("{} is written and never read back", subject.what),
            "write `skip`, or drop the attribute: a workflow reads what it wrote",
        );
    }
}

// As above. A variant that is never written can be no value of a state, like a skipped one.
fn check_variant_reads_back(variant: &Variant<'_>, subject: &Subject<'_>, mistakes: &mut Mistakes) {
    if variant.attrs.skip_deserializing() && !variant.attrs.skip_serializing() {
        mistakes.add(
            subject.place("skip_deserializing"),
            format!("{} is written and never read back", subject.what),
            "write `skip`, or drop the attribute: a workflow reads what it wrote",
        );
    }
}

// A field that is read by itself is written as its type is. The JSON of a type that is no `Data` is its own affair.
fn check_field_written_by_its_type(field: &Field<'_>, subject: &Subject<'_>, mistakes: &mut Mistakes) {
    if field.attrs.serialize_with().is_some() && !field.attrs.skip_serializing() {
        let key = subject.by_function();
        let ty = compact_type(field.ty);
        let name = match &field.member {
            Member::Named(name) => pascal(name),
            Member::Unnamed(_) => "Written".to_owned(),
        };
        mistakes.add(
            subject.place(key),
            format!("{} is written by a function: its JSON is not that of its type", subject.what),
            format!(
                "give it a type of its own, which does not derive `Data`: \
                 `struct {name}(#[serde({key} = \"..\")] {ty});`"
            ),
        );
    }
}

// `other` is read from names that the program does not know: no name in JSON says that a value is it.
fn check_other(variant: &Variant<'_>, subject: &Subject<'_>, mistakes: &mut Mistakes) {
    if variant.attrs.other() {
        mistakes.add(
            subject.place("other"),
            format!("{} stands for names that the definition cannot know", subject.what),
            "drop `other` and list the names there are, or sort out the unknown ones in a task",
        );
    }
}

// One representation an enum: a variant that leaves it could not be told from the JSON of the others.
fn check_untagged_variant(variant: &Variant<'_>, subject: &Subject<'_>, mistakes: &mut Mistakes) {
    if variant.attrs.untagged() {
        mistakes.add(
            subject.place("untagged"),
            format!("{} has no tag while its enum has one", subject.what),
            "drop `untagged`, or put it on the whole enum",
        );
    }
}

// As above: a variant's content is where its fields are.
fn check_variant_written_by_function(variant: &Variant<'_>, subject: &Subject<'_>, mistakes: &mut Mistakes) {
    if variant.attrs.serialize_with().is_some() {
        let key = subject.by_function();
        mistakes.add(
            subject.place(key),
            format!("{} is written by a function, so its fields are not found in the JSON", subject.what),
            format!("move `{key}` to a type of what is in it, which does not derive `Data`"),
        );
    }
}

// With two equal names serde reads the first, in silence. The variants of an untagged enum have no names in JSON.
fn check_variant_names_differ(container: &Container<'_>, variants: &[Variant<'_>], mistakes: &mut Mistakes) {
    if !matches!(container.attrs.tag(), TagType::None) {
        let named = variants.iter().filter(|variant| !variant.attrs.skip_serializing());
        check_names_differ(named.map(|it| (Subject::of_variant(it), it.attrs.name())), mistakes);
    }
}

// A JSON object has each key once. The keys of a flattened field are not known here.
fn check_field_names_differ(fields: &[Field<'_>], mistakes: &mut Mistakes) {
    let named = fields.iter().filter(|field| !field.attrs.skip_serializing() && !field.attrs.flatten());
    check_names_differ(named.map(|it| (Subject::of_field(it), it.attrs.name())), mistakes);
}

fn check_names_differ<'a>(
    named: impl Iterator<Item = (Subject<'a>, &'a MultiName)>,
    mistakes: &mut Mistakes,
) {
    let mut seen: Vec<(&str, String)> = Vec::new();
    for (subject, names) in named {
        let json = names.serialize_name().value.as_str();
        if let Some((_, earlier)) = seen.iter().find(|(name, _)| *name == json) {
            mistakes.add(
                subject.place("rename"),
                format!("{} has the name `{json}` in JSON, which {earlier} has already", subject.what),
                "rename one of the two",
            );
        }
        seen.push((json, subject.what));
    }
}

// An array has no names: without one element the others take its place.
fn check_element_stays(subject: &Subject<'_>, mistakes: &mut Mistakes) {
    let keys = ["skip", "skip_serializing", "skip_deserializing", "skip_serializing_if"];
    for key in keys.into_iter().filter_map(|key| keyword(subject.attributes, key)) {
        mistakes.add(
            &key,
            format!("`{key}` leaves out {}, and fields without names are told apart by place", subject.what),
            "name the fields, or drop the attribute",
        );
    }
}
