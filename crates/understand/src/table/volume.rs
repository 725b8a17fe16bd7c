//! Volumes of data in cells: `12.5G`, or a number under `容量(GB)`. Always: KB, MB, GB and TB are powers of 1,000.

/// Returns the bytes that a cell says; the unit may stand in the column's name.
pub(crate) fn parse(text: &str, name: &str) -> Option<u64> {
    let text = text.trim().trim_start_matches(['约', '近', '~', '≈']);
    let length = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .unwrap_or(text.len());
    let number: f64 = text.get(..length)?.replace(',', "").parse().ok()?;
    let unit = text.get(length..)?.trim();
    let power = match unit {
        "" => name
            .split(|c: char| !c.is_ascii_alphabetic())
            .find_map(factor)?,
        _ => factor(unit)?,
    };
    let bytes = number * power;
    // More than this is no volume that anybody holds.
    (bytes.is_finite() && (0.0..1e18).contains(&bytes)).then_some(bytes.round() as u64)
}

fn factor(unit: &str) -> Option<f64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "b" | "bytes" | "字节" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" | "兆" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        "p" | "pb" => 1e15,
        "kib" => 1024.0,
        "mib" => 1_048_576.0,
        "gib" => 1_073_741_824.0,
        "tib" => 1_099_511_627_776.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_are_bytes() {
        assert_eq!(parse("12.5G", ""), Some(12_500_000_000));
        assert_eq!(parse("1.2 TB", ""), Some(1_200_000_000_000));
        assert_eq!(parse("12", "容量(GB)"), Some(12_000_000_000));
        assert_eq!(parse("很多", "容量"), None);
    }
}
