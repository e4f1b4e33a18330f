//! A shop sells software online: it charges the card, then does side by side what a customer is owed for it.
//!
//! Money that was taken is given back when the shop cannot keep its promise; the sale then fails with what went wrong
//! first. Read from top to bottom: an order and what can go wrong, the work of the payment service and of the office,
//! the workflow. What happens on disk is in `shop/on_disk.rs`.

mod on_disk;

use std::io;

use workflow_runtime::prelude::*;

pub use on_disk::{OnDisk, Options, Sales};

/// What a customer orders.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    /// The number of the order.
    pub number: String,
    /// Who orders.
    pub customer: Customer,
    /// What they buy.
    pub product: String,
    /// What it costs.
    pub euros: u32,
    /// The number of the card that pays.
    pub card: String,
}

/// Who orders.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Customer {
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
}

/// Money that was taken from a card.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Charge {
    /// What the payment service calls it.
    pub id: String,
    /// How much it was.
    pub euros: u32,
}

/// An e-mail.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Email {
    /// The address.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// What a customer logs in with.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Credentials {
    /// The name of the account.
    pub user: String,
    /// Where its password is set.
    pub link: String,
}

/// A sale that went well.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Sale {
    /// The order.
    pub order: String,
    /// The charge.
    pub charge: String,
    /// The invoice.
    pub invoice: String,
    /// The customer's account.
    pub user: String,
    /// Whether the success team knows.
    pub team_alerted: bool,
}

/// Money that could not be taken, or not be given back.
#[derive(Debug, thiserror::Error, TaskError)]
pub enum PaymentError {
    /// The customer's bank says no.
    #[error("the card was declined: {reason}")]
    Declined {
        /// Why.
        reason: String,
    },
    /// It is worth trying again.
    #[error("the payment service is busy")]
    Busy,
    /// It is not worth trying again soon.
    #[error("the payment service is down")]
    Down,
    /// The simulation itself failed.
    #[error("the books of the payment service: {0}")]
    Disk(
        #[from]
        #[as_text]
        io::Error,
    ),
}

/// Something that the office could not do.
#[derive(Debug, thiserror::Error, TaskError)]
pub enum OfficeError {
    /// The mail server takes no more e-mails for now.
    #[error("the mail server is busy")]
    MailServerBusy,
    /// Nobody has this address.
    #[error("there is no address {address}")]
    NoSuchAddress {
        /// The address.
        address: String,
    },
    /// All licences are sold.
    #[error("there are no licences left for {product}")]
    NoLicence {
        /// What is sold out.
        product: String,
    },
    /// The success team cannot be reached.
    #[error("the success team is out")]
    TeamIsOut,
    /// The simulation itself failed.
    #[error("the office's files: {0}")]
    Disk(
        #[from]
        #[as_text]
        io::Error,
    ),
}

/// A sale that was not paid for.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("order {order} was not paid: {reason}")]
pub struct NotPaid {
    /// The order.
    pub order: String,
    /// Why the bank said no.
    pub reason: String,
}

/// The payment service.
#[tasks]
pub trait Payments {
    /// Takes money from a card.
    #[task(
        timeout(seconds(20)),
        retry(on(PaymentError::Busy, TimedOut), interval(seconds(2)), max_attempts = 4, jitter(Full))
    )]
    async fn charge(&self, card: &str, euros: u32) -> Result<Charge, PaymentError>;

    /// Gives money back. It takes its time to fail: a customer's money is at stake.
    #[task(timeout(minutes(1)), retry(on(any), interval(minutes(1)), max_attempts = 10, max_delay(hours(6))))]
    async fn refund(&self, charge: &Charge) -> Result<(), PaymentError>;
}

/// What is done in the office.
#[tasks]
pub trait Office {
    /// Sends an e-mail. While the mail server is busy it is tried again, later and later.
    #[task(
        timeout(seconds(30)),
        retry(on(OfficeError::MailServerBusy), interval(minutes(10)), max_attempts = 5)
    )]
    async fn send_email(&self, email: &Email) -> Result<(), OfficeError>;

    /// Writes the invoice, and gives its number.
    #[task(timeout(seconds(30)))]
    async fn write_invoice(&self, order: &Order, charge: &Charge) -> Result<String, OfficeError>;

    /// Cancels the invoice of an order, if there is one.
    #[task(timeout(seconds(30)))]
    async fn cancel_invoice(&self, order: &str) -> Result<(), OfficeError>;

    /// Gives the customer an account.
    #[task(timeout(seconds(30)))]
    async fn create_access(&self, order: &Order) -> Result<Credentials, OfficeError>;

    /// Closes the account that came with an order, if there is one.
    #[task(timeout(seconds(30)))]
    async fn revoke_access(&self, order: &str) -> Result<(), OfficeError>;

    /// Tells the success team of a new customer.
    #[task(timeout(seconds(30)))]
    async fn alert_success_team(&self, customer: &Customer, product: &str) -> Result<(), OfficeError>;

    /// Opens a ticket for support.
    #[task(timeout(seconds(30)))]
    async fn open_ticket(&self, order: &str, problem: &str) -> Result<(), OfficeError>;
}

/// Charges the card, and gives the customer what was paid for, or the money back.
#[workflow(tasks(payments(Payments), office(Office)), timeout(days(3)))]
pub mod sale {
    use super::*;

    /// Takes the money. While the payment service is busy it is tried again, under the same key, so that nobody pays
    /// twice.
    #[start]
    #[task]
    fn charge_card(order: Order) -> Transition<Sale> {
        match payments.charge(&order.card, order.euros) {
            Ok(charge) => fulfil(order, charge),
            Err(Failed(PaymentError::Declined { reason })) => say_not_paid(order, reason),
            Err(error) => fail(error),
        }
    }

    /// Tells the customer that the payment failed, and support that the customer may call.
    #[parallel]
    fn say_not_paid(order: Order, reason: String) -> Transition<Sale> {
        match parallel(
            tell_customer(order.customer, order.number, reason),
            office.open_ticket(&order.number, &reason),
        ) {
            Ok(_) => not_paid(order.number, reason),
            Err(_) => not_paid(order.number, reason),
        }
    }

    /// Sends the failure e-mail. One that cannot be delivered must not keep support from having its ticket.
    #[task]
    fn tell_customer(customer: Customer, order: String, reason: String) -> Transition<bool> {
        match office.send_email(&Email {
            to: customer.email,
            subject: format!("Your order {order} is not paid"),
            text: format!("Dear {}, your bank says: {reason}.", customer.name),
        }) {
            Ok(_) => succeed(true),
            Err(_) => succeed(false),
        }
    }

    /// Ends the sale: there was no money.
    #[fail]
    fn not_paid(order: String, reason: String) -> Transition<Sale> {
        fail(NotPaid { order, reason })
    }

    /// Does side by side what the customer has paid for.
    #[parallel]
    fn fulfil(order: Order, charge: Charge) -> Transition<Sale> {
        match parallel(
            named(
                "SendConfirmation",
                office.send_email(&Email {
                    to: order.customer.email,
                    subject: format!("Thank you for order {}", order.number),
                    text: format!(
                        "Dear {}, {} is yours for {} euros.",
                        order.customer.name, order.product, order.euros
                    ),
                }),
            ),
            office.write_invoice(&order, &charge),
            create_access(order),
            alert_team(order.customer, order.product),
        ) {
            Ok((_, invoice, user, team_alerted)) => {
                succeed(Sale { order: order.number, charge: charge.id, invoice, user, team_alerted })
            }
            Err(error) => give_back(order, charge, Failure::from(error)),
        }
    }

    /// Opens an account for the customer.
    #[task]
    fn create_access(order: Order) -> Transition<String> {
        let credentials = office.create_access(&order)?;
        send_access(order.customer, credentials)
    }

    /// Sends the customer what they log in with.
    #[task]
    fn send_access(customer: Customer, credentials: Credentials) -> Transition<String> {
        office.send_email(&Email {
            to: customer.email,
            subject: "Your access",
            text: format!(
                "Dear {}, you are {}. Set a password: {}",
                customer.name, credentials.user, credentials.link
            ),
        })?;
        succeed(credentials.user)
    }

    /// Tells the success team, whose absence is no reason to give up a sale.
    #[task]
    fn alert_team(customer: Customer, product: String) -> Transition<bool> {
        match office.alert_success_team(&customer, &product) {
            Ok(_) => succeed(true),
            Err(_) => succeed(false),
        }
    }

    /// Undoes what was done: the money goes back, the invoice is cancelled, the account is closed.
    #[parallel]
    fn give_back(order: Order, charge: Charge, reason: Failure) -> Transition<Sale> {
        match parallel(
            payments.refund(&charge),
            office.cancel_invoice(&order.number),
            office.revoke_access(&order.number),
            apologise(order.customer, order.number),
        ) {
            Ok(_) => given_back(reason),
            Err(error) => fail(error),
        }
    }

    /// Says sorry. An address that does not exist must not keep the money from going back.
    #[task]
    fn apologise(customer: Customer, order: String) -> Transition<bool> {
        match office.send_email(&Email {
            to: customer.email,
            subject: format!("Your order {order} is cancelled"),
            text: format!("Dear {}, we are sorry. You have your money back.", customer.name),
        }) {
            Ok(_) => succeed(true),
            Err(_) => succeed(false),
        }
    }

    /// Ends the sale with what went wrong first.
    #[fail]
    fn given_back(reason: Failure) -> Transition<Sale> {
        fail(reason)
    }
}
