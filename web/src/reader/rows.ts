// A part's text cut into rows to draw: its lines, very long ones cut again so that no row is endless.
import { lineAt, lineRange, lineStarts } from "../text/lines";
import { marginLabel } from "../text/locator";
import type { Stretch } from "../text/segments";

/** UTF-16 units of a row, at most. */
const LONGEST_ROW = 2000;

export interface TextRow extends Stretch {
  /** What stands in the margin: the place in the file that the row begins at; empty where it is that of the row above. */
  label: string;
}

export interface Anchored extends Stretch {
  locator: string;
}

/** Cuts a text into rows. `anchors`: sorted, disjoint. */
export function textRows(text: string, anchors: readonly Anchored[]): TextRow[] {
  const starts = lineStarts(text);
  const rows: TextRow[] = [];
  let anchor = 0;
  let above = "";
  for (let line = 0; line < starts.length; line += 1) {
    const { start, end } = lineRange(text, starts, line);
    while ((anchors[anchor]?.end ?? Number.POSITIVE_INFINITY) <= start) anchor += 1;
    const here = anchors[anchor];
    const label = here && here.start < Math.max(end, start + 1) ? marginLabel(here.locator) : "";
    rows.push({ start, end: cutBefore(text, start, end), label: label === above ? "" : label });
    if (label !== "") above = label;
    let from = rows.at(-1)?.end ?? end;
    while (from < end) {
      const to = cutBefore(text, from, end);
      rows.push({ start: from, end: to, label: "" });
      from = to;
    }
  }
  // The line break at the end of a file begins no line of its own.
  const last = rows.at(-1);
  if (rows.length > 1 && last && last.start === last.end && last.label === "") rows.pop();
  return rows;
}

/** Never between the two halves of a character beyond the first plane. */
function cutBefore(text: string, start: number, end: number): number {
  if (end - start <= LONGEST_ROW) return end;
  const cut = start + LONGEST_ROW;
  const half = text.charCodeAt(cut);
  return half >= 0xdc00 && half <= 0xdfff ? cut - 1 : cut;
}

/** Returns the index of the row that holds an offset. */
export function rowAt(rows: readonly TextRow[], offset: number): number {
  return lineAt(
    rows.map((row) => row.start),
    offset,
  );
}
