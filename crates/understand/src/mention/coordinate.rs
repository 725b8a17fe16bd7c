//! Geographic coordinates, as `latitude,longitude` in decimal degrees: pairs of decimals, degrees with minutes and
//! seconds, `北纬…东经…`.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::{Captures, Regex};

use super::shape;
use super::view::{Found, View};

static DECIMAL: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?P<a>-?[0-9]{1,3}\.[0-9]{3,15})°?(?: ?[,;/、，] ?| {1,2}|\t)(?P<b>-?[0-9]{1,3}\.[0-9]{3,15})°?",
    )
});
static DEGREES: LazyLock<Regex> = LazyLock::new(|| {
    let one = |name: &str| {
        format!(
            r#"(?P<l{name}>[NSEWnsew]|北纬|南纬|东经|西经|北緯|南緯|東經|西經)?:? ?(?P<d{name}>[0-9]{{1,3}}(?:\.[0-9]{{1,10}})?) ?[°度º](?: ?(?P<m{name}>[0-9]{{1,2}}(?:\.[0-9]{{1,10}})?) ?['′’分](?: ?(?P<s{name}>[0-9]{{1,2}}(?:\.[0-9]{{1,6}})?) ?(?:["″”秒]|''|′′))?)? ?(?P<t{name}>[NSEWnsew])?"#
        )
    };
    shape::pattern(&format!("{}[ ,，、;/\t]{{0,3}}{}", one("1"), one("2")))
});
static LETTERED: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?:(?P<n>[NS]|北纬|南纬|lat(?:itude)?|纬度|緯度)[:= ]{0,2}(?P<a>-?[0-9]{1,2}\.[0-9]{2,15})[ ,，、;/°\t]{0,4}(?P<e>[EW]|东经|西经|lon(?:g|gitude)?|lng|经度|經度)[:= ]{0,2}(?P<b>-?[0-9]{1,3}\.[0-9]{2,15}))|(?:(?P<e2>[EW]|东经|西经|lon(?:g|gitude)?|lng|经度|經度)[:= ]{0,2}(?P<b2>-?[0-9]{1,3}\.[0-9]{2,15})[ ,，、;/°\t]{0,4}(?P<n2>[NS]|北纬|南纬|lat(?:itude)?|纬度|緯度)[:= ]{0,2}(?P<a2>-?[0-9]{1,2}\.[0-9]{2,15}))",
    )
});

/// Finds coordinates.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    let mut read =
        |pattern: &Regex, meaning: fn(&Captures<'_>) -> Option<(f64, f64)>, confidence: f32| {
            for captures in pattern.captures_iter(text) {
                let Some(place) = captures.get(0) else {
                    continue;
                };
                let (start, end) = (place.start(), place.end());
                let outside = shape::no_digit_touches(text, start, end)
                    && !matches!(shape::before(text, start), Some('.' | '$' | '¥' | '€'))
                    && !matches!(shape::after(text, end), Some('.' | '%'));
                if let Some((latitude, longitude)) = meaning(&captures).filter(|_| outside)
                    && (-90.0..=90.0).contains(&latitude)
                    && (-180.0..=180.0).contains(&longitude)
                {
                    let value = format!("{},{}", degrees(latitude), degrees(longitude));
                    found.push(Found::text(
                        MentionType::Coordinate,
                        start..end,
                        value,
                        "coordinate@1",
                        confidence,
                        Grade::Likely,
                    ));
                }
            }
        };
    read(&DEGREES, sexagesimal, 0.95);
    read(&LETTERED, lettered, 0.95);
    read(&DECIMAL, decimal, 0.75);
}

/// Writes degrees without needless noughts, to a tenth of a metre.
fn degrees(value: f64) -> String {
    let written = format!("{value:.6}");
    written
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

fn number(captures: &Captures<'_>, name: &str) -> Option<f64> {
    captures.name(name)?.as_str().parse().ok()
}

fn decimal(captures: &Captures<'_>) -> Option<(f64, f64)> {
    let (first, second) = (number(captures, "a")?, number(captures, "b")?);
    let places = |name: &str| {
        captures
            .name(name)
            .and_then(|text| text.as_str().split_once('.'))
            .map_or(0, |(_, places)| places.len())
    };
    // Two prices with three places are no coordinates: four places are eleven metres.
    if places("a") < 4 || places("b") < 4 {
        return None;
    }
    // A number beyond 90 is a longitude, wherever it stands.
    if first.abs() > 90.0 {
        Some((second, first))
    } else {
        Some((first, second))
    }
}

fn sexagesimal(captures: &Captures<'_>) -> Option<(f64, f64)> {
    let one = |which: &str| {
        let degrees = number(captures, &format!("d{which}"))?;
        let minutes = number(captures, &format!("m{which}")).unwrap_or(0.0);
        let seconds = number(captures, &format!("s{which}")).unwrap_or(0.0);
        let letter = captures
            .name(&format!("l{which}"))
            .or_else(|| captures.name(&format!("t{which}")))?
            .as_str()
            .to_uppercase();
        (minutes < 60.0 && seconds < 60.0)
            .then_some((degrees + minutes / 60.0 + seconds / 3600.0, letter))
    };
    let (first, second) = (one("1")?, one("2")?);
    pair(first, second)
}

fn lettered(captures: &Captures<'_>) -> Option<(f64, f64)> {
    let (a, n, b, e) = if captures.name("a").is_some() {
        ("a", "n", "b", "e")
    } else {
        ("a2", "n2", "b2", "e2")
    };
    let sign = |name: &str| {
        captures.name(name).map_or(1.0, |word| {
            if matches!(word.as_str(), "S" | "W" | "南纬" | "西经") {
                -1.0
            } else {
                1.0
            }
        })
    };
    Some((
        number(captures, a)? * sign(n),
        number(captures, b)? * sign(e),
    ))
}

fn pair(first: (f64, String), second: (f64, String)) -> Option<(f64, f64)> {
    let signed = |(value, letter): &(f64, String)| {
        let is_latitude = matches!(
            letter.as_str(),
            "N" | "S" | "北纬" | "南纬" | "北緯" | "南緯"
        );
        let negative = matches!(
            letter.as_str(),
            "S" | "W" | "南纬" | "南緯" | "西经" | "西經"
        );
        (is_latitude, if negative { -value } else { *value })
    };
    match (signed(&first), signed(&second)) {
        ((true, latitude), (false, longitude)) | ((false, longitude), (true, latitude)) => {
            Some((latitude, longitude))
        }
        _ => None,
    }
}
