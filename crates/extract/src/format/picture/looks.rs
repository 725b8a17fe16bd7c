//! What a picture looks like as a whole, in 64 bits: scaled, encoded again, dimmed or trimmed a little, it has almost
//! the same. Always: made of whole numbers, so that every machine makes the same of the same pixels.

use crate::ocr::raster::Raster;

/// Pixels of a side of the small picture that is looked at.
const SIDE: usize = 32;

/// Slow waves of a side, beside the mean, whose strength is looked at.
const WAVES: usize = 8;

/// A picture whose strongest wave is weaker, one of the 255 steps that brightness has, is even.
const WEAKEST: i64 = (1000 * 16 * 16) << 14;

/// cos(k π / 64) × 2¹⁴ for k from 0 to 32, a quarter of a turn.
const COSINES: [i64; 33] = [
    16384, 16364, 16305, 16207, 16069, 15893, 15679, 15426, 15137, 14811, 14449, 14053, 13623,
    13160, 12665, 12140, 11585, 11003, 10394, 9760, 9102, 8423, 7723, 7005, 6270, 5520, 4756, 3981,
    3196, 2404, 1606, 804, 0,
];

/// Returns the looks of a picture, a perceptual hash: which of the slow waves of its brightness are stronger than most
/// (Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010). None where it is too small or too
/// even to look like anything.
pub(super) fn looks(raster: &Raster) -> Option<u64> {
    if raster.width() < SIDE || raster.height() < SIDE {
        return None;
    }
    let small = raster.shrunk(SIDE, SIDE);
    let bright: Vec<[i64; SIDE]> = (0..SIDE).map(|y| brightness(small.row(y))).collect();
    let across: Vec<[i64; WAVES]> = bright.iter().map(waves).collect();
    let mut strengths = Vec::with_capacity(WAVES * WAVES);
    for wave in 0..WAVES {
        let column: Vec<i64> = across.iter().map(|row| row[wave] >> 14).collect();
        let column: [i64; SIDE] = column.try_into().ok()?;
        strengths.extend(waves(&column));
    }
    let strongest = strengths.iter().map(|strength| strength.abs()).max()?;
    if strongest < WEAKEST {
        return None;
    }
    let mut sorted = strengths.clone();
    sorted.sort_unstable();
    let middle = (sorted[sorted.len() / 2 - 1] + sorted[sorted.len() / 2]) / 2;
    let bits = strengths
        .iter()
        .map(|strength| u64::from(*strength > middle));
    Some(bits.fold(0, |looks, bit| looks << 1 | bit))
}

/// Returns the brightness of each pixel of a row, in thousandths.
fn brightness(row: &[u8]) -> [i64; SIDE] {
    let mut bright = [0; SIDE];
    for (value, pixel) in bright.iter_mut().zip(row.chunks_exact(3)) {
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(i64::from);
        *value = red * 299 + green * 587 + blue * 114;
    }
    bright
}

/// Returns how strong each of the slow waves is in a row of values, times 2¹⁴ (a discrete cosine transform, type II).
fn waves(values: &[i64; SIDE]) -> [i64; WAVES] {
    let mut strengths = [0; WAVES];
    for (index, strength) in strengths.iter_mut().enumerate() {
        let wave = index + 1;
        *strength = values
            .iter()
            .enumerate()
            .map(|(at, value)| value * cosine((2 * at + 1) * wave))
            .sum();
    }
    strengths
}

/// Returns cos(k π / 64) × 2¹⁴.
fn cosine(k: usize) -> i64 {
    match k % 128 {
        k @ 0..=32 => COSINES[k],
        k @ 33..=64 => -COSINES[64 - k],
        k @ 65..=96 => -COSINES[k - 64],
        k => COSINES[128 - k],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A window with a bar, a column and lines of `words`, on a ground of some brightness.
    fn window(width: usize, height: usize, ground: u8, words: usize) -> Raster {
        let mut rgb = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            for x in 0..width {
                let (u, v) = (x * 1000 / width, y * 1000 / height);
                let value = match (u, v) {
                    (_, 0..60) => ground / 2,
                    (0..220, _) => ground.saturating_sub(40),
                    (260..900, _) if v % 90 < 30 && v / 90 < words && u % 50 < 35 => 30,
                    _ => ground,
                };
                rgb.extend([value; 3]);
            }
        }
        Raster::new(width, height, rgb).unwrap()
    }

    fn apart(one: &Raster, other: &Raster) -> u32 {
        (looks(one).unwrap() ^ looks(other).unwrap()).count_ones()
    }

    #[test]
    fn scaled_or_dimmed_it_looks_the_same_and_another_does_not() {
        let picture = window(640, 400, 240, 7);
        assert!(apart(&picture, &picture.shrunk(317, 203)) <= 4);
        assert!(apart(&picture, &window(640, 400, 200, 7)) <= 6);
        assert!(apart(&picture, &picture.clone().mirrored()) > 16);
        assert!(apart(&picture, &window(640, 400, 240, 2)) > 6);
    }

    #[test]
    fn what_is_even_or_tiny_looks_like_nothing() {
        let even = |side: usize| Raster::new(side, side, vec![200; side * side * 3]).unwrap();
        assert_eq!(looks(&even(200)), None);
        assert_eq!(looks(&window(31, 400, 240, 7)), None);
    }

    #[test]
    fn cosines_go_round() {
        for k in 0..300_usize {
            let exact = (k as f64 * std::f64::consts::PI / 64.0).cos() * 16384.0;
            assert!((cosine(k) as f64 - exact).abs() < 1.0, "{k}");
        }
    }
}
