import { expect, it } from "vitest";
import { withQuery } from "./asked-before";
import { aroundFault } from "./WrongQuery";

it("the caret stands under the whole character at fault, or after the end", () => {
  expect(aroundFault('合同 "x', 3)).toEqual(["合同 ", '"', "x"]);
  expect(aroundFault("a𠀀b", 1)).toEqual(["a", "𠀀", "b"]);
  expect(aroundFault("a AND", 5)).toEqual(["a AND", "", ""]);
  expect(aroundFault("a", 99)).toEqual(["a", "", ""]);
});

it("a query that is asked again comes first, once", () => {
  expect(withQuery(["a", "b"], " b ")).toEqual(["b", "a"]);
  expect(withQuery(["a"], "  ")).toEqual(["a"]);
  expect(
    withQuery(
      Array.from({ length: 12 }, (_, index) => `${index}`),
      "new",
    ),
  ).toHaveLength(12);
});
