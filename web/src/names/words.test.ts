import { expect, it } from "vitest";
import { type TextKey, translate, type Values } from "../i18n/language";
import { foundBy, tieWords } from "./words";

const t = (key: TextKey, values?: Values) => translate("en", key, values);

it("a relation is said by its role, a payment by what it was for, and a denial as one", () => {
  expect(tieWords({ type: "relationship", how: "supplier", denied: false }, t)).toBe("supplier");
  expect(tieWords({ type: "payment", how: "bonus", denied: false }, t)).toBe("pays: bonus");
  expect(tieWords({ type: "offering", how: null, denied: false }, t)).toBe("offers");
  expect(tieWords({ type: "relationship", how: "employee", denied: true }, t)).toBe("denied: employee");
});

it("what is not known is said as it stands", () => {
  expect(tieWords({ type: "profile", how: "seal", denied: false }, t)).toBe("profile: seal");
  expect(foundBy("gazetteer@1", t)).toBe("a list of names");
  expect(foundBy("oracle@2", t)).toBe("oracle@2");
  expect(foundBy("sender@1+lac@1", t)).toBe("the sender of a message, a model of names");
});
