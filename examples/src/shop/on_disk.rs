//! The shop on disk: a directory in which everything that happens can be looked at.
//!
//! What goes wrong follows from the order, as with the test cards of a payment service:
//!
//! | what the order says | what happens |
//! | --- | --- |
//! | a card that ends in 0002 | the bank declines: the card has expired |
//! | a card that ends in 0003 | the payment service is busy twice, then takes the money |
//! | a card that ends in 0004 | the payment service is down |
//! | a card that ends in 0005 | the money is taken, but the answer is lost on its way: the attempt times out |
//! | an address at `slow.example` | the mail server is busy twice |
//! | an address at `nowhere.example` | there is no such address |
//! | the product `Sold Out` | there are no licences left |
//! | a product with `Free` in its name | the success team is out |

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use workflow_runtime::TaskContext;

use super::{Charge, Credentials, Customer, Email, Office, OfficeError, Order, PaymentError, Payments, sale};
use crate::durable::names;
use crate::{Example, NoDecision, Place, Problem, Stage};

/// The payment service and the office, as files below a directory.
#[derive(Clone, Debug)]
pub struct OnDisk {
    directory: PathBuf,
}

impl OnDisk {
    /// A shop below `directory`.
    #[must_use]
    pub fn below(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
    }

    /// Writes a file; one that is there already is written again with the same words.
    fn write(&self, folder: &str, name: &str, text: &str) -> io::Result<()> {
        let folder = self.directory.join(folder);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(file_name(name)), format!("{text}\n"))
    }

    /// Notes at the end of a file what became of it; a file that was never written needs no note.
    fn note(&self, folder: &str, name: &str, note: &str) -> io::Result<()> {
        let path = self.directory.join(folder).join(file_name(name));
        match fs::read_to_string(&path) {
            Ok(text) if text.ends_with(&format!("{note}\n")) => Ok(()),
            Ok(text) => fs::write(path, format!("{text}{note}\n")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// A name that every file system takes.
fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || c == '-' || c == '@' || c == '.' { c } else { '-' };
    format!("{}.txt", name.chars().map(plain).collect::<String>())
}

/// How often this call was tried before, and the key under which all its attempts are one.
fn attempt() -> (u32, String) {
    TaskContext::current().map_or((0, String::new()), |task| (task.attempt(), task.idempotency_key()))
}

impl Payments for OnDisk {
    async fn charge(&self, card: &str, euros: u32) -> Result<Charge, PaymentError> {
        let (attempt, key) = attempt();
        match &card[card.len().saturating_sub(4)..] {
            "0002" => return Err(PaymentError::Declined { reason: "the card has expired".to_owned() }),
            "0003" if attempt < 2 => return Err(PaymentError::Busy),
            "0004" => return Err(PaymentError::Down),
            _ => {}
        }
        // The key names the file: however often the call is made, it is one charge.
        self.write("payments", &key, &format!("charged {euros} euros to {card}"))?;
        if card.ends_with("0005") && attempt == 0 {
            std::future::pending::<()>().await;
        }
        Ok(Charge { id: key, euros })
    }

    async fn refund(&self, charge: &Charge) -> Result<(), PaymentError> {
        Ok(self.note("payments", &charge.id, &format!("refunded {} euros", charge.euros))?)
    }
}

impl Office for OnDisk {
    async fn send_email(&self, email: &Email) -> Result<(), OfficeError> {
        let Email { to, subject, text } = email;
        if to.ends_with("@nowhere.example") {
            return Err(OfficeError::NoSuchAddress { address: to.clone() });
        }
        if to.ends_with("@slow.example") && attempt().0 < 2 {
            return Err(OfficeError::MailServerBusy);
        }
        let name = format!("{to} {subject}");
        Ok(self.write("outbox", &name, &format!("To: {to}\nSubject: {subject}\n\n{text}"))?)
    }

    async fn write_invoice(&self, order: &Order, charge: &Charge) -> Result<String, OfficeError> {
        let Order { number, customer, product, euros, .. } = order;
        let text =
            format!("Invoice I-{number}\n{}: {product}, {euros} euros\npaid: {}", customer.name, charge.id);
        self.write("invoices", number, &text)?;
        Ok(format!("I-{number}"))
    }

    async fn cancel_invoice(&self, order: &str) -> Result<(), OfficeError> {
        Ok(self.note("invoices", order, "cancelled")?)
    }

    async fn create_access(&self, order: &Order) -> Result<Credentials, OfficeError> {
        if order.product == "Sold Out" {
            return Err(OfficeError::NoLicence { product: order.product.clone() });
        }
        let user = order.customer.name.to_lowercase().replace(' ', ".");
        self.write("accounts", &order.number, &format!("{user} may use {}", order.product))?;
        Ok(Credentials { link: format!("https://shop.example/welcome/{user}"), user })
    }

    async fn revoke_access(&self, order: &str) -> Result<(), OfficeError> {
        Ok(self.note("accounts", order, "closed")?)
    }

    async fn alert_success_team(&self, customer: &Customer, product: &str) -> Result<(), OfficeError> {
        if product.contains("Free") {
            return Err(OfficeError::TeamIsOut);
        }
        let text = format!("{} has bought {product}: say hello to {}", customer.name, customer.email);
        Ok(self.write("success-team", &customer.email, &text)?)
    }

    async fn open_ticket(&self, order: &str, problem: &str) -> Result<(), OfficeError> {
        Ok(self.write("tickets", order, &format!("Order {order} is not paid: {problem}"))?)
    }
}

/// Options of the sale.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Where the shop keeps its files [default: `sale` below cargo's target directory; with --store FILE, `FILE.shop`]
    #[arg(long, value_name = "DIR")]
    directory: Option<PathBuf>,
}

/// `cargo run --bin sale`
#[derive(Clone, Copy, Debug)]
pub struct Sales;

impl Example for Sales {
    type Workflow = sale::Workflow;
    type Live = sale::Workflow<OnDisk, OnDisk>;
    type Input = Vec<Order>;
    type Options = Options;
    type Decision = NoDecision;

    const INPUT: &'static str = include_str!("../../data/orders.json");

    async fn run(orders: Vec<Order>, options: Options, stage: &Stage) -> Result<(), Problem> {
        let directory = match options.directory {
            Some(directory) => directory,
            None => default_directory()?,
        };
        make(&directory)?;
        stage.say(format_args!("What happens is written below {}.", directory.display()))?;
        let shop = OnDisk::below(&directory);
        let workflow = sale::Workflow { payments: shop.clone(), office: shop };
        for order in orders {
            let name = order.number.clone();
            // A sale that fails is an outcome like any other; the stage prints it.
            let _ = stage.perform(&workflow, &name, order).await?;
        }
        Ok(())
    }

    fn executions(orders: Vec<Order>, _: &Options) -> Vec<(String, Order)> {
        let names = names(orders.iter().map(|order| order.number.as_str()));
        names.into_iter().zip(orders).collect()
    }

    async fn live(options: Options, place: &Place) -> Result<Self::Live, Problem> {
        let directory = options.directory.unwrap_or_else(|| place.beside("shop"));
        make(&directory)?;
        let shop = OnDisk::below(&directory);
        Ok(sale::Workflow { payments: shop.clone(), office: shop })
    }
}

fn make(directory: &Path) -> Result<(), Problem> {
    let made = fs::create_dir_all(directory);
    made.map_err(|error| Problem::new(format_args!("cannot write below {}: {error}", directory.display())))
}

/// `target/sale`, beside the directory that this program was built into.
fn default_directory() -> Result<PathBuf, Problem> {
    let program = std::env::current_exe()
        .map_err(|error| Problem::new(format_args!("cannot tell where this program is: {error}")))?;
    Ok(program.ancestors().nth(2).unwrap_or(Path::new(".")).join("sale"))
}
