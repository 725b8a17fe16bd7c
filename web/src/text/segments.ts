// A stretch of text cut where its marks begin and end, so that each piece is drawn once with all that it carries.
import { firstEndingAfter } from "./lines";

export interface Stretch {
  start: number;
  end: number;
}

export interface Segment extends Stretch {
  /** Index of the match that covers it, or -1. */
  match: number;
  /** Whether it belongs to the cited place. */
  cited: boolean;
}

/**
 * Cuts `[start, end)` at the edges of `matches` (sorted, disjoint) and of the cited stretch. The pieces follow one
 * another without gap and cover all of it; there is none for an empty stretch.
 */
export function segments(start: number, end: number, matches: readonly Stretch[], cited: Stretch | null): Segment[] {
  const cuts = new Set([start, end]);
  const inside = (offset: number) => offset > start && offset < end;
  if (cited) for (const edge of [cited.start, cited.end]) if (inside(edge)) cuts.add(edge);
  const first = firstEndingAfter(matches, start);
  for (let index = first; index < matches.length; index += 1) {
    const match = matches[index];
    if (!match || match.start >= end) break;
    if (inside(match.start)) cuts.add(match.start);
    if (inside(match.end)) cuts.add(match.end);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const pieces: Segment[] = [];
  let match = first;
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const from = edges[index] ?? start;
    const to = edges[index + 1] ?? end;
    while ((matches[match]?.end ?? Number.POSITIVE_INFINITY) <= from) match += 1;
    const covering = matches[match];
    const matched = covering !== undefined && covering.start <= from && covering.end >= to;
    pieces.push({
      start: from,
      end: to,
      match: matched ? match : -1,
      cited: cited !== null && cited.start <= from && cited.end >= to,
    });
  }
  return pieces;
}
