import { expect, it } from "vitest";
import type { Shapes } from "../api/client";
import { rivals } from "./rivals";

const claim = (id: string, polarity: string, fields: Record<string, unknown>) =>
  ({ id, polarity, fields, citations: [], statement: "", hedge: null }) as unknown as Shapes["ClaimShape"];

const ids = (groups: Shapes["ClaimShape"][][]) => groups.map((group) => group.map(({ id }) => id));

it("different figures of one matter stand together, the most first", () => {
  const claims = [
    claim("a", "listed", { name: "Ministry X", volume_bytes: 5 }),
    claim("b", "claimed", { name: "ministry  x", volume_bytes: 7 }),
    claim("c", "listed", { name: "Agency Y", volume_bytes: 5 }),
    claim("d", "listed", { name: "Agency Y", volume_bytes: 5 }),
    claim("e", "denied", { name: "Ministry X", volume_bytes: null }),
    claim("f", "listed", { name: "Airline Z" }),
    claim("g", "lost", { name: "Airline Z" }),
  ];
  expect(ids(rivals("target", claims))).toEqual([
    ["a", "b", "e"],
    ["f", "g"],
  ]);
});

it("what is left open contradicts nothing, and who nobody named is not one and the same", () => {
  const price = (id: string, payee: string | null, amount: string | null) =>
    claim(id, "offered", { purpose: "price", payee, for: "tool", amount, currency: "CNY" });
  expect(rivals("payment", [price("a", "Firm", "10"), price("b", "Firm", null)])).toEqual([]);
  expect(rivals("payment", [price("a", null, "10"), price("b", null, "20")])).toEqual([]);
  expect(ids(rivals("payment", [price("a", "Firm", "10"), price("b", "firm", "20")]))).toEqual([["a", "b"]]);
  expect(rivals("complaint", [claim("a", "asserted", { about: "x" })])).toEqual([]);
});
