import { describe, expect, it } from "vitest";
import type { Shapes } from "../api/client";
import { columnWidths, gridOf, gridRowAt, isMostlyCells } from "./grid";
import { inView, partOf, step, windowOf } from "./navigation";
import { besides } from "./PageOf";
import { rowAt, textRows } from "./rows";

describe("rows", () => {
  it("carry the place that they begin at, once", () => {
    const text = "one\ntwo\n\nfour\n";
    const anchors = [
      { start: 0, end: 3, locator: "line=1" },
      { start: 4, end: 7, locator: "line=2" },
      { start: 9, end: 13, locator: "line=4" },
    ];
    expect(textRows(text, anchors).map((row) => [row.label, text.slice(row.start, row.end)])).toEqual([
      ["1", "one"],
      ["2", "two"],
      ["", ""],
      ["4", "four"],
    ]);
  });

  it("of an endless line are short, whole, and never split a character", () => {
    const text = `a${"𠀀".repeat(3000)}\nend`;
    const rows = textRows(text, []);
    expect(rows.map((row) => text.slice(row.start, row.end)).join("")).toBe(text.replace("\n", ""));
    for (const row of rows) {
      expect(row.end - row.start).toBeLessThanOrEqual(2000);
      expect(text.slice(row.start, row.end)).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
    }
    expect(rowAt(rows, text.length - 1)).toBe(rows.length - 1);
  });
});

describe("grids", () => {
  it("stand where the places say, empty cells and all", () => {
    const text = "a\tb\nc";
    const grid = gridOf(text, [
      { start: 0, end: 1, locator: "sheet=s&cell=A1" },
      { start: 2, end: 3, locator: "sheet=s&cell=C1" },
      { start: 4, end: 5, locator: "sheet=s&cell=B4" },
    ]);
    expect(grid?.letters).toBe(true);
    expect(grid?.columns).toBe(3);
    expect(grid?.rows.map((row) => [row.label, [...row.cells.keys()]])).toEqual([
      ["1", [1, 3]],
      ["4", [2]],
    ]);
    expect(grid && gridRowAt(grid, 4)).toBe(1);
  });

  it("are read by tabs where places are lines, and are none without tabs", () => {
    const text = "姓名\t金额\n赵\t5\n";
    const anchors = [
      { start: 0, end: 5, locator: "line=3" },
      { start: 6, end: 9, locator: "line=4" },
    ];
    const grid = gridOf(text, anchors);
    expect(grid?.rows.map((row) => row.label)).toEqual(["3", "4"]);
    expect(grid && [...(grid.rows[1]?.cells.values() ?? [])].map((cell) => text.slice(cell.start, cell.end))).toEqual([
      "赵",
      "5",
    ]);
    expect(grid && columnWidths(text, grid)).toEqual([7, 7]);
    expect(gridOf("no table", [])).toBeNull();
  });
});

it("a page is shown as a table where most of its lines have cells", () => {
  expect(isMostlyCells("time\twho\n1\tA\n2\tB")).toBe(true);
  expect(isMostlyCells("A title\nprose\na\tb\nmore prose")).toBe(false);
  expect(isMostlyCells("a\tb")).toBe(false);
});

describe("navigation", () => {
  const match = (part: number, locator: string) =>
    ({ part, start: 0, end: 1, citation: { locator } }) as Shapes["FoundAt"];
  const matches = [match(1, "line=1"), match(2, "line=5"), match(2, "line=9")];
  const parts = [{ number: 1 }, { number: 2 }] as Shapes["PartInfo"][];

  it("the place in view is what the address counts, else cites, else the first of its part", () => {
    expect(inView(matches, { path: "x", at: 3 })).toBe(2);
    expect(inView(matches, { path: "x", at: 99 })).toBe(2);
    expect(inView(matches, { path: "x", part: 2, locator: "line=9" })).toBe(2);
    expect(inView(matches, { path: "x", part: 2 })).toBe(1);
    expect(inView(matches, { path: "x" })).toBe(0);
    expect(inView(matches, { path: "x", locator: "line=77" })).toBe(-1);
    expect(inView([], { path: "x", at: 1 })).toBe(-1);
  });

  it("the part is the named one, else that of the place, else the first", () => {
    expect(partOf({ path: "x", part: 2 }, undefined, parts)).toBe(2);
    expect(partOf({ path: "x", locator: "line=5" }, undefined, parts)).toBeNull();
    expect(partOf({ path: "x", q: "a" }, matches[1], parts)).toBe(2);
    expect(partOf({ path: "x" }, undefined, parts)).toBe(1);
  });

  it("the window is the named one, else that of the place in view, else the server's to find", () => {
    const far = { ...match(1, "line=9"), window: 7 };
    expect(windowOf({ path: "x", window: 2 }, far)).toBe(2);
    expect(windowOf({ path: "x", q: "a" }, far)).toBe(7);
    expect(windowOf({ path: "x", locator: "line=9", at: 4 }, far)).toBe(7);
    expect(windowOf({ path: "x", locator: "line=3" }, far)).toBeUndefined();
    expect(windowOf({ path: "x" }, undefined)).toBeUndefined();
  });

  it("places follow one another round and round", () => {
    expect(step(matches, 2, 1)).toBe(0);
    expect(step(matches, 0, -1)).toBe(2);
    expect(step(matches, -1, 1)).toBe(0);
    expect(step(matches, -1, -1)).toBe(2);
    expect(step([], -1, 1)).toBe(-1);
  });
});

it("pages go by those that are there", () => {
  const document = {
    name: "x",
    number: 3,
    of: 4,
    pages: [1, 3, 4].map((number) => ({ number, path: `${number}.png` })),
  };
  expect(besides(document, "3.png")).toEqual({ before: document.pages[0], after: document.pages[2] });
  expect(besides(document, "1.png").before).toBeUndefined();
  expect(besides(document, "4.png").after).toBeUndefined();
});
