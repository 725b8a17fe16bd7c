// A sheet's cells as a grid: by their places where these are cells, otherwise by tabs and line breaks.
import { lineRange, lineStarts } from "../text/lines";
import { cellOf, marginLabel } from "../text/locator";
import type { Stretch } from "../text/segments";
import type { Anchored } from "./rows";

export interface GridRow {
  label: string;
  /** By column, from 1. */
  cells: Map<number, Stretch>;
}

export interface Grid {
  columns: number;
  rows: GridRow[];
  /** Whether columns are named A, B, C rather than 1, 2, 3. */
  letters: boolean;
}

/** Returns the grid of a sheet; none where its text is no table. */
export function gridOf(text: string, anchors: readonly Anchored[]): Grid | null {
  return gridOfPlaces(anchors) ?? gridOfTabs(text, anchors);
}

/** Whether most lines of a text have cells, as a table's in a chat or a page has. */
export function isMostlyCells(text: string): boolean {
  const lines = text.split("\n", 400).filter((line) => line !== "");
  return lines.length > 1 && lines.filter((line) => line.includes("\t")).length > lines.length * 0.6;
}

function gridOfPlaces(anchors: readonly Anchored[]): Grid | null {
  const byRow = new Map<number, Map<number, Stretch>>();
  let columns = 0;
  for (const anchor of anchors) {
    const cell = cellOf(anchor.locator);
    if (!cell) return null;
    const row = byRow.get(cell.row) ?? new Map<number, Stretch>();
    byRow.set(cell.row, row);
    const known = row.get(cell.column);
    row.set(cell.column, { start: Math.min(known?.start ?? anchor.start, anchor.start), end: anchor.end });
    columns = Math.max(columns, cell.column);
  }
  if (byRow.size === 0) return null;
  const rows = [...byRow].sort(([a], [b]) => a - b).map(([row, cells]) => ({ label: String(row), cells }));
  return { columns, rows, letters: anchors[0]?.locator.startsWith("sheet=") ?? false };
}

function gridOfTabs(text: string, anchors: readonly Anchored[]): Grid | null {
  if (!text.includes("\t")) return null;
  const starts = lineStarts(text);
  const rows: GridRow[] = [];
  let columns = 0;
  let anchor = 0;
  for (let line = 0; line < starts.length; line += 1) {
    const { start, end } = lineRange(text, starts, line);
    if (start === end && line === starts.length - 1) break;
    const cells = new Map<number, Stretch>();
    let column = 1;
    for (let from = start; from <= end; column += 1) {
      const tab = text.indexOf("\t", from);
      const to = tab === -1 || tab > end ? end : tab;
      cells.set(column, { start: from, end: to });
      columns = Math.max(columns, column);
      from = to + 1;
    }
    while ((anchors[anchor]?.end ?? Number.POSITIVE_INFINITY) <= start) anchor += 1;
    const here = anchors[anchor];
    rows.push({ label: here && here.start < end ? marginLabel(here.locator) : "", cells });
  }
  return { columns, rows, letters: false };
}

/** Returns the index of the row whose cells hold an offset, or of the last one before it. */
export function gridRowAt(grid: Grid, offset: number): number {
  let before = 0;
  for (const [index, row] of grid.rows.entries()) {
    for (const cell of row.cells.values()) {
      if (cell.start <= offset && offset < Math.max(cell.end, cell.start + 1)) return index;
      if (cell.start <= offset) before = index;
    }
  }
  return before;
}

/** Returns a width for each column, in characters, by what stands in the first rows. Han characters count twice. */
export function columnWidths(text: string, grid: Grid): number[] {
  const widths = Array.from({ length: grid.columns }, () => 6);
  for (const row of grid.rows.slice(0, 200)) {
    for (const [column, cell] of row.cells) {
      const shown = text.slice(cell.start, Math.min(cell.end, cell.start + 40));
      const width = [...shown].reduce((sum, character) => sum + (/[\u2e80-\uffef]/.test(character) ? 2 : 1), 0);
      widths[column - 1] = Math.min(43, Math.max(widths[column - 1] ?? 0, width + 3));
    }
  }
  return widths;
}

/** Returns the stretch of the text from one row of a grid to another; none where there is no cell. */
export function gridStretch(grid: Grid, from: number, to: number): Stretch | null {
  const cells = grid.rows.slice(from, to + 1).flatMap((row) => [...row.cells.values()]);
  if (cells.length === 0) return null;
  return {
    start: Math.min(...cells.map((cell) => cell.start)),
    end: Math.max(...cells.map((cell) => cell.end)),
  };
}
