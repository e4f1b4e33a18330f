//! What a `macro_rules!` is given is one operand, whatever operators are in it.

use workflow_runtime::portable;

use crate::harness::agree;

macro_rules! gates {
    ($refuses:ident, $both:ident, $most:ident, $a:ident, $b:ident, $n:ident, $either:expr, $number:expr, $record:expr) => {
        #[portable]
        fn $refuses($a: bool, $b: bool) -> u32 {
            if !$either {
                return 1;
            }
            2
        }

        #[portable]
        fn $both($a: bool, $b: bool) -> bool {
            $either && $b
        }

        #[portable]
        fn $most($n: i32) -> i32 {
            let first = match $record {
                Some(first) => first,
                None => return $number.abs() * $number,
            };
            first * $number
        }
    };
}

gates!(refuses, both, most, a, b, n, a || b, 5 - n, Some(n + 1).filter(|next| { *next > 3 }));

#[test]
fn operators_stay_together() {
    for a in [false, true] {
        for b in [false, true] {
            agree!(refuses(a: a, b: b));
            agree!(both(a: a, b: b));
            assert_eq!(refuses(a, b), if a || b { 2 } else { 1 });
            assert_eq!(both(a, b), b);
        }
    }
    for n in [-2, 0, 2, 3, 7] {
        agree!(most(n: n));
        let of_rustc = if n + 1 > 3 { (n + 1) * (5 - n) } else { (5 - n).abs() * (5 - n) };
        assert_eq!(most(n), of_rustc);
    }
}
