#[automatically_derived]
impl<T> ::workflow_runtime::data::Data for Page<T>
where
    T: ::workflow_runtime::data::Data,
{
    fn shape() -> ::workflow_runtime::data::Shape {
        #[allow(unused_imports)]
        use ::workflow_runtime::__private::ProbeFallback as _;
        ::workflow_runtime::data::Shape::Struct(::workflow_runtime::data::StructShape {
            name: "Page",
            style: ::workflow_runtime::data::Style::Named,
            transparent: false,
            fields: ::std::vec![
                ::workflow_runtime::data::FieldShape { rust : "page_number", json :
                "pageNumber", shape : || ::workflow_runtime::__private::Probe:: < u32 >
                ::new().shape(), flatten : false, skipped : false, optional : false,
                default : false, }, ::workflow_runtime::data::FieldShape { rust :
                "items", json : "items", shape : ||
                ::workflow_runtime::__private::Probe:: < Vec < T > > ::new().shape(),
                flatten : false, skipped : false, optional : false, default : false, },
                ::workflow_runtime::data::FieldShape { rust : "token", json : "token",
                shape : || ::workflow_runtime::__private::Probe:: < Vec < u8 > > ::new()
                .shape(), flatten : false, skipped : false, optional : false, default :
                false, }
            ],
        })
    }
}
