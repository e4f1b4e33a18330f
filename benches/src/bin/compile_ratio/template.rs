//! Makes ten chapters of ten states out of one: the templates are Rust with markers, so that they read as what they give.
//!
//! Lines between `//% each` and its `//% end` are repeated, once a chapter. In there, `//% first`, `//% even` and
//! `//% odd` begin lines for some chapters alone, until the next marker of these or their `//% end`.

const CHAPTERS: usize = 10;

/// The source that a template stands for.
pub(crate) fn expand(template: &str) -> String {
    let mut source = String::new();
    let mut lines = template.lines();
    while let Some(line) = lines.next() {
        if marker(line) == Some("each") {
            let chapter = block(&mut lines);
            (0..CHAPTERS).for_each(|number| write_chapter(&chapter, number, &mut source));
        } else {
            push(&mut source, line);
        }
    }
    source
}

fn marker(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("//% ")
}

/// The lines up to the end of the block that has begun.
fn block<'t>(lines: &mut impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut block = Vec::new();
    let mut inside = false;
    for line in lines {
        match marker(line) {
            Some("end") if !inside => break,
            Some("end") => inside = false,
            Some(_) => inside = true,
            None => {}
        }
        block.push(line);
    }
    block
}

fn write_chapter(chapter: &[&str], number: usize, source: &mut String) {
    let mut wanted = true;
    for line in chapter {
        match marker(line) {
            Some("first") => wanted = number == 0,
            Some("even") => wanted = number.is_multiple_of(2),
            Some("odd") => wanted = !number.is_multiple_of(2),
            Some(_) => wanted = true,
            None if wanted => push(source, &fill(line, number)),
            None => {}
        }
    }
}

/// An even chapter has the state that refuses, the odd one after it the state that settles.
fn fill(line: &str, number: usize) -> String {
    let (refused, settled) = (number & !1, number | 1);
    let (next, last) = (number + 1, number + 1 == CHAPTERS);
    let state = if last {
        format!("settled_{settled}(order, parcels)")
    } else {
        format!(
            "reserve_{next}(Order {{ attempts: 0, note: parcels.first().map(|parcel| parcel.number.clone()), ..order }})"
        )
    };
    let variant = if last {
        format!("State::Settled{settled} {{ order, parcels }}")
    } else {
        format!(
            "State::Reserve{next} {{ order: Order {{ attempts: 0, note: parcels.first().map(|parcel| parcel.number.clone()), ..order }} }}"
        )
    };
    let output = if last {
        "json!({ \"order\": \"{% $states.input %}\", \"parcels\": \"{% $states.result %}\" })".to_owned()
    } else {
        "\"{% $merge([$states.input, {'attempts': 0, 'note': $states.result[0].number}]) %}\"".to_owned()
    };
    let name = if last { format!("Settled{settled}") } else { format!("Reserve{next}") };
    line.replace("{next_state}", &state)
        .replace("{next_variant}", &variant)
        .replace("{next_output}", &output)
        .replace("{next_name}", &name)
        .replace("{refused}", &refused.to_string())
        .replace("{settled}", &settled.to_string())
        .replace("{k}", &number.to_string())
}

fn push(source: &mut String, line: &str) {
    source.push_str(line);
    source.push('\n');
}
