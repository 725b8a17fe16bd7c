import { expect, it } from "vitest";
import { type Translate, translate } from "../i18n/language";
import { cellOf, columnLetters, marginLabel, placeInWords } from "./locator";

const en: Translate = (key, values) => translate("en", key, values);
const zh: Translate = (key, values) => translate("zh", key, values);

it("places are told in words, in either language", () => {
  expect(placeInWords("line=12", en)).toBe("line 12");
  expect(placeInWords("line=12,14", en)).toBe("lines 12–14");
  expect(placeInWords("sheet=在控&cell=C12", en)).toBe("sheet 在控, cell C12");
  expect(placeInWords("sheet=a%26b&range=A1:H1", en)).toBe("sheet a&b, cells A1:H1");
  expect(placeInWords("page=3&xywh=1,2,3,4", zh)).toBe("第 3 页, 区域 1,2,3,4");
  expect(placeInWords("pointer=/messages/16", en)).toBe("/messages/16");
});

it("the margin names lines, cells, paragraphs and messages", () => {
  expect(
    ["line=12,14", "cell=5,3", "paragraph=4", "message=7&line=9", "row=2", "page=3", "pointer=/a"].map(marginLabel),
  ).toEqual(["12", "5:3", "¶4", "9", "2", "", ""]);
});

it("cells are read in both notations", () => {
  expect(cellOf("cell=5,3")).toEqual({ row: 5, column: 3 });
  expect(cellOf("sheet=x&cell=AB12")).toEqual({ row: 12, column: 28 });
  expect(cellOf("sheet=x&range=A1:B2")).toBeNull();
  expect(cellOf("line=3")).toBeNull();
  expect([1, 26, 27, 28, 702, 703].map(columnLetters)).toEqual(["A", "Z", "AA", "AB", "ZZ", "AAA"]);
});
