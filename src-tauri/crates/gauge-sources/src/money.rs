//! Money as other programs write it.

use serde_json::Value;

/// An amount of money in millionths: `5`, `"5.00"`, `"5,00 €"`, `"$1,234.50"`. Exact: no fraction is ever rounded up.
pub(crate) fn micros(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => of_text(&number.to_string()),
        Value::String(text) => of_text(text),
        _ => None,
    }
}

fn of_text(text: &str) -> Option<u64> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let amount = text
        .trim_matches(|c: char| !is_part(c) && c != '-')
        .trim_end_matches(['.', ',']);
    // Negative, in scientific notation, or two numbers: nothing that anybody tips.
    if amount.is_empty() || !amount.chars().all(|c| is_part(c) || c.is_whitespace()) {
        return None;
    }
    let (whole, fraction) = match amount.rfind(['.', ',']) {
        Some(at) if is_decimal(amount, at) => (&amount[..at], &amount[at + 1..]),
        _ => (amount, ""),
    };
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    let whole: u64 = match digits(whole).as_str() {
        "" => 0,
        digits => digits.parse().ok()?,
    };
    let fraction: u64 = format!("{:0<6.6}", digits(fraction)).parse().ok()?;
    whole.checked_mul(1_000_000)?.checked_add(fraction)
}

/// Whether the last mark of an amount is before a fraction: a comma with three digits after it, and a mark that
/// comes more than once, part thousands.
fn is_decimal(amount: &str, at: usize) -> bool {
    let mark = &amount[at..=at];
    let after = amount.len() - at - 1;
    amount.matches(mark).count() == 1 && (mark == "." || after != 3 || amount[..at].contains('.'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_read_exactly() {
        for (value, want) in [
            (json!(5), Some(5_000_000)),
            (json!(3.1), Some(3_100_000)),
            (json!("5.00"), Some(5_000_000)),
            (json!("0.99"), Some(990_000)),
            (json!(".5"), Some(500_000)),
            (json!("5,00 €"), Some(5_000_000)),
            (json!("$1,234.50"), Some(1_234_500_000)),
            (json!("1.234,50 €"), Some(1_234_500_000)),
            (json!("¥1,000"), Some(1_000_000_000)),
            (json!("1,000,000"), Some(1_000_000_000_000)),
            (json!("CA$20"), Some(20_000_000)),
            (json!("1.23456789"), Some(1_234_567)),
            (json!("-5"), None),
            (json!("1e9"), None),
            (json!(1e300), None),
            (json!("99999999999999999999"), None),
            (json!(""), None),
            (json!("free"), None),
            (json!(null), None),
        ] {
            assert_eq!(micros(&value), want, "{value}");
        }
    }
}
