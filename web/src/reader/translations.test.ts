import { expect, it } from "vitest";
import { segmentsEndingIn } from "./translations";

const segment = (start: number, end: number) => ({ start, end, text: "x", without: [] });

it("a segment stands below the row that it ends in, once", () => {
  const segments = [segment(0, 4), segment(5, 9), segment(10, 12), segment(12, 14)];
  const ends = (start: number, end: number) => segmentsEndingIn(segments, start, end).map(({ end }) => end);
  expect(ends(0, 4)).toEqual([4]);
  expect(ends(4, 7)).toEqual([]);
  expect(ends(7, 9)).toEqual([9]);
  expect(ends(10, 14)).toEqual([12, 14]);
  expect(ends(14, 20)).toEqual([]);
});
