// PNG with a palette, for pictures of an interface: a third of the size, and nobody sees the difference. Colours that are
// close share one, their mean.
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const MOST_COLOURS = 256;

/** Encodes `pixels`, four bytes each, all opaque. */
export function palettePng(width, height, pixels) {
  let bits = 8;
  let groups = grouped(pixels, bits);
  while (groups.size > MOST_COLOURS) {
    bits -= 1;
    groups = grouped(pixels, bits);
  }
  const keys = [...groups.keys()];
  const index = new Map(keys.map((key, at) => [key, at]));
  const palette = Buffer.from(keys.flatMap((key) => groups.get(key).sum.map((part) => part / groups.get(key).count)));
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + 1 + x] = index.get(keyOf(pixels, (y * width + x) * 4, bits));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function grouped(pixels, bits) {
  const groups = new Map();
  for (let at = 0; at < pixels.length; at += 4) {
    const key = keyOf(pixels, at, bits);
    let group = groups.get(key);
    if (!group) {
      if (groups.size > MOST_COLOURS) return groups;
      group = { count: 0, sum: [0, 0, 0] };
      groups.set(key, group);
    }
    group.count += 1;
    for (let part = 0; part < 3; part += 1) group.sum[part] += pixels[at + part];
  }
  return groups;
}

/** The first `bits` of each colour. */
function keyOf(pixels, at, bits) {
  const part = (of) => pixels[at + of] >> (8 - bits);
  return (part(0) << 16) | (part(1) << 8) | part(2);
}

function chunk(kind, data) {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
