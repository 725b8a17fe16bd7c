//! Boxes that may be turned: the smallest one around points, how far two lie over each other. Always: a box is
//! as long along its line as its text runs, so that width belongs to the direction of reading.

use std::f32::consts::FRAC_PI_2;

/// A point; pixels run right and down.
pub(crate) type Point = (f32, f32);

/// A rectangle, turned about its centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slanted {
    /// Its middle.
    pub(crate) centre: Point,
    /// Length along the line of text.
    pub(crate) width: f32,
    /// Length across.
    pub(crate) height: f32,
    /// Direction of the line, in radians, downwards from the right.
    pub(crate) angle: f32,
}

impl Slanted {
    /// Returns an upright box.
    pub(crate) fn upright(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self {
            centre: ((left + right) / 2.0, (top + bottom) / 2.0),
            width: right - left,
            height: bottom - top,
            angle: 0.0,
        }
    }

    /// Returns the point so far along the line and so far below its upper edge, as shares of width and height.
    pub(crate) fn at(&self, along: f32, across: f32) -> Point {
        let (sin, cos) = self.angle.sin_cos();
        let (x, y) = ((along - 0.5) * self.width, (across - 0.5) * self.height);
        (
            self.centre.0 + x * cos - y * sin,
            self.centre.1 + x * sin + y * cos,
        )
    }

    /// Returns the corners, clockwise from where the text begins.
    pub(crate) fn corners(&self) -> [Point; 4] {
        [
            self.at(0.0, 0.0),
            self.at(1.0, 0.0),
            self.at(1.0, 1.0),
            self.at(0.0, 1.0),
        ]
    }

    /// Returns left, top, right and bottom of the upright box around it.
    #[cfg(test)]
    pub(crate) fn bounds(&self) -> [f32; 4] {
        let corners = self.corners();
        let fold = |pick: fn(&Point) -> f32, best: fn(f32, f32) -> f32, start: f32| {
            corners.iter().map(pick).fold(start, best)
        };
        [
            fold(|p| p.0, f32::min, f32::INFINITY),
            fold(|p| p.1, f32::min, f32::INFINITY),
            fold(|p| p.0, f32::max, f32::NEG_INFINITY),
            fold(|p| p.1, f32::max, f32::NEG_INFINITY),
        ]
    }

    /// Returns the box grown by `along` at both ends and `across` above and below.
    pub(crate) fn grown(&self, along: f32, across: f32) -> Self {
        Self {
            width: self.width + 2.0 * along,
            height: self.height + 2.0 * across,
            ..*self
        }
    }

    /// Returns the box in a picture that is so much wider and higher; both factors are much the same.
    pub(crate) fn scaled(&self, along: f32, across: f32) -> Self {
        let mean = (along * across).sqrt();
        Self {
            centre: (self.centre.0 * along, self.centre.1 * across),
            width: self.width * mean,
            height: self.height * mean,
            ..*self
        }
    }

    /// Returns the part of the box between two shares of its length.
    pub(crate) fn between(&self, from: f32, to: f32) -> Self {
        Self {
            centre: self.at((from + to) / 2.0, 0.5),
            width: self.width * (to - from),
            ..*self
        }
    }
}

/// Returns the corners of the smallest convex shape around the points, in order.
fn hull(points: &mut Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    points.dedup();
    if points.len() < 3 {
        return points.clone();
    }
    let cross =
        |o: Point, a: Point, b: Point| (a.0 - o.0) * (b.1 - o.1) - (a.1 - o.1) * (b.0 - o.0);
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while let [.., before, last] = chain[..] {
                if cross(before, last, point) > 0.0 {
                    break;
                }
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut outline = half(&mut points.iter().copied());
    outline.extend(half(&mut points.iter().rev().copied()));
    outline
}

/// Returns the rectangle of least area around points, its line along the longer side. None without points.
pub(crate) fn around(mut points: Vec<Point>) -> Option<Slanted> {
    let outline = hull(&mut points);
    let first = *outline.first()?;
    let mut best: Option<(f32, Slanted)> = None;
    for (index, from) in outline.iter().enumerate() {
        let to = outline[(index + 1) % outline.len()];
        let angle = (to.1 - from.1).atan2(to.0 - from.0);
        let (sin, cos) = angle.sin_cos();
        let turned = outline
            .iter()
            .map(|point| (point.0 * cos + point.1 * sin, point.1 * cos - point.0 * sin));
        let mut bounds = [
            f32::INFINITY,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::NEG_INFINITY,
        ];
        for (x, y) in turned {
            bounds = [
                bounds[0].min(x),
                bounds[1].min(y),
                bounds[2].max(x),
                bounds[3].max(y),
            ];
        }
        let (width, height) = (bounds[2] - bounds[0], bounds[3] - bounds[1]);
        if best
            .as_ref()
            .is_some_and(|(area, _)| *area <= width * height)
        {
            continue;
        }
        let (x, y) = ((bounds[0] + bounds[2]) / 2.0, (bounds[1] + bounds[3]) / 2.0);
        let found = Slanted {
            centre: (x * cos - y * sin, x * sin + y * cos),
            width,
            height,
            angle,
        };
        best = Some((width * height, level(found)));
    }
    Some(best.map_or(
        Slanted::upright(first.0, first.1, first.0, first.1),
        |(_, found)| found,
    ))
}

/// Turns a box by quarters until its line runs along its longer side, to the right or down; where both sides are
/// much the same it runs to the right.
fn level(found: Slanted) -> Slanted {
    let mut angle = found.angle;
    let (mut width, mut height) = (found.width, found.height);
    let long = width.max(height) > 1.2 * width.min(height);
    let quarter = (angle / FRAC_PI_2).round();
    angle -= quarter * FRAC_PI_2;
    if (quarter as i32).rem_euclid(2) == 1 {
        (width, height) = (height, width);
    }
    // Now within half a quarter of level; a standing box is a column of text.
    if long && height > width {
        (width, height) = (height, width);
        angle += FRAC_PI_2;
    }
    Slanted {
        width,
        height,
        angle,
        ..found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: Slanted, width: f32, height: f32, angle: f32) {
        let near = |a: f32, b: f32| (a - b).abs() < 0.02;
        assert!(
            near(found.width, width) && near(found.height, height) && near(found.angle, angle),
            "{found:?}"
        );
    }

    fn turned(width: f32, height: f32, angle: f32) -> Vec<Point> {
        let shape = Slanted {
            centre: (50.0, 40.0),
            width,
            height,
            angle,
        };
        let mut points = shape.corners().to_vec();
        points.extend([shape.at(0.3, 0.5), shape.at(0.9, 0.2)]);
        points
    }

    #[test]
    fn the_box_around_a_turned_line_is_that_line() {
        for angle in [0.0, 0.1, -0.2, 0.6, -0.7] {
            check(around(turned(40.0, 8.0, angle)).unwrap(), 40.0, 8.0, angle);
        }
    }

    #[test]
    fn a_standing_line_is_a_line_all_the_same() {
        let found = around(turned(8.0, 40.0, 0.0)).unwrap();
        check(found, 40.0, 8.0, FRAC_PI_2);
    }

    #[test]
    fn one_character_stands_upright() {
        check(around(turned(10.0, 10.0, 0.05)).unwrap(), 10.0, 10.0, 0.05);
    }

    #[test]
    fn a_point_and_nothing_make_no_trouble() {
        assert!(around(Vec::new()).is_none());
        check(around(vec![(3.0, 3.0)]).unwrap(), 0.0, 0.0, 0.0);
        check(around(vec![(3.0, 3.0), (8.0, 3.0)]).unwrap(), 5.0, 0.0, 0.0);
    }

    #[test]
    fn shares_of_a_box_lie_where_they_should() {
        let line = Slanted::upright(10.0, 20.0, 110.0, 40.0);
        let half = line.between(0.5, 1.0);
        assert_eq!(half.bounds(), [60.0, 20.0, 110.0, 40.0]);
        assert_eq!(line.grown(2.0, 1.0).bounds(), [8.0, 19.0, 112.0, 41.0]);
    }
}
