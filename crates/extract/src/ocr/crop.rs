//! Cuts a line out of a picture, turned level and brought to the height that recognisers read. Always: what lies
//! beyond the picture repeats its edge.

use super::geometry::Slanted;
use super::raster::Raster;

/// The height of a line, for all recognisers.
pub(crate) const HEIGHT: usize = 48;

/// A line, three planes of values between -1 and 1, blue, green, red.
pub(crate) struct Crop {
    pub(crate) width: usize,
    pub(crate) planes: Vec<f32>,
}

/// Returns the width that a box has at that height.
pub(crate) fn width_of(shape: &Slanted) -> usize {
    let width = shape.width / shape.height.max(1.0) * HEIGHT as f32;
    (width.round() as usize).max(1)
}

/// Cuts a box out and stretches it to `width`.
pub(crate) fn cut(picture: &Raster, shape: &Slanted, width: usize) -> Crop {
    let plane = width * HEIGHT;
    let mut planes = vec![0.0; plane * 3];
    let (along, across) = (shape.width / width as f32, shape.height / HEIGHT as f32);
    // Where pixels become fewer, each new one is the mean of several places.
    let samples = |step: f32| (step.ceil() as usize).clamp(1, 4);
    let (columns, rows) = (samples(along), samples(across));
    let weight = 1.0 / (columns * rows) as f32;
    let (sin, cos) = shape.angle.sin_cos();
    let origin = shape.at(0.0, 0.0);
    for y in 0..HEIGHT {
        for x in 0..width {
            let mut colour = [0.0_f32; 3];
            for row in 0..rows {
                for column in 0..columns {
                    let u = (x as f32 + (column as f32 + 0.5) / columns as f32) * along;
                    let v = (y as f32 + (row as f32 + 0.5) / rows as f32) * across;
                    let (px, py) = (origin.0 + u * cos - v * sin, origin.1 + u * sin + v * cos);
                    for (sum, value) in colour.iter_mut().zip(picture.between(px, py)) {
                        *sum += value * weight;
                    }
                }
            }
            for channel in 0..3 {
                planes[channel * plane + y * width + x] = colour[2 - channel] / 127.5 - 1.0;
            }
        }
    }
    Crop { width, planes }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn striped() -> Raster {
        let rgb = (0..60)
            .flat_map(|y| (0..200).flat_map(move |x| [if x < 100 { 0 } else { 255 }, y as u8, 0]))
            .collect();
        Raster::new(200, 60, rgb).unwrap()
    }

    #[test]
    fn a_level_box_is_cut_as_it_stands() {
        let shape = Slanted::upright(60.0, 6.0, 140.0, 54.0);
        let crop = cut(&striped(), &shape, width_of(&shape));
        assert_eq!((crop.width, crop.planes.len()), (80, 80 * 48 * 3));
        let red = &crop.planes[2 * 80 * 48..];
        assert_eq!((red[0], red[79]), (-1.0, 1.0));
        assert_eq!(crop.planes[0], -1.0);
    }

    #[test]
    fn a_standing_box_is_read_downwards_with_its_right_side_up() {
        let shape = Slanted {
            centre: (100.0, 30.0),
            width: 60.0,
            height: 48.0,
            angle: std::f32::consts::FRAC_PI_2,
        };
        let crop = cut(&striped(), &shape, 60);
        let red = &crop.planes[2 * 60 * 48..];
        assert_eq!((red[0], red[47 * 60]), (1.0, -1.0));
        let green = &crop.planes[60 * 48..2 * 60 * 48];
        assert!(green[0] < green[59]);
    }
}
