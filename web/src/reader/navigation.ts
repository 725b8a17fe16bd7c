// Which place of a file is in view, which part that means, and which place comes next.
import type { ReadAddress } from "../address/pages";
import type { Shapes } from "../api/client";

type FoundAt = Shapes["FoundAt"];

/**
 * Returns the index of the place found that is in view: the one that the address counts, else the one that it cites,
 * else the first in the part that it names, else the first; -1 where nothing was found there.
 */
export function inView(matches: readonly FoundAt[], address: ReadAddress): number {
  if (matches.length === 0) return -1;
  if (address.at !== undefined) return Math.min(address.at, matches.length) - 1;
  const inPart = (match: FoundAt) => address.part === undefined || match.part === address.part;
  if (address.locator !== undefined) {
    const cited = matches.findIndex((match) => inPart(match) && match.citation.locator === address.locator);
    if (cited !== -1) return cited;
  }
  if (address.locator !== undefined && address.part === undefined) return -1;
  return matches.findIndex(inPart);
}

/** Returns the number of the part to show; none where the server is to find the part that has the cited place. */
export function partOf(
  address: ReadAddress,
  match: FoundAt | undefined,
  parts: readonly Shapes["PartInfo"][],
): number | null {
  if (address.part !== undefined) return address.part;
  if (address.locator !== undefined && address.at === undefined) return null;
  if (match) return match.part;
  return address.locator === undefined && address.q === undefined ? (parts[0]?.number ?? null) : null;
}

/** Returns the index `by` places on, round and round; -1 where nothing was found. */
export function step(matches: readonly unknown[], current: number, by: 1 | -1): number {
  if (matches.length === 0) return -1;
  if (current === -1) return by === 1 ? 0 : matches.length - 1;
  return (current + by + matches.length) % matches.length;
}

/** Returns the window of the part to show; none where the server is to find the one that has the cited place. */
export function windowOf(address: ReadAddress, match: FoundAt | undefined): number | undefined {
  if (address.window !== undefined) return address.window;
  return address.locator === undefined || address.at !== undefined ? match?.window : undefined;
}
