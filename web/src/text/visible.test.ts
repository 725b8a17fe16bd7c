import { expect, it } from "vitest";
import { visible, visiblePieces } from "./visible";

it("what would hide or turn letters is named, all else is left alone", () => {
  expect(visible("合同.txt")).toBe("合同.txt");
  expect(visible("a\u202etxt.exe")).toBe("a\\u{202e}txt.exe");
  expect(visible("a\u001b[2J\n")).toBe("a\\u{1b}[2J\\u{a}");
  expect(visible("x\u{e0041}y")).toBe("x\\u{e0041}y");
  expect(visible("📄 ئۇيغۇر é")).toBe("📄 ئۇيغۇر é");
});

it("each piece knows its offset, so that a selection can be cited", () => {
  expect(visiblePieces("a\u202eb")).toEqual([
    { text: "a", at: 0, escaped: false },
    { text: "\\u{202e}", at: 1, escaped: true },
    { text: "b", at: 2, escaped: false },
  ]);
  expect(visiblePieces("")).toEqual([{ text: "", at: 0, escaped: false }]);
});

it("a tab in a text is drawn as what it is", () => {
  expect(visible("a\tb")).toBe("a\tb");
});
