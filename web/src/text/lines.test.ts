import { expect, it } from "vitest";
import { firstEndingAfter, lineAt, lineRange, lineStarts } from "./lines";

it("lines are found by their number and by an offset in them", () => {
  const text = "一\r\ntwo\n\nfour";
  const starts = lineStarts(text);
  expect(starts).toEqual([0, 3, 7, 8]);
  expect(
    starts.map((_, line) => text.slice(lineRange(text, starts, line).start, lineRange(text, starts, line).end)),
  ).toEqual(["一", "two", "", "four"]);
  expect([0, 2, 3, 6, 7, 8, 99].map((offset) => lineAt(starts, offset))).toEqual([0, 0, 1, 1, 2, 3, 3]);
});

it("the first stretch that reaches past an offset is found", () => {
  const stretches = [{ end: 2 }, { end: 5 }, { end: 9 }];
  expect([0, 1, 2, 4, 5, 9].map((offset) => firstEndingAfter(stretches, offset))).toEqual([0, 0, 1, 1, 2, 3]);
});
