// Words of a text with their glosses, asked for a stretch at a time: what is in view, never a long text whole.
import type { Shapes } from "../api/client";
import { firstEndingAfter } from "../text/lines";
import type { Stretch } from "../text/segments";

export interface WordAt extends Stretch {
  gloss: Shapes["GlossShape"];
}

/** UTF-16 units of a stretch, about. */
const ABOUT = 4000;

/** No stretch is longer than this, though a line may be: the server cuts at 64 KB. */
const LONGEST = 16_000;

/** Cuts a text into stretches that end at line breaks, so that no word is cut; they cover all of it. */
export function stretchesOf(text: string, about = ABOUT, longest = LONGEST): Stretch[] {
  const stretches: Stretch[] = [];
  let start = 0;
  while (start < text.length) {
    const line = text.indexOf("\n", start + about - 1);
    const fits = line !== -1 && line + 1 - start <= longest;
    let end = fits ? line + 1 : Math.min(text.length, start + longest);
    const half = text.charCodeAt(end);
    if (half >= 0xdc00 && half <= 0xdfff) end -= 1;
    stretches.push({ start, end });
    start = end;
  }
  return stretches;
}

/** Returns the stretches that have something of `[start, end)`. */
export function stretchesIn(stretches: readonly Stretch[], { start, end }: Stretch): Stretch[] {
  const first = firstEndingAfter(stretches, start);
  const inside: Stretch[] = [];
  for (let index = first; index < stretches.length; index += 1) {
    const stretch = stretches[index];
    if (!stretch || stretch.start >= end) break;
    inside.push(stretch);
  }
  return inside;
}

/** Returns the words of an answer, each with its gloss. */
export function wordsOf(answer: Shapes["Glossed"]): WordAt[] {
  return answer.words.flatMap(({ start, end, gloss }) => {
    const known = answer.glosses[gloss];
    return known ? [{ start, end, gloss: known }] : [];
  });
}

export interface GlossPiece extends Stretch {
  /** Index of the word that it is, or -1 for what stands between words. */
  word: number;
  /** Whether the word begins here: one that began in the row above says nothing twice. */
  begins: boolean;
}

/** Cuts `[start, end)` into words (sorted, disjoint) and what stands between them; the pieces cover all of it. */
export function glossPieces(start: number, end: number, words: readonly WordAt[]): GlossPiece[] {
  const pieces: GlossPiece[] = [];
  let at = start;
  for (let index = firstEndingAfter(words, start); index < words.length; index += 1) {
    const word = words[index];
    if (!word || word.start >= end) break;
    const from = Math.max(word.start, start);
    const to = Math.min(word.end, end);
    if (from > at) pieces.push({ start: at, end: from, word: -1, begins: false });
    if (to > from) pieces.push({ start: from, end: to, word: index, begins: from === word.start });
    at = Math.max(at, to);
  }
  if (at < end) pieces.push({ start: at, end, word: -1, begins: false });
  return pieces;
}

/** Returns the first sense as it fits below a word: what it is said of left out, and the first of several wordings. */
export function inShort(senses: readonly string[]): string {
  const first = senses[0] ?? "";
  const said = first.replace(/^(\([^)]*\)\s*)+/, "") || first;
  return said.split(";")[0]?.trim() ?? said;
}

/** Whether a text has anything to be glossed. */
export function hasChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}
