// Lines of a text and the place of an offset among them. Offsets are UTF-16 code units throughout.

/** Returns where each line starts; a text always has at least one line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Returns the index of the line that holds the offset. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Returns a line's first offset and the one after its last character, its line break left out. */
export function lineRange(text: string, starts: readonly number[], line: number): { start: number; end: number } {
  const start = starts[line] ?? text.length;
  const next = starts[line + 1];
  let end = next === undefined ? text.length : next - 1;
  if (end > start && text[end - 1] === "\r") end -= 1;
  return { start, end };
}

/** Returns the first of sorted, disjoint stretches that ends after the offset. */
export function firstEndingAfter(stretches: readonly { end: number }[], offset: number): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
