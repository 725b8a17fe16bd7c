import { describe, expect, it } from "vitest";
import { columnsOf, columnWords, compareSlots, slotWords } from "./value";

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

  it("say bounds and doubt of an amount in its column", () => {
    const words = (fields: Record<string, unknown>) => columnWords("en", "amount", fields);
    expect(words({ amount: "55000", low: null, high: null, approximate: false })).toBe("55,000");
    expect(words({ amount: "55000", approximate: true })).toBe("≈\u00a055,000");
    expect(words({ amount: null, low: "100", high: "2000" })).toBe("100 – 2,000");
    expect(words({ amount: null, low: "100", high: null })).toBe("≥ 100");
    expect(words({ amount: null, approximate: true })).toBe("");
  });

  it("have no column where every claim leaves them open", () => {
    const claims = [{ fields: { payer: null, payee: "A", amount: null, low: "1", high: "2" } }];
    expect(columnsOf("en", ["payer", "payee", "amount", "low", "high", "approximate"], claims)).toEqual({
      columns: ["payee", "amount"],
      open: ["payer"],
    });
    expect(columnsOf("en", ["low"], claims).columns).toEqual(["low"]);
  });
});
