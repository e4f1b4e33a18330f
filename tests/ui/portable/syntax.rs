use workflow_runtime::portable;

#[portable]
fn looping(count: u32) -> u32 {
    for _ in 0..count {}
    count
}

#[portable]
fn cast(count: u32) -> u128 {
    count as u128
}

#[portable]
fn printed(count: u32) -> u32 {
    println!("{count}");
    dbg!(count)
}

#[portable]
fn debugged(count: u32) -> String {
    format!("{count:?}")
}

#[portable]
fn shifted(count: u32) -> u32 {
    count << 2 | 1
}

#[portable]
fn assigned(count: u32) -> u32 {
    let mut next = count;
    next += 1;
    next
}

#[portable]
fn big(count: u64) -> bool {
    count > 9_007_199_254_740_993
}

#[portable]
fn sliced(list: &[u32]) -> u32 {
    match list {
        [first, ..] => *first,
        _ => 0,
    }
}

#[portable]
fn asked(text: Option<String>) -> Option<String> {
    Some(if text.is_some() && text? == "none" { "no".to_owned() } else { "yes".to_owned() })
}

#[portable]
fn method(text: &str) -> String {
    text.trim_matches('x').to_lowercas()
}

#[portable]
fn separated(text: &str, separator: &str) -> usize {
    text.split(separator).count()
}

#[portable]
fn of_a_type(text: &str) -> Vec<u8> {
    Vec::from_iter(text.bytes())
}

#[portable]
fn unfinished(count: u32) -> u32 {
    if count > 1 {
        counted(count);
    }
    count
}

#[portable]
fn counted(mut count: u32) -> u32 {
    count + 1
}

fn main() {}
