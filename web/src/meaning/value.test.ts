import { describe, expect, it } from "vitest";
import { compareSlots, slotWords } from "./value";

describe("slots of claims", () => {
  it("are said as a person reads them", () => {
    expect(slotWords("en", "volume_bytes", 53_300_000_000_000)).toMatch(/53\.3/);
    expect(slotWords("en", "amount", "55000")).toBe("55,000");
    expect(slotWords("en", "attack", ["T1219", "T1114"])).toBe("T1219, T1114");
    expect(slotWords("en", "approximate", false)).toBe("");
    expect(slotWords("en", "payer", null)).toBe("");
  });

  it("sort numbers by size and what is left open last", () => {
    expect(["9", "10", null, "2"].sort(compareSlots)).toEqual(["2", "9", "10", null]);
    expect(["b", "", "a"].sort(compareSlots)).toEqual(["a", "b", ""]);
  });
});
