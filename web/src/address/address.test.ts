import { expect, it } from "vitest";
import { filesAddress, readAddress, searchAddress } from "./pages";
import { parsePlainSearch, stringifyPlainSearch } from "./plain-search";

it("an address survives being written and read again", () => {
  const address = {
    path: "a.zip!/合同 & 100%25.csv",
    part: 2,
    locator: "sheet=在控&cell=C12",
    q: '"x y" +1',
    at: 3,
    window: 2,
  };
  expect(readAddress(parsePlainSearch(stringifyPlainSearch(address)))).toEqual(address);
  expect(searchAddress(parsePlainSearch("?q=%E5%90%88%E5%90%8C"))).toEqual({ q: "合同" });
});

it("a query of digits or of true stays a text", () => {
  expect(searchAddress(parsePlainSearch("?q=2024"))).toEqual({ q: "2024" });
  expect(searchAddress(parsePlainSearch("?q=true"))).toEqual({ q: "true" });
});

it("what is not there is not written", () => {
  expect(stringifyPlainSearch({ q: undefined, state: "", type: null })).toBe("");
});

it("what an address cannot mean is left out", () => {
  expect(filesAddress({ state: "failed,lost,partial", reason: "bored", set: "stolen", copies: "yes" })).toEqual({
    state: "failed,partial",
    reason: undefined,
    type: undefined,
    language: undefined,
    set: undefined,
    prefix: undefined,
    containing: undefined,
    copies: undefined,
  });
  expect(readAddress({ path: 7, part: "-1", at: "x" })).toEqual({
    path: "7",
    part: undefined,
    locator: undefined,
    q: undefined,
    at: undefined,
    window: undefined,
  });
});
