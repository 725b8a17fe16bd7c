// From a citation to the address at which the Reader opens its place.
import type { ReadAddress } from "../address/pages";
import type { Shapes } from "../api/client";

export function placeOf(citation: Shapes["CitationShape"]): ReadAddress {
  return { path: citation.path, part: citation.part, locator: citation.locator };
}
