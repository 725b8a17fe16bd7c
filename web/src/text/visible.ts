// Text fit for a page: what would hide letters or turn their order (controls, bidirectional overrides, invisible
// marks: Unicode TR 36) is told apart, so that it can be drawn as what it is. The same list as the program's own.

const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

export interface VisiblePiece {
  text: string;
  /** Offset in the text that was given. */
  at: number;
  /** Whether `text` only names a character that is not drawn itself. */
  escaped: boolean;
}

/** Cuts a text into what can be drawn as it is and names of what cannot. */
export function visiblePieces(text: string): VisiblePiece[] {
  const pieces: VisiblePiece[] = [];
  let from = 0;
  for (const found of text.matchAll(UNSAFE)) {
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), at: from, escaped: false });
    const name = `\\u{${(found[0].codePointAt(0) ?? 0).toString(16)}}`;
    pieces.push({ text: name, at: found.index, escaped: true });
    from = found.index + found[0].length;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), at: from, escaped: false });
  return pieces;
}

/** Returns the text with names in place of what cannot be drawn. */
export function visible(text: string): string {
  return visiblePieces(text)
    .map((piece) => piece.text)
    .join("");
}
