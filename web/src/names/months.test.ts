import { expect, it } from "vitest";
import { stretches } from "./months";

it("months stand side by side without a gap", () => {
  const bars = stretches([
    { month: "2021-11", mentions: 2 },
    { month: "2022-02", mentions: 1 },
  ]);
  expect(bars).toEqual([
    { date: "2021-11", mentions: 2 },
    { date: "2021-12", mentions: 0 },
    { date: "2022-01", mentions: 0 },
    { date: "2022-02", mentions: 1 },
  ]);
  expect(stretches([])).toEqual([]);
});

it("many months are told by the year", () => {
  const bars = stretches([
    { month: "2015-11", mentions: 2 },
    { month: "2017-01", mentions: 3 },
    { month: "2017-12", mentions: 4 },
    { month: "2020-01", mentions: 1 },
  ]);
  expect(bars.map(({ date, mentions }) => `${date} ${mentions}`)).toEqual([
    "2015 2",
    "2016 0",
    "2017 7",
    "2018 0",
    "2019 0",
    "2020 1",
  ]);
});
