use workflow_runtime::prelude::*;

mod hex {
    pub fn serialize<S: serde::Serializer>(value: &u8, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{value:x}"))
    }
}

#[derive(Serialize, Data)]
enum Color {
    #[serde(serialize_with = "hex::serialize")]
    Gray(u8),
}

fn main() {}
