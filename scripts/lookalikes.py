#!/usr/bin/env python3
"""Makes the table of Han characters that look alike, for searching what was read off pixels.

    scripts/lookalikes.py SANS.ttc SERIF.ttc > crates/engine/src/search/data/lookalikes.tsv

Needs Pillow and NumPy. Each character of GB 2312 is drawn in both faces, blurred, and compared with every other.
"""

import sys

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIDE, SIZE, BLUR = 40, 36, 1.3
LEAST, MOST = 0.75, 6


def characters():
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue


def drawn(font, character):
    picture = Image.new("L", (SIDE, SIDE), 0)
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = draw.textbbox((0, 0), character, font=font)
    at = ((SIDE - (right - left)) / 2 - left, (SIDE - (bottom - top)) / 2 - top)
    draw.text(at, character, fill=255, font=font)
    points = numpy.asarray(picture.filter(ImageFilter.GaussianBlur(BLUR)), numpy.float32).ravel()
    points = points - points.mean()
    return points / (numpy.linalg.norm(points) or 1)


def main():
    every = list(characters())
    alike = 0
    for face in sys.argv[1:]:
        font = ImageFont.truetype(face, SIZE)
        points = numpy.stack([drawn(font, character) for character in every])
        alike = alike + points @ points.T / len(sys.argv[1:])
    numpy.fill_diagonal(alike, 0)
    print(
        "# Han character, those that look most like it, most alike first: correlation of the two glyphs, drawn and blurred, "
        f"at least {LEAST}, the mean of a sans and a serif face (WenQuanYi Micro Hei, AR PL UMing). GB 2312. Made by scripts/lookalikes.py"
    )
    for at, character in enumerate(every):
        best = [other for other in numpy.argsort(-alike[at])[:MOST] if alike[at, other] >= LEAST]
        if best:
            print(character, "".join(every[other] for other in best), sep="\t")


main()
