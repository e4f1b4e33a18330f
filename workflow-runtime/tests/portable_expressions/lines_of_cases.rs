//! Cases that have lines of their own, which end the body or go on, as rustc has them.

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{as_rustc, both, reads};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Data)]
enum Code {
    None,
    Share(u32),
    Fixed { off: u32, least: Option<u32> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
enum Refusal {
    Share(u32),
    Least { of: u32 },
    Nothing,
}

both! {
    with Code, Refusal;

    fn guard_in_a_case(code: Code, total: u32) -> u32 {
        let off = match code {
            Code::Share(share) => {
                if share > 100 {
                    return 0;
                }
                total * share / 100
            }
            Code::Fixed { off, least: None } => off,
            Code::Fixed { off, least: Some(least) } => {
                if total < least {
                    return total;
                }
                off
            }
            Code::None => 0,
        };
        total - off
    }

    fn guard_in_the_only_case(code: Code, total: u32) -> u32 {
        let off = match code {
            Code::Share(share) => {
                let off = total / share;
                if off > 9 {
                    return share;
                }
                off + 1
            }
            Code::Fixed { .. } | Code::None => return total,
        };
        total - off
    }

    fn reads_what_returns(code: Code, total: u32) -> Result<u32, Refusal> {
        let off: u32 = match code {
            Code::Share(share) => {
                if share > 100 {
                    return Err(Refusal::Share(share));
                }
                total * share / 100
            }
            Code::Fixed { off, least } => {
                let of = least.ok_or(Refusal::Nothing)?;
                if total < of {
                    return Err(Refusal::Least { of });
                }
                off
            }
            Code::None => 0,
        };
        Ok(total - off)
    }

    fn asked_in_a_case(code: Code, total: u32) -> Option<u32> {
        let off = match code {
            Code::Share(share) => total.checked_mul(share)? / 100,
            Code::Fixed { least, .. } => least?,
            Code::None => 0,
        };
        let more = if off > 3 { total.checked_sub(off)? + 1 } else { total };
        Some(more * 2)
    }

    fn matched_as_a_statement(code: Code, total: u32) -> u32 {
        match code {
            Code::Share(share) if share > 100 => return 0,
            Code::Share(share) => {
                if share == 100 {
                    return 1;
                }
            }
            Code::Fixed { .. } => {}
            Code::None => return total,
        }
        total + 1
    }

    fn one_that_goes_on(code: Code, total: u32) -> u32 {
        match code {
            Code::Share(share) => return share,
            Code::Fixed { .. } => (),
            Code::None => return total,
        }
        total + 1
    }

    fn pattern_in_a_branch(code: Code, total: u32, most: Option<u32>) -> u32 {
        if total > 3 {
            let Some(most) = most else { return 4 };
            if let Code::Share(share) = code {
                let of = total * share;
                if of > most { return of; }
            } else if total == most {
                return 5;
            }
            match code {
                Code::None => return most,
                Code::Share(3) => return 6,
                _ => {}
            }
        }
        total
    }

    fn asked_in_a_branch(code: Code, total: u32, most: Option<u32>) -> Result<u32, Refusal> {
        if total > 3 {
            let most = most.ok_or(Refusal::Nothing)?;
            no_more(total, most)?;
        }
        match code {
            Code::Share(share) => no_more(share, 100)?,
            Code::Fixed { off, .. } => {
                if off > total {
                    return Err(Refusal::Least { of: off });
                }
                off
            }
            Code::None => 0,
        };
        Ok(total)
    }

    fn no_more(of: u32, most: u32) -> Result<u32, Refusal> {
        if of > most { Err(Refusal::Least { of }) } else { Ok(most - of) }
    }

    fn within_another(code: Code, total: u32, most: Option<u32>) -> u32 {
        let fee = if total > 3 {
            let least = match code {
                Code::Fixed { least, .. } => match least {
                    Some(least) => least,
                    None => {
                        if total > 9 {
                            return 9;
                        }
                        2
                    }
                },
                Code::Share(share) => {
                    let Some(most) = most else { return share };
                    most / share
                }
                Code::None => return 0,
            };
            if least > total {
                return least;
            }
            total - least
        } else if let Some(most) = most {
            most
        } else {
            return 1;
        };
        fee * 10
    }

    fn texts(code: Code, total: u32) -> String {
        let word = match code {
            Code::Share(share) => {
                if share > total {
                    return format!("{share} of {total}");
                }
                "share"
            }
            Code::Fixed { least: Some(0), .. } => return "none".to_owned(),
            Code::Fixed { .. } => "fixed",
            Code::None => {
                if total == 0 {
                    return String::new();
                }
                "all"
            }
        };
        format!("{word} {total}")
    }

    fn asked_for_nothing(code: Code, total: u32) -> Result<u32, Refusal> {
        match code {
            Code::Share(share) => at_most(share, 100)?,
            Code::Fixed { off, .. } => {
                at_most(off, total)?;
            }
            Code::None => {}
        }
        if total > 20 {
            at_most(total, 30)?;
        }
        Ok(total)
    }

    fn at_most(of: u32, most: u32) -> Result<(), Refusal> {
        if of > most { Err(Refusal::Least { of }) } else { Ok(()) }
    }

    fn borrowed_in_a_case(code: Code, total: u32) -> String {
        let word = match code {
            Code::Share(share) => {
                let all = format!(" {share} of {total} ");
                let all = all.trim();
                if share > total {
                    return all.to_owned();
                }
                all.len()
            }
            Code::Fixed { .. } => 3,
            Code::None => return String::new(),
        };
        word.to_string()
    }

    fn in_a_block(code: Code, total: u32) -> Option<u32> {
        let off = {
            let Code::Share(share) = code else { return Some(total) };
            let off = total.checked_sub(share)?;
            if off > 5 {
                return Some(off + share);
            }
            off * 2
        };
        Some(total + off)
    }

    fn hides(code: Code, total: u32) -> u32 {
        let off = match code {
            Code::Share(most) => {
                let total = most * 2;
                if total > 10 {
                    return total;
                }
                total
            }
            _ => return 3,
        };
        total + off
    }

    fn within_a_line(code: Code, total: u32) -> Result<u32, Refusal> {
        Ok(match code {
            Code::None => return Err(Refusal::Nothing),
            Code::Share(share) => {
                if share > 50 {
                    return Err(Refusal::Share(share));
                }
                share
            }
            Code::Fixed { off, .. } => total - off,
        })
    }

    fn behind_what_fails(code: Code, total: u32) -> Option<(u32, u32, u32)> {
        Some((100 / total, if let Code::Fixed { least, .. } = code { least? } else { 1 }, total - 4))
    }

    fn in_an_operand(code: Code, total: u32) -> u32 {
        1000 / total * 2 + match code { Code::Share(share) => share, Code::None => return 0, Code::Fixed { .. } => 5 } % 4
    }

    fn in_a_call(code: Code, total: u32) -> Result<u32, Refusal> {
        no_more(total, if let Code::Share(share) = code { share } else { return Ok(total + 1) })
    }

    fn within_another_branch(code: Code, total: u32) -> Option<Vec<u32>> {
        let least = if let Code::Fixed { least, .. } = code { least } else { None };
        let all = if total == 0 { return None } else if total == 1 { vec![] } else { vec![least?, total] };
        {
            let all = all.first().copied().unwrap_or(3) + total;
            if all == 11 {
                return Some(vec![all]);
            }
        }
        Some(all)
    }

    fn made_what_is_wanted(code: Code, total: u32) -> Result<String, Refusal> {
        let name = match code {
            Code::None => return Ok("none".into()),
            Code::Share(share) => share.to_string(),
            Code::Fixed { .. } => "fixed".into(),
        };
        Ok(if total == 0 { return Err(Refusal::Nothing) } else if total == 1 { format!("{name}!") } else { "more".into() })
    }

    fn in_a_condition(code: Code, total: u32) -> Option<u32> {
        if match code { Code::Share(0) => return None, Code::Share(share) => share > 3, _ => true } {
            return Some({ let Code::Fixed { least, .. } = code else { return Some(total) }; least? + 1 });
        }
        Some(2)
    }
}

#[test]
fn cases_end_as_those_of_rustc() {
    let mut codes = vec![Code::None];
    codes.extend([0, 1, 3, 7, 50, 100, 101, u32::MAX].map(Code::Share));
    for least in [None, Some(0), Some(5), Some(30)] {
        codes.extend([0, 4, 25].map(|off| Code::Fixed { off, least }));
    }
    for code in codes {
        for total in [0, 1, 4, 5, 10, 29, 200] {
            as_rustc! {
                guard_in_a_case(code: code, total: total);
                guard_in_the_only_case(code: code, total: total);
                reads_what_returns(code: code, total: total);
                asked_in_a_case(code: code, total: total);
                matched_as_a_statement(code: code, total: total);
                one_that_goes_on(code: code, total: total);
                texts(code: code, total: total);
                hides(code: code, total: total);
                in_a_block(code: code, total: total);
                asked_for_nothing(code: code, total: total);
                borrowed_in_a_case(code: code, total: total);
                no_more(of: total, most: 10);
                at_most(of: total, most: 10);
                within_a_line(code: code, total: total);
                behind_what_fails(code: code, total: total);
                in_an_operand(code: code, total: total);
                in_a_call(code: code, total: total);
                in_a_condition(code: code, total: total);
                within_another_branch(code: code, total: total);
                made_what_is_wanted(code: code, total: total);
            }
            for most in [None, Some(0), Some(5), Some(21)] {
                as_rustc! {
                    pattern_in_a_branch(code: code, total: total, most: most);
                    asked_in_a_branch(code: code, total: total, most: most);
                    within_another(code: code, total: total, most: most);
                }
            }
        }
    }
}

#[test]
fn cases_read_well() {
    reads!(one_that_goes_on(code, total) as "$exists($states.input.code.Share) ? $states.input.code.Share : \
        $exists($states.input.code.Fixed) ? ($n := $states.input.total + 1; \
        $n <= 4294967295 ? $n : $error(\"attempt to add with overflow\")) : $states.input.total");
    reads!(guard_in_the_only_case(code, total) as "$exists($states.input.code.Share) ? \
        ($off := $states.input.code.Share = 0 ? $error(\"attempt to divide by zero\") : \
        $floor($states.input.total / $states.input.code.Share); $off > 9 ? $states.input.code.Share : \
        ($n2 := $states.input.total - ($n := $off + 1; \
        $n <= 4294967295 ? $n : $error(\"attempt to add with overflow\")); \
        $n2 >= 0 ? $n2 : $error(\"attempt to subtract with overflow\"))) : $states.input.total");
}
