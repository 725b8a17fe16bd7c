import { expect, it } from "vitest";
import { shownTerms } from "./ListedTerms";

const term = (name: string, ...files: boolean[]) => ({
  term: name,
  spellings: [name],
  query: name,
  files: files.map((fresh, at) => ({ path: `${at}.txt`, new: fresh })),
});

it("terms are shown by what was found of them", () => {
  const terms = [term("seen", false), term("some new", false, true), term("nowhere")];
  const names = (shown: Parameters<typeof shownTerms>[1]) => shownTerms(terms, shown).map(({ term }) => term);
  expect(names("all")).toEqual(["seen", "some new", "nowhere"]);
  expect(names("found")).toEqual(["seen", "some new"]);
  expect(names("new")).toEqual(["some new"]);
  expect(names("none")).toEqual(["nowhere"]);
});
