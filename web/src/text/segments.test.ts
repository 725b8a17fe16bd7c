import { describe, expect, it } from "vitest";
import { segments } from "./segments";

const shown = (text: string, matches: [number, number][], cited: [number, number] | null, range?: [number, number]) =>
  segments(
    range?.[0] ?? 0,
    range?.[1] ?? text.length,
    matches.map(([start, end]) => ({ start, end })),
    cited && { start: cited[0], end: cited[1] },
  ).map(
    (piece) =>
      `${text.slice(piece.start, piece.end)}${piece.match >= 0 ? `#${piece.match}` : ""}${piece.cited ? "!" : ""}`,
  );

describe("segments", () => {
  it("cover the stretch without gap, marked where something was found", () => {
    expect(
      shown(
        "签订合同，合同期",
        [
          [2, 4],
          [5, 7],
        ],
        null,
      ),
    ).toEqual(["签订", "合同#0", "，", "合同#1", "期"]);
  });

  it("carry a match and a citation at once where these overlap", () => {
    expect(shown("abcdef", [[1, 4]], [3, 6])).toEqual(["a", "bc#0", "d#0!", "ef!"]);
  });

  it("keep the number of a match that began in the line before", () => {
    expect(
      shown(
        "abcdefgh",
        [
          [0, 1],
          [2, 5],
        ],
        null,
        [4, 8],
      ),
    ).toEqual(["e#1", "fgh"]);
  });

  it("are none for an empty line, and one for a plain one", () => {
    expect(segments(3, 3, [{ start: 0, end: 9 }], null)).toEqual([]);
    expect(shown("plain", [], [7, 9])).toEqual(["plain"]);
  });

  it("follow one another for any marks", () => {
    for (let seed = 1; seed < 60; seed += 1) {
      const edges = Array.from({ length: 8 }, (_, index) => (seed * (index + 3) * 7919) % 40).sort((a, b) => a - b);
      const matches = [0, 2, 4].map((index) => ({ start: edges[index] ?? 0, end: edges[index + 1] ?? 0 }));
      const kept = matches.filter((match) => match.start < match.end);
      const pieces = segments(5, 35, kept, { start: edges[6] ?? 0, end: edges[7] ?? 0 });
      expect(pieces[0]?.start).toBe(5);
      expect(pieces.at(-1)?.end).toBe(35);
      for (const [index, piece] of pieces.entries()) {
        expect(piece.start).toBeLessThan(piece.end);
        if (index > 0) expect(piece.start).toBe(pieces[index - 1]?.end);
        const covering = kept.findIndex((match) => match.start <= piece.start && piece.end <= match.end);
        expect(piece.match).toBe(covering);
      }
    }
  });
});
