import { expect, it } from "vitest";
import { duration, languageName, size, typeName } from "./figures";

it("sizes count in thousands, as the contract does", () => {
  expect([0, 999, 1000, 1500, 999_949, 123_456_789].map((bytes) => size("en", bytes).replace("\u00a0", " "))).toEqual([
    "0 B",
    "999 B",
    "1 KB",
    "1.5 KB",
    "1 MB",
    "123 MB",
  ]);
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
