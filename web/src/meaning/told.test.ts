import { describe, expect, it } from "vitest";
import { isLearned } from "./told";

describe("who tells of a claim", () => {
  it("is a learned rule where the rule's name says so", () => {
    expect(isLearned({ rule: "payment.learned_quote_offered@1" })).toBe(true);
    expect(isLearned({ rule: "offering.learned@1" })).toBe(true);
    expect(isLearned({ rule: "payment.learned_quote_offered.own_payee@1" })).toBe(true);
    expect(isLearned({ rule: "payment.likely_quote@1" })).toBe(false);
    expect(isLearned({ rule: "relationship.learnedly@1" })).toBe(false);
  });
});
