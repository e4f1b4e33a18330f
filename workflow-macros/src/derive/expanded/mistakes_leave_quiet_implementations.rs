::core::compile_error! {
    "`error_name` on enum `ReadError` would name all its variants alike\nhelp: put it on a variant"
}
#[automatically_derived]
impl ::workflow_runtime::data::Data for ReadError {
    fn shape() -> ::workflow_runtime::data::Shape {
        ::workflow_runtime::data::Shape::Opaque
    }
}
#[automatically_derived]
impl ::workflow_runtime::__private::serde::Serialize for ReadError {
    fn serialize<__S: ::workflow_runtime::__private::serde::Serializer>(
        &self,
        _: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::core::unreachable!()
    }
}
#[automatically_derived]
impl<'de> ::workflow_runtime::__private::serde::Deserialize<'de> for ReadError {
    fn deserialize<__D: ::workflow_runtime::__private::serde::Deserializer<'de>>(
        _: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::core::unreachable!()
    }
}
#[automatically_derived]
impl ::workflow_runtime::data::TaskError for ReadError {
    const ERROR_NAMES: &'static [::workflow_runtime::data::ErrorName] = &[];
    fn error_name(&self) -> &'static str {
        ""
    }
}
