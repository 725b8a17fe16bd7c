//! Numbers of bytes in words. Always: rounded to the nearest, as the workbench rounds them (`web/src/text/figures.ts`,
//! with the same cases in its test), so that one number reads alike wherever it stands.

/// Units as the contract counts them, powers of 1,000.
const UNITS: [(&str, u64); 4] = [
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
];

/// Returns a number of bytes as a person reads it: `999 B`, `2.5 MB`, `123 GB`; one decimal below a hundred, none
/// where it is a nought.
pub fn size_in_words(bytes: u64) -> String {
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let rounded = |times: u64, unit: u64| {
        let (bytes, unit) = (u128::from(bytes) * u128::from(times), u128::from(unit));
        (bytes + unit / 2) / unit
    };
    let fits = |(_, unit): &&(&str, u64)| rounded(1, *unit) < 1_000;
    let (name, unit) = UNITS.iter().find(fits).unwrap_or(&UNITS[3]);
    match rounded(10, *unit) {
        tenths if tenths >= 1_000 => format!("{} {name}", rounded(1, *unit)),
        tenths if tenths % 10 == 0 => format!("{} {name}", tenths / 10),
        tenths => format!("{}.{} {name}", tenths / 10, tenths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_as_the_workbench_rounds_them() {
        for (bytes, expect) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 KB"),
            (1_500, "1.5 KB"),
            (2_449_999, "2.4 MB"),
            (2_450_000, "2.5 MB"),
            (99_949, "99.9 KB"),
            (99_950, "100 KB"),
            (999_499, "999 KB"),
            (999_500, "1 MB"),
            (123_456_789, "123 MB"),
            (95_200_000_000, "95.2 GB"),
            (53_300_000_000_000, "53.3 TB"),
            (1_234_567_890_000_000, "1235 TB"),
        ] {
            assert_eq!(size_in_words(bytes), expect);
        }
        assert!(size_in_words(u64::MAX).ends_with(" TB"));
    }
}
