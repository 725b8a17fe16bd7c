import { expect, it } from "vitest";
import { en } from "./en";
import { translate } from "./language";
import { zh } from "./zh";

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

it("both languages have every key, and say something", () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const text of [...Object.values(en), ...Object.values(zh)]) expect(text.trim()).not.toBe("");
});

it("both languages fill in the same values", () => {
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    for (const form of en[key].split("|")) expect(placeholders(form), key).toEqual(placeholders(zh[key]));
  }
});

it("Chinese texts are Chinese", () => {
  const alike = ["shell.version", "reader.sha256", "files.unknown", "reader.citation.in", "slot.attack"];
  for (const [key, text] of Object.entries(zh)) {
    if (!alike.includes(key)) expect(text, key).toMatch(/\p{Script=Han}/u);
  }
});

it("a number chooses its form", () => {
  expect(translate("en", "common.files", { n: 1 })).toBe("1 file");
  expect(translate("en", "common.files", { n: "1,001" })).toBe("1,001 files");
  expect(translate("en", "common.files", { n: 0 })).toBe("0 files");
  expect(translate("zh", "common.files", { n: 1 })).toBe("1 个文件");
});
