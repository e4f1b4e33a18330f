//! The same machine by hand: the enum, the driver, the definition.

use std::num::NonZeroUsize;

use domain::*;
use serde_json::json;
use workflow_runtime::asl::{
    Catcher, ChoiceRule, JitterStrategy, MapState, ProcessorConfig, ProcessorMode, Retrier as AslRetrier, State as Asl,
    StateMachine, TaskState,
};
use workflow_runtime::prelude::*;
use workflow_runtime::{Jitter, Retrier, Retry, timeout};

const LIMIT: u32 = 5_000;
const LAMBDA: &str = "arn:aws:states:::lambda:invoke";

/// A checkpoint of the main machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum State {
    //% each
    /// Sets the goods of chapter {k} aside.
    Reserve{k} { order: Order },
    /// Works out what is to be paid.
    Price{k} { order: Order, reservation: Reservation },
    /// Looks at the order and at the customer side by side.
    Check{k} { order: Order },
    /// Weighs what the checks found.
    Weigh{k} { order: Order, score: u32, credit: Credit },
    /// Packs item after item.
    Fulfil{k} { order: Order },
    /// Gives everybody a break.
    CoolOff{k} { order: Order },
    //% even
    /// Says no.
    Refused{k} { order: String, reason: String },
    //% odd
    /// Says what was paid.
    Settled{k} { order: Order, parcels: Vec<Parcel> },
    //% end
    //% end
}

impl State {
    /// The name of the state in the definition.
    pub fn name(&self) -> &'static str {
        match self {
            //% each
            Self::Reserve{k} { .. } => "Reserve{k}",
            Self::Price{k} { .. } => "Price{k}",
            Self::Check{k} { .. } => "Check{k}",
            Self::Weigh{k} { .. } => "Weigh{k}",
            Self::Fulfil{k} { .. } => "Fulfil{k}",
            Self::CoolOff{k} { .. } => "CoolOff{k}",
            //% even
            Self::Refused{k} { .. } => "Refused{k}",
            //% odd
            Self::Settled{k} { .. } => "Settled{k}",
            //% end
            //% end
        }
    }
}

/// A checkpoint of the branches that screen an order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Screening {
    //% each
    /// Decides whether anybody looks at the order.
    Screen{k} { id: String, total: u32 },
    /// Somebody looks at the order.
    Review{k} { id: String, total: u32 },
    //% end
}

/// A checkpoint of the branches that pack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Packing {
    //% each
    /// Packs one item.
    Pack{k} { id: String, item: Item },
    //% end
}

/// What follows a state.
#[derive(Debug)]
pub enum Step<S, O> {
    /// Another state.
    Next(S),
    /// The end.
    Done(O),
}

type Stepped<S, O> = Result<Step<S, O>, Failure>;

fn overflow() -> Failure {
    Failure::new("States.QueryEvaluationError", Some("arithmetic overflow".to_owned()))
}

/// The workflow, with what does its tasks.
#[derive(Clone, Debug)]
pub struct Shipping<S> {
    pub shop: S,
}

impl<S: Shop> Shipping<S> {
    /// Runs an order from its start to its end.
    pub async fn run(&self, order: Order) -> Result<Receipt, Failure> {
        let mut state = State::Reserve0 { order };
        loop {
            match self.step(state).await? {
                Step::Next(next) => state = next,
                Step::Done(receipt) => return Ok(receipt),
            }
        }
    }

    async fn step(&self, state: State) -> Stepped<State, Receipt> {
        match state {
            //% each
            State::Reserve{k} { order } => self.reserve_{k}(order).await,
            State::Price{k} { order, reservation } => self.price_{k}(order, reservation),
            State::Check{k} { order } => self.check_{k}(order).await,
            State::Weigh{k} { order, score, credit } => self.weigh_{k}(order, score, credit),
            State::Fulfil{k} { order } => self.fulfil_{k}(order).await,
            State::CoolOff{k} { order } => self.cool_off_{k}(order).await,
            //% even
            State::Refused{k} { order, reason } => Err(Refused { order, reason }.into()),
            //% odd
            State::Settled{k} { order, parcels } => {
                Ok(Step::Done(Receipt { order: order.id, parcels, paid: order.total }))
            }
            //% end
            //% end
        }
    }

    async fn screening(&self, start: Screening) -> Result<u32, Failure> {
        let mut state = start;
        loop {
            let step = match state {
                //% each
                Screening::Screen{k} { id, total } => self.screen_{k}(id, total),
                Screening::Review{k} { id, total } => self.review_{k}(id, total).await,
                //% end
            };
            match step? {
                Step::Next(next) => state = next,
                Step::Done(score) => return Ok(score),
            }
        }
    }

    async fn packing(&self, state: Packing) -> Result<Parcel, Failure> {
        match state {
            //% each
            Packing::Pack{k} { id, item } => self.pack_{k}(id, item).await,
            //% end
        }
    }

    //% each
    async fn reserve_{k}(&self, order: Order) -> Stepped<State, Receipt> {
        let busy = Retrier::on(|failure| matches!(failure, Failed(StockError::Busy)))
            .interval(seconds(2))
            .max_attempts(4)
            .backoff_rate(1.5);
        let reserved =
            Retry::new([busy]).run(|| timeout(seconds(30), self.shop.reserve(&order, order.attempts))).await;
        Ok(Step::Next(match reserved {
            Ok(reservation) => State::Price{k} { order, reservation },
            Err(Failed(StockError::SoldOut { sku })) => {
                State::Refused{refused} { order: order.id, reason: format!("{sku} is sold out") }
            }
            Err(TimedOut) => State::CoolOff{k} { order },
            Err(error) => State::Refused{refused} { order: order.id, reason: error.name() },
        }))
    }

    fn price_{k}(&self, order: Order, reservation: Reservation) -> Stepped<State, Receipt> {
        let goods = order.total.checked_add(reservation.fee).ok_or_else(overflow)?;
        let discount = match &order.customer.tier {
            Tier::Basic => 0,
            Tier::Gold => goods / 10,
            Tier::Partner { discount } => *discount,
        };
        let note = format!("{} pays {} for {}", order.customer.name, goods, reservation.number);
        let total = goods.checked_sub(discount).ok_or_else(overflow)?;
        Ok(Step::Next(State::Check{k} { order: Order { total, note: Some(note), ..order } }))
    }

    async fn check_{k}(&self, order: Order) -> Stepped<State, Receipt> {
        let any = Retrier::on(|_: &Failure| true).interval(seconds(60)).max_attempts(2);
        let checked = Retry::new([any])
            .run(|| async {
                let start = Screening::Screen{k} { id: order.id.clone(), total: order.total };
                let credit = async { self.shop.credit(&order.customer).await.map_err(Failure::from) };
                parallel((self.screening(start), credit)).await
            })
            .await;
        Ok(Step::Next(match checked {
            Ok((score, credit)) => State::Weigh{k} { order, score, credit },
            Err(error) => State::Refused{refused} { order: order.id, reason: error.error().to_owned() },
        }))
    }

    fn screen_{k}(&self, id: String, total: u32) -> Stepped<Screening, u32> {
        Ok(if total >= LIMIT && !id.starts_with("test-") {
            Step::Next(Screening::Review{k} { id, total })
        } else {
            Step::Done(0)
        })
    }

    async fn review_{k}(&self, id: String, total: u32) -> Stepped<Screening, u32> {
        let verdict = timeout(hours(8), self.shop.review(&id, total)).await?;
        Ok(Step::Done(verdict.score))
    }

    fn weigh_{k}(&self, order: Order, score: u32, credit: Credit) -> Stepped<State, Receipt> {
        Ok(Step::Next(if order.items.is_empty() {
            State::Settled{settled} { order, parcels: vec![] }
        } else if order.total > LIMIT.checked_mul(2).ok_or_else(overflow)? && score < 50
            || order.customer.name == "nobody"
        {
            State::Refused{refused} { order: order.id, reason: "the review was not convincing".to_owned() }
        } else {
            match order.customer.tier {
                Tier::Partner { discount } if discount > 100 => State::Fulfil{k} { order },
                Tier::Basic if !credit.good || credit.limit < order.total => State::CoolOff{k} { order },
                _ => State::Fulfil{k} { order: Order { express: true, ..order } },
            }
        }))
    }

    async fn fulfil_{k}(&self, order: Order) -> Stepped<State, Receipt> {
        let packed = map(order.items.clone(), NonZeroUsize::new(3), |item| {
            self.packing(Packing::Pack{k} { id: order.id.clone(), item })
        })
        .await;
        Ok(Step::Next(match packed {
            Ok(parcels) => {next_variant},
            Err(error) => State::Refused{refused} { order: order.id, reason: error.error().to_owned() },
        }))
    }

    async fn pack_{k}(&self, id: String, item: Item) -> Result<Parcel, Failure> {
        let busy = Retrier::on(|failure| matches!(failure, Failed(CarrierError::Busy)))
            .max_attempts(5)
            .jitter(Jitter::Full);
        match Retry::new([busy]).run(|| timeout(minutes(10), self.shop.pack(&id, &item))).await {
            Ok(parcel) => Ok(parcel),
            Err(Failed(CarrierError::Lost { number })) => Ok(Parcel { number, weight: 0 }),
            Err(error) => Err(error.into()),
        }
    }

    async fn cool_off_{k}(&self, order: Order) -> Stepped<State, Receipt> {
        wait(hours(12)).await;
        let attempts = order.attempts.checked_add(1).ok_or_else(overflow)?;
        Ok(Step::Next(State::Reserve{k} { order: Order { attempts, ..order } }))
    }

    //% end
}

/// The workflow in Amazon States Language.
pub fn definition() -> StateMachine {
    let mut machine = StateMachine::jsonata("Reserve0").comment("Sends an order in ten chapters.").timeout_seconds(2_592_000);
    //% each
    machine = define_{k}(machine);
    //% end
    machine
}

//% each
fn define_{k}(machine: StateMachine) -> StateMachine {
    machine
        .state(
            "Reserve{k}",
            Asl::task(TaskState::new(LAMBDA).timeout_seconds(30))
                .comment("Sets the goods of chapter {k} aside.")
                .arguments(json!({
                    "FunctionName": "${ShopReserveName}",
                    "Payload": { "order": "{% $states.input %}", "attempt": "{% $states.input.attempts %}" },
                }))
                .output(json!({ "order": "{% $states.input %}", "reservation": "{% $states.result.Payload %}" }))
                .retry(AslRetrier::on(["StockError.Busy"]).interval_seconds(2).max_attempts(4).backoff_rate(1.5))
                .catch(Catcher::on(["StockError.SoldOut"], "Refused{refused}").output(json!({
                    "order": "{% $states.input.id %}",
                    "reason": "{% $parse($states.errorOutput.Cause).sku & ' is sold out' %}",
                })))
                .catch(Catcher::on(["States.Timeout"], "CoolOff{k}").output("{% $states.input %}"))
                .catch(Catcher::on(["States.ALL"], "Refused{refused}").output(json!({
                    "order": "{% $states.input.id %}",
                    "reason": "{% $states.errorOutput.Error %}",
                })))
                .next("Price{k}"),
        )
        .state(
            "Price{k}",
            Asl::pass()
                .comment("Works out what is to be paid.")
                .output(
                    "{% ($in := $states.input; $goods := $in.order.total + $in.reservation.fee; \
                     $tier := $in.order.customer.tier; $discount := $tier = 'Gold' ? $floor($goods / 10) : \
                     $exists($tier.Partner) ? $tier.Partner.discount : 0; \
                     $merge([$in.order, {'total': $goods - $discount, 'note': $in.order.customer.name & ' pays ' & \
                     $string($goods) & ' for ' & $in.reservation.number}])) %}",
                )
                .next("Check{k}"),
        )
        .state(
            "Check{k}",
            Asl::parallel([
                StateMachine::branch("Screen{k}")
                    .state(
                        "Screen{k}",
                        Asl::choice(
                            [ChoiceRule::when(
                                "{% $states.input.total >= 5000 and $substring($states.input.id, 0, 5) != 'test-' %}",
                                "Review{k}",
                            )
                            .output(json!({ "id": "{% $states.input.id %}", "total": "{% $states.input.total %}" }))],
                            Some("Screened{k}".to_owned()),
                        )
                        .comment("Decides whether anybody looks at the order.")
                        .output(0),
                    )
                    .state("Screened{k}", Asl::succeed())
                    .state(
                        "Review{k}",
                        Asl::task(TaskState::new(LAMBDA).timeout_seconds(28_800))
                            .comment("Somebody looks at the order.")
                            .arguments(json!({
                                "FunctionName": "${ShopReviewName}",
                                "Payload": { "order": "{% $states.input.id %}", "total": "{% $states.input.total %}" },
                            }))
                            .output("{% $states.result.Payload.score %}")
                            .end(),
                    ),
                StateMachine::branch("Credit{k}").state(
                    "Credit{k}",
                    Asl::task(LAMBDA)
                        .arguments(json!({
                            "FunctionName": "${ShopCreditName}",
                            "Payload": "{% $states.input.customer %}",
                        }))
                        .output("{% $states.result.Payload %}")
                        .end(),
                ),
            ])
            .comment("Looks at the order and at the customer side by side.")
            .output(json!({
                "order": "{% $states.input %}",
                "score": "{% $states.result[0] %}",
                "credit": "{% $states.result[1] %}",
            }))
            .retry(AslRetrier::on(["States.ALL"]).interval_seconds(60).max_attempts(2))
            .catch(Catcher::on(["States.ALL"], "Refused{refused}").output(json!({
                "order": "{% $states.input.id %}",
                "reason": "{% $states.errorOutput.Error %}",
            })))
            .next("Weigh{k}"),
        )
        .state(
            "Weigh{k}",
            Asl::choice(
                [
                    ChoiceRule::when("{% $count($states.input.order.items) = 0 %}", "Settled{settled}")
                        .output(json!({ "order": "{% $states.input.order %}", "parcels": [] })),
                    ChoiceRule::when(
                        "{% $states.input.order.total > 10000 and $states.input.score < 50 or \
                         $states.input.order.customer.name = 'nobody' %}",
                        "Refused{refused}",
                    )
                    .output(json!({
                        "order": "{% $states.input.order.id %}",
                        "reason": "the review was not convincing",
                    })),
                    ChoiceRule::when(
                        "{% $exists($states.input.order.customer.tier.Partner) and \
                         $states.input.order.customer.tier.Partner.discount > 100 %}",
                        "Fulfil{k}",
                    )
                    .output("{% $states.input.order %}"),
                    ChoiceRule::when(
                        "{% $states.input.order.customer.tier = 'Basic' and ($not($states.input.credit.good) or \
                         $states.input.credit.limit < $states.input.order.total) %}",
                        "CoolOff{k}",
                    )
                    .output("{% $states.input.order %}"),
                ],
                Some("Fulfil{k}".to_owned()),
            )
            .comment("Weighs what the checks found.")
            .output("{% $merge([$states.input.order, {'express': true}]) %}"),
        )
        .state(
            "Fulfil{k}",
            Asl::map(
                MapState::new(
                    "{% $states.input.items %}",
                    StateMachine::branch("Pack{k}")
                        .state(
                            "Pack{k}",
                            Asl::task(TaskState::new(LAMBDA).timeout_seconds(600))
                                .comment("Packs one item.")
                                .arguments(json!({
                                    "FunctionName": "${ShopPackName}",
                                    "Payload": {
                                        "order": "{% $states.input.id %}",
                                        "item": "{% $states.input.item %}",
                                    },
                                }))
                                .output("{% $states.result.Payload %}")
                                .retry(
                                    AslRetrier::on(["CarrierError.Busy"])
                                        .max_attempts(5)
                                        .jitter(JitterStrategy::Full),
                                )
                                .catch(Catcher::on(["CarrierError.Lost"], "Lost{k}").output(json!({
                                    "number": "{% $parse($states.errorOutput.Cause).number %}",
                                    "weight": 0,
                                })))
                                .end(),
                        )
                        .state("Lost{k}", Asl::succeed())
                        .processor(ProcessorConfig {
                            mode: Some(ProcessorMode::Inline),
                            ..ProcessorConfig::default()
                        }),
                )
                .item_selector(json!({
                    "id": "{% $states.input.id %}",
                    "item": "{% $states.context.Map.Item.Value %}",
                }))
                .max_concurrency(3),
            )
            .comment("Packs item after item.")
            .output({next_output})
            .catch(Catcher::on(["States.ALL"], "Refused{refused}").output(json!({
                "order": "{% $states.input.id %}",
                "reason": "{% $states.errorOutput.Error %}",
            })))
            .next("{next_name}"),
        )
        .state(
            "CoolOff{k}",
            Asl::wait(43_200)
                .comment("Gives everybody a break.")
                .output("{% $merge([$states.input, {'attempts': $states.input.attempts + 1}]) %}")
                .next("Reserve{k}"),
        )
        //% even
        .state(
            "Refused{k}",
            Asl::fail("Refused", "{% $string($states.input) %}").comment("Says no."),
        )
        //% odd
        .state(
            "Settled{k}",
            Asl::succeed().comment("Says what was paid.").output(json!({
                "order": "{% $states.input.order.id %}",
                "parcels": "{% $states.input.parcels %}",
                "paid": "{% $states.input.order.total %}",
            })),
        )
        //% end
}

//% end
