#[automatically_derived]
impl ::workflow_runtime::data::Data for ReadError {
    fn shape() -> ::workflow_runtime::data::Shape {
        #[allow(unused_imports)]
        use ::workflow_runtime::__private::ProbeFallback as _;
        ::workflow_runtime::data::Shape::Enum(::workflow_runtime::data::EnumShape {
            name: "ReadError",
            tagging: ::workflow_runtime::data::Tagging::External,
            variants: ::std::vec![
                ::workflow_runtime::data::VariantShape { rust : "Disk", json : "Disk",
                style : ::workflow_runtime::data::Style::Newtype, skipped : false, fields
                : ::std::vec![::workflow_runtime::data::FieldShape { rust : "0", json :
                "0", shape : || ::workflow_runtime::data::Shape::Text, flatten : false,
                skipped : false, optional : false, default : false, }], },
                ::workflow_runtime::data::VariantShape { rust : "Number", json :
                "Number", style : ::workflow_runtime::data::Style::Named, skipped :
                false, fields : ::std::vec![::workflow_runtime::data::FieldShape { rust :
                "line", json : "lineNumber", shape : ||
                ::workflow_runtime::__private::Probe:: < u32 > ::new().shape(), flatten :
                false, skipped : false, optional : false, default : false, },
                ::workflow_runtime::data::FieldShape { rust : "source", json : "source",
                shape : || ::workflow_runtime::data::Shape::Text, flatten : false,
                skipped : false, optional : false, default : false, }], }
            ],
        })
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::workflow_runtime::data::TaskError for ReadError {
    const ERROR_NAMES: &'static [::workflow_runtime::data::ErrorName] = &[
        ::workflow_runtime::data::ErrorName {
            variant: "Disk",
            name: "ReadError.Disk",
        },
        ::workflow_runtime::data::ErrorName {
            variant: "Number",
            name: "BadNumber",
        },
    ];
    fn error_name(&self) -> &'static str {
        match self {
            Self::Disk { .. } => "ReadError.Disk",
            Self::Number { .. } => "BadNumber",
        }
    }
}
const _: () = {
    fn __read_0<'de, __D>(
        deserializer: __D,
    ) -> ::core::result::Result<io::Error, __D::Error>
    where
        __D: ::workflow_runtime::__private::serde::Deserializer<'de>,
    {
        #[allow(unused_imports)]
        use ::workflow_runtime::__private::TextProbeFallback as _;
        ::workflow_runtime::__private::read_text::<
            _,
            io::Error,
        >(
            deserializer,
            |text| {
                ::workflow_runtime::__private::TextProbe::<io::Error>::new().read(text)
            },
        )
    }
    fn __read_1<'de, __D>(
        deserializer: __D,
    ) -> ::core::result::Result<ParseIntError, __D::Error>
    where
        __D: ::workflow_runtime::__private::serde::Deserializer<'de>,
    {
        #[allow(unused_imports)]
        use ::workflow_runtime::__private::TextProbeFallback as _;
        ::workflow_runtime::__private::read_text::<_, ParseIntError>(deserializer, parse)
    }
    #[derive(
        ::workflow_runtime::__private::serde::Serialize,
        ::workflow_runtime::__private::serde::Deserialize
    )]
    #[serde(crate = "::workflow_runtime::__private::serde")]
    #[serde(remote = "ReadError")]
    #[allow(dead_code, deprecated)]
    enum __ReadErrorInJson {
        Disk(
            #[serde(
                serialize_with = "::workflow_runtime::__private::write_text",
                deserialize_with = "__read_0"
            )]
            io::Error,
        ),
        Number {
            #[serde(rename = "lineNumber")]
            line: u32,
            #[serde(
                serialize_with = "::workflow_runtime::__private::write_text",
                deserialize_with = "__read_1"
            )]
            source: ParseIntError,
        },
    }
    #[automatically_derived]
    impl ::workflow_runtime::__private::serde::Serialize for ReadError {
        fn serialize<__S>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error>
        where
            __S: ::workflow_runtime::__private::serde::Serializer,
        {
            __ReadErrorInJson::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> ::workflow_runtime::__private::serde::Deserialize<'de> for ReadError {
        fn deserialize<__D>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error>
        where
            __D: ::workflow_runtime::__private::serde::Deserializer<'de>,
        {
            __ReadErrorInJson::deserialize(deserializer)
        }
    }
};
