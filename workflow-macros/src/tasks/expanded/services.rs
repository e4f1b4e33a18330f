/// Keeps and asks.
pub trait Desk: ::core::marker::Send + ::core::marker::Sync + 'static {
    /// Reads an item.
    fn get<K: Serialize + Sync>(
        &self,
        item: &Get<K>,
    ) -> impl ::core::future::Future<
        Output = Result<Item, Refused>,
    > + ::core::marker::Send;
    /// Asks somebody.
    fn ask(
        &self,
        message: &Message,
        token: TaskToken<bool>,
    ) -> impl ::core::future::Future<
        Output = Result<(), Refused>,
    > + ::core::marker::Send;
    #[doc(hidden)]
    #[must_use]
    fn __policy(
        task: &str,
    ) -> ::core::option::Option<&'static (dyn ::core::any::Any + ::core::marker::Sync)>
    where
        Self: ::core::marker::Sized,
    {
        match task {
            _ => ::core::option::Option::None,
        }
    }
    #[doc(hidden)]
    #[must_use]
    #[allow(unused_variables)]
    fn __task(
        task: &str,
    ) -> ::core::option::Option<::workflow_runtime::__private::definition::TaskMeta>
    where
        Self: ::core::marker::Sized,
    {
        match task {
            "get" => {
                ::core::option::Option::Some(::workflow_runtime::__private::definition::TaskMeta {
                    function: "DeskGet",
                    comment: ::core::option::Option::Some("Reads an item."),
                    params: &["item"],
                    resource: ::core::option::Option::Some(
                        "arn:aws:states:::dynamodb:getItem",
                    ),
                    token_at: ::core::option::Option::None,
                    attributes_at: &["Key", "ExpressionAttributeValues"],
                    attributes_from: &["Item"],
                    policy: {
                        let __names = ::workflow_runtime::__private::definition::Names::of_error(
                            <Refused as ::workflow_runtime::__private::definition::OwnError>::ERROR_NAMES,
                        );
                        ::workflow_runtime::__private::definition::Policy::new()
                    },
                })
            }
            "ask" => {
                ::core::option::Option::Some(::workflow_runtime::__private::definition::TaskMeta {
                    function: "DeskAsk",
                    comment: ::core::option::Option::Some("Asks somebody."),
                    params: &["message", "token"],
                    resource: ::core::option::Option::Some(
                        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                    ),
                    token_at: ::core::option::Option::Some("MessageBody.TaskToken"),
                    attributes_at: &[],
                    attributes_from: &[],
                    policy: {
                        let __names = ::workflow_runtime::__private::definition::Names::of_error(
                            <Refused as ::workflow_runtime::__private::definition::OwnError>::ERROR_NAMES,
                        );
                        ::workflow_runtime::__private::definition::Policy::new()
                    },
                })
            }
            _ => ::core::option::Option::None,
        }
    }
    #[doc(hidden)]
    #[must_use]
    fn __the_attribute_tasks_above_the_trait() -> ::workflow_runtime::__private::Tasks
    where
        Self: ::core::marker::Sized,
    {
        ::workflow_runtime::__private::Tasks {
            policy: Self::__policy,
            describe: Self::__task,
            memories: &[],
        }
    }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
impl Desk for ::workflow_runtime::Stub {
    #[allow(unused_variables)]
    fn get<K: Serialize + Sync>(
        &self,
        item: &Get<K>,
    ) -> impl ::core::future::Future<
        Output = Result<Item, Refused>,
    > + ::core::marker::Send {
        async move { ::workflow_runtime::__private::stub::<Result<Item, Refused>>() }
    }
    #[allow(unused_variables)]
    fn ask(
        &self,
        message: &Message,
        token: TaskToken<bool>,
    ) -> impl ::core::future::Future<
        Output = Result<(), Refused>,
    > + ::core::marker::Send {
        async move { ::workflow_runtime::__private::stub::<Result<(), Refused>>() }
    }
}
::workflow_runtime::__when_testing! {
    #[automatically_derived] #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
    impl Desk for ::workflow_runtime::testing::Scripted { fn get < K : Serialize + Sync >
    (& self, item : & Get < K >) -> impl ::core::future::Future < Output = Result < Item,
    Refused > > + ::core::marker::Send { #[allow(unused_imports)] use
    ::workflow_runtime::testing:: { OtherGiven as _, OtherReads as _ }; let __given =
    ::workflow_runtime::__private::vec([::workflow_runtime::testing::Given(& item)
    .json()]); async move { let __reply =
    ::workflow_runtime::testing::Scripted::answer(self, "Desk", "get", __given). await;
    ::workflow_runtime::testing::Reads:: < Result < Item, Refused > >
    (::core::marker::PhantomData).read(__reply) } } fn ask(& self, message : & Message,
    token : TaskToken < bool >) -> impl ::core::future::Future < Output = Result < (),
    Refused > > + ::core::marker::Send { #[allow(unused_imports)] use
    ::workflow_runtime::testing:: { OtherGiven as _, OtherReads as _ }; let __given =
    ::workflow_runtime::__private::vec([::workflow_runtime::testing::Given(& message)
    .json(), ::workflow_runtime::testing::Given(& token).json()]); async move { let
    __reply = ::workflow_runtime::testing::Scripted::answer(self, "Desk", "ask", __given)
    . await; ::workflow_runtime::testing::Reads:: < Result < (), Refused > >
    (::core::marker::PhantomData).read(__reply) } } }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
impl<__T> Desk for ::std::sync::Arc<__T>
where
    __T: Desk,
{
    fn get<K: Serialize + Sync>(
        &self,
        item: &Get<K>,
    ) -> impl ::core::future::Future<
        Output = Result<Item, Refused>,
    > + ::core::marker::Send {
        <__T as Desk>::get::<K>(&**self, item)
    }
    fn ask(
        &self,
        message: &Message,
        token: TaskToken<bool>,
    ) -> impl ::core::future::Future<
        Output = Result<(), Refused>,
    > + ::core::marker::Send {
        <__T as Desk>::ask(&**self, message, token)
    }
    fn __policy(
        task: &str,
    ) -> ::core::option::Option<&'static (dyn ::core::any::Any + ::core::marker::Sync)> {
        <__T as Desk>::__policy(task)
    }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
impl<__T> Desk for ::std::boxed::Box<__T>
where
    __T: Desk,
{
    fn get<K: Serialize + Sync>(
        &self,
        item: &Get<K>,
    ) -> impl ::core::future::Future<
        Output = Result<Item, Refused>,
    > + ::core::marker::Send {
        <__T as Desk>::get::<K>(&**self, item)
    }
    fn ask(
        &self,
        message: &Message,
        token: TaskToken<bool>,
    ) -> impl ::core::future::Future<
        Output = Result<(), Refused>,
    > + ::core::marker::Send {
        <__T as Desk>::ask(&**self, message, token)
    }
    fn __policy(
        task: &str,
    ) -> ::core::option::Option<&'static (dyn ::core::any::Any + ::core::marker::Sync)> {
        <__T as Desk>::__policy(task)
    }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
impl<__T> Desk for &'static __T
where
    __T: Desk,
{
    fn get<K: Serialize + Sync>(
        &self,
        item: &Get<K>,
    ) -> impl ::core::future::Future<
        Output = Result<Item, Refused>,
    > + ::core::marker::Send {
        <__T as Desk>::get::<K>(&**self, item)
    }
    fn ask(
        &self,
        message: &Message,
        token: TaskToken<bool>,
    ) -> impl ::core::future::Future<
        Output = Result<(), Refused>,
    > + ::core::marker::Send {
        <__T as Desk>::ask(&**self, message, token)
    }
    fn __policy(
        task: &str,
    ) -> ::core::option::Option<&'static (dyn ::core::any::Any + ::core::marker::Sync)> {
        <__T as Desk>::__policy(task)
    }
}
///The tasks of [`trait@Desk`] by name, for a server of them: a Lambda function, a worker of an activity.
#[allow(
    non_snake_case,
    dead_code,
    unreachable_pub,
    unused_variables,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
#[must_use]
pub fn Desk<__T>(tasks: __T) -> ::workflow_runtime::TaskSet
where
    __T: Desk,
{
    let tasks = ::workflow_runtime::__private::Arc::new(tasks);
    ::workflow_runtime::TaskSet::new()
}
