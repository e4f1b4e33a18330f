//! Guard clauses with something else in them, a `let` that is assigned later, and `?` where nothing is given that could
//! end with it, or not each case comes to it.

use workflow_runtime::portable;

#[portable]
fn nested(total: u32, fee: u32) -> u32 {
    if total > 3 {
        if fee > 3 {
            return 7;
        }
        fee - 1
    }
    total + fee
}

#[portable]
fn assigned(total: u32) -> u32 {
    let fee;
    if total > 3 {
        fee = 1;
    } else {
        fee = 2;
    }
    fee
}

#[portable]
fn asked(price: Option<u32>) -> u32 {
    let price = price?;
    price + 1
}

#[portable]
fn refused(price: Option<u32>, least: u32) -> Result<u32, u32> {
    let price = price.ok_or(least - 1)?;
    Ok(price)
}

#[portable]
fn not_by_each(price: Option<u32>, urgent: bool) -> Option<u32> {
    let dear = urgent && price? > 3;
    let most = [1_u32, 2].iter().map(|count| count * price?).max();
    if dear { most } else { price }
}

fn main() {}
