import { describe, expect, it } from "vitest";
import { tipPlace } from "./GlossTip";
import { glossPieces, hasChinese, inShort, stretchesIn, stretchesOf, type WordAt, wordsOf } from "./glosses";

const gloss = { pinyin: "hétong", senses: ["contract"], kind: null, source: "dictionary" as const };
const word = (start: number, end: number): WordAt => ({ start, end, gloss });

describe("stretches of a text", () => {
  it("cover it, and end at line breaks", () => {
    const text = "合同\n乙方签订\n甲方\nend";
    const stretches = stretchesOf(text, 3, 100);
    expect(stretches.map(({ start, end }) => text.slice(start, end))).toEqual([
      "合同\n",
      "乙方签订\n",
      "甲方\n",
      "end",
    ]);
    expect(stretchesIn(stretches, { start: 4, end: 9 })).toEqual(stretches.slice(1, 3));
    expect(stretchesIn(stretches, { start: 3, end: 3 })).toEqual([]);
  });

  it("cut an endless line between characters", () => {
    const text = "\u{20000}".repeat(10);
    const stretches = stretchesOf(text, 3, 5);
    expect(stretches.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
    for (const { start, end } of stretches) expect([start % 2, end % 2]).toEqual([0, 0]);
  });
});

describe("pieces of a row", () => {
  it("are its words and what stands between them", () => {
    expect(glossPieces(0, 10, [word(2, 4), word(4, 6)])).toEqual([
      { start: 0, end: 2, word: -1, begins: false },
      { start: 2, end: 4, word: 0, begins: true },
      { start: 4, end: 6, word: 1, begins: true },
      { start: 6, end: 10, word: -1, begins: false },
    ]);
  });

  it("say of a word that goes on in the next row only once what it is", () => {
    const words = [word(2, 8)];
    expect(glossPieces(0, 5, words).at(-1)).toEqual({ start: 2, end: 5, word: 0, begins: true });
    expect(glossPieces(6, 9, words)).toEqual([
      { start: 6, end: 8, word: 0, begins: false },
      { start: 8, end: 9, word: -1, begins: false },
    ]);
    expect(glossPieces(3, 3, words)).toEqual([]);
  });
});

it("words carry the gloss that the answer numbers", () => {
  const words = [
    { start: 0, end: 2, gloss: 0 },
    { start: 2, end: 4, gloss: 9 },
  ];
  const answer = { start: 0, end: 4, words, glosses: [gloss] };
  expect(wordsOf(answer)).toEqual([word(0, 2)]);
});

it("below a word stands its first sense in short", () => {
  expect(inShort(["(bound form) net; network", "web"])).toBe("net");
  expect(inShort(["(completed action)"])).toBe("(completed action)");
  expect(inShort([])).toBe("");
});

it("only Chinese is glossed", () => {
  expect(hasChinese("合同")).toBe(true);
  expect(hasChinese("plain かな")).toBe(false);
});

it("a tip stays within the window", () => {
  const at = (left: number, top: number) => ({ left, top, bottom: top + 50 }) as DOMRect;
  const room = { width: 390, height: 800 };
  expect(tipPlace(at(350, 100), room)).toEqual({ left: 62, maxWidth: 320, top: 154 });
  expect(tipPlace(at(0, 740), room)).toEqual({ left: 8, maxWidth: 320, bottom: 64 });
});
