import { expect, it } from "vitest";
import { searchAddress } from "../address/pages";
import { choices } from "./Narrow";

it("the most comes first, years in their order, and what is chosen stands there though nothing is found", () => {
  expect(choices({ "text/csv": 2, "image/png": 7 }, undefined).map(([name]) => name)).toEqual([
    "image/png",
    "text/csv",
  ]);
  expect(choices({ 2019: 9, 2021: 1 }, undefined).map(([name]) => name)).toEqual(["2021", "2019"]);
  expect(choices({ zh: 3 }, "ug")).toEqual([
    ["zh", 3],
    ["ug", 0],
  ]);
});

it("an address that came from anywhere narrows by what is known only", () => {
  const address = searchAddress({ q: "合同", year: "2021", state: "gone", sort: "colour", widen: "on", keep: "a|b" });
  expect(address).toEqual({ q: "合同", year: "2021", keep: "a|b" });
});
