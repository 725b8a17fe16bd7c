import { describe, expect, it } from "vitest";
import type { Shapes } from "../api/client";
import { boxedTexts, boxOf, byLine, hasPixels, pageOf } from "./pixels";

function part(kind: Shapes["PartText"]["kind"], name: string | null, ...locators: string[]): Shapes["PartText"] {
  const anchors = locators.map((locator, index) => ({ start: index * 3, end: index * 3 + 2, locator }));
  return { number: 1, kind, name, breaks: "wrap", text: "", anchors, matches: [], base: 0, window: 1, windows: 1 };
}

describe("boxes", () => {
  it("come from locators of pictures, pages and messages", () => {
    expect(boxOf("xywh=10,20,300,40")).toEqual({ x: 10, y: 20, width: 300, height: 40 });
    expect(boxOf("page=3&xywh=1,2,3,4")).toEqual({ x: 1, y: 2, width: 3, height: 4 });
    expect(boxOf("message=7&xywh=1,2,3,4")).toEqual({ x: 1, y: 2, width: 3, height: 4 });
  });

  it("are none where a place has none, or a broken one", () => {
    for (const locator of ["line=4", "page=2", "xywh=", "xywh=1,2,3", "xywh=1,2,3,x", "xywh=1,2,3,4,5"]) {
      expect(boxOf(locator), locator).toBeNull();
    }
  });

  it("of words on one line of the text are one, with the page kept", () => {
    const text = "aa bb\ncc";
    const anchors = [
      { start: 0, end: 2, locator: "page=2&xywh=10,10,20,8" },
      { start: 3, end: 5, locator: "page=2&xywh=40,9,20,10" },
      { start: 6, end: 8, locator: "page=2&xywh=10,30,20,8" },
    ];
    const lines = byLine(text, boxedTexts(anchors));
    expect(lines.map((line) => [text.slice(line.start, line.end), line.locator])).toEqual([
      ["aa bb", "page=2&xywh=10,9,50,10"],
      ["cc", "page=2&xywh=10,30,20,8"],
    ]);
  });
});

describe("the page of a part", () => {
  it("is told by its places, else by its name", () => {
    expect(pageOf(part("picture", null, "xywh=1,2,3,4"))).toBe(1);
    expect(pageOf(part("page", "7", "page=7&xywh=1,2,3,4"))).toBe(7);
    expect(pageOf(part("page", "9"))).toBe(9);
    expect(pageOf(part("comments", "notes", "page=4"))).toBe(4);
    expect(pageOf(part("body", null, "line=1"))).toBeNull();
    expect(pageOf(undefined)).toBe(1);
  });
});

it("pixels are shown of pictures and PDF, of nothing that a browser might run", () => {
  for (const type of ["image/png", "image/tiff", "image/heic", "application/pdf"])
    expect(hasPixels(type), type).toBe(true);
  for (const type of ["image/svg+xml", "text/html", null, undefined]) expect(hasPixels(type), `${type}`).toBe(false);
});
