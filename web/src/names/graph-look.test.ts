import { expect, it } from "vitest";
import { sizeOf, spiral, widthOf } from "./graph-look";

it("more claims make a larger sign and a wider line, within bounds", () => {
  expect(sizeOf(1)).toBe(14);
  expect(sizeOf(8)).toBeGreaterThan(sizeOf(2));
  expect(sizeOf(1_000_000)).toBe(40);
  expect(widthOf(4)).toBeGreaterThan(widthOf(1));
  expect(widthOf(1_000_000)).toBe(6);
});

it("names begin apart from one another, the first in the middle, the same each time", () => {
  const places = spiral(50);
  expect(places[0]).toEqual({ x: 0, y: 0 });
  expect(places).toEqual(spiral(50));
  for (const [at, one] of places.entries()) {
    for (const other of places.slice(at + 1)) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(40);
  }
});
