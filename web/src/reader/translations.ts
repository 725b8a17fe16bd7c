// Which segments of a translation stand below which row.
import type { Shapes } from "../api/client";
import { firstEndingAfter } from "../text/lines";

export type SegmentOf = Shapes["SegmentOf"];

/** Returns the segments (sorted, disjoint) that end in `(start, end]`: each belongs to the row that it ends in. */
export function segmentsEndingIn(segments: readonly SegmentOf[], start: number, end: number): SegmentOf[] {
  const ending: SegmentOf[] = [];
  for (let index = firstEndingAfter(segments, start); index < segments.length; index += 1) {
    const segment = segments[index];
    if (!segment || segment.end > end) break;
    ending.push(segment);
  }
  return ending;
}
