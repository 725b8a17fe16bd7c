// What somebody selected in a text, as offsets: every drawn piece says its own place in `data-at`.
import type { Stretch } from "../text/segments";

/** Returns the selected stretch of the part's text; none where nothing of it is selected. */
export function selectedStretch(within: Element | null): Stretch | null {
  const selection = window.getSelection();
  if (!within || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const start = offsetOf(within, range.startContainer, range.startOffset, "start");
  const end = offsetOf(within, range.endContainer, range.endOffset, "end");
  return start !== null && end !== null && start < end ? { start, end } : null;
}

function offsetOf(within: Element, node: Node, offset: number, edge: "start" | "end"): number | null {
  if (!within.contains(node)) return null;
  if (node.nodeType === Node.TEXT_NODE) {
    const piece = node.parentElement?.closest("[data-at]");
    if (piece instanceof HTMLElement) return placeIn(piece, offset, edge);
  }
  // Between pieces: the next one's start, or the last one's end.
  const pieces = [...within.querySelectorAll<HTMLElement>("[data-at]")];
  const anchor = node.childNodes[offset] ?? node;
  if (edge === "start") {
    const after = pieces.find((piece) => anchor.contains(piece) || follows(anchor, piece));
    return after ? placeIn(after, 0, edge) : null;
  }
  const before = pieces.filter((piece) => follows(piece, anchor)).at(-1);
  return before ? placeIn(before, before.textContent?.length ?? 0, edge) : null;
}

function follows(first: Node, second: Node): boolean {
  return (first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

function placeIn(piece: HTMLElement, offset: number, edge: "start" | "end"): number {
  const at = Number(piece.dataset.at);
  // A name that stands for one character is that character, wherever in it the edge lies.
  if (piece.dataset.escaped !== undefined) return edge === "start" ? at : at + 1;
  return at + offset;
}
