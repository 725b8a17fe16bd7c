import { expect, it } from "vitest";
import { duration, languageName, size, typeName } from "./figures";

it("sizes count in thousands, as the contract does, and are rounded as the terminal rounds them", () => {
  for (const [bytes, words] of [
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1 KB"],
    [1_500, "1.5 KB"],
    [2_449_999, "2.4 MB"],
    [2_450_000, "2.5 MB"],
    [99_949, "99.9 KB"],
    [99_950, "100 KB"],
    [999_499, "999 KB"],
    [999_500, "1 MB"],
    [123_456_789, "123 MB"],
    [95_200_000_000, "95.2 GB"],
    [53_300_000_000_000, "53.3 TB"],
    [1_234_567_890_000_000, "1,235 TB"],
  ] as const) {
    expect(size("en", bytes).replace("\u00a0", " ")).toBe(words);
  }
});

it("spans of time are rounded as one would say them", () => {
  expect([0.2, 42, 185, 4800].map((seconds) => duration("en", seconds))).toEqual([
    "1 sec",
    "42 secs",
    "3 mins",
    "1 hr 20 mins",
  ]);
});

it("types and languages without a name keep their code", () => {
  expect(typeName("text/csv")).toBe("CSV");
  expect(typeName("application/x-strange")).toBe("application/x-strange");
  expect(languageName("en", "ug")).toBe("Uyghur");
  expect(languageName("zh", "en")).toBe("英语");
  expect(languageName("en", "not a code")).toBe("not a code");
});
