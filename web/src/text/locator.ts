// Locators of the contract in people's words, and as short labels for the margin of a text.
import type { Translate } from "../i18n/language";

/** Splits `page=3&xywh=1,2,3,4` into its keys and decoded values, in order. */
export function locatorParts(locator: string): [key: string, value: string][] {
  return locator.split("&").map((pair) => {
    const cut = pair.indexOf("=");
    const value = cut === -1 ? "" : pair.slice(cut + 1);
    try {
      return [cut === -1 ? pair : pair.slice(0, cut), decodeURIComponent(value)];
    } catch {
      return [pair.slice(0, Math.max(cut, 0)), value];
    }
  });
}

/** Returns a place in words: `line 12`, `sheet 在控, cell C12`. */
export function placeInWords(locator: string, t: Translate): string {
  const words = locatorParts(locator).map(([key, value]) => {
    switch (key) {
      case "line":
        return value.includes(",")
          ? t("place.lines", { range: value.replace(",", "–") })
          : t("place.line", { number: value });
      case "row":
        return t("place.row", { number: value });
      case "cell":
        return t("place.cell", { cell: value });
      case "range":
        return t("place.range", { range: value });
      case "sheet":
        return t("place.sheet", { name: value });
      case "page":
        return t("place.page", { number: value });
      case "slide":
        return t("place.slide", { number: value });
      case "paragraph":
        return t("place.paragraph", { number: value.replace(",", "–") });
      case "table":
        return t("place.table", { name: value });
      case "message":
        return t("place.message", { number: value });
      case "xywh":
        return t("place.box", { box: value });
      case "pointer":
        return value;
      case "part":
        return value;
      case "t":
        return t("place.time", { time: value.replace(",", "–") });
      default:
        return `${key} ${value}`;
    }
  });
  return words.join(", ");
}

/** Returns what stands in the margin beside a text line that begins at this place. */
export function marginLabel(locator: string): string {
  const parts = locatorParts(locator);
  const value = (key: string) => parts.find(([name]) => name === key)?.[1];
  const line = value("line");
  if (line !== undefined) return line.split(",")[0] ?? line;
  const cell = value("cell");
  if (cell !== undefined) return cell.replace(",", ":");
  const paragraph = value("paragraph");
  if (paragraph !== undefined) return `¶${paragraph.split(",")[0]}`;
  const message = value("message");
  if (message !== undefined) return `#${message}`;
  return value("row") ?? "";
}

/** Returns row and column, from 1, of a cell's locator; none for other places. */
export function cellOf(locator: string): { row: number; column: number } | null {
  const parts = locatorParts(locator);
  const cell = parts.find(([key]) => key === "cell")?.[1];
  if (cell === undefined) return null;
  const pair = /^(\d+),(\d+)$/.exec(cell);
  if (pair) return { row: Number(pair[1]), column: Number(pair[2]) };
  const a1 = /^([A-Za-z]+)(\d+)$/.exec(cell);
  if (!a1?.[1] || !a1[2]) return null;
  let column = 0;
  for (const letter of a1[1].toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(a1[2]), column };
}

/** Returns a column's letters: 1 → A, 28 → AB. */
export function columnLetters(column: number): string {
  let letters = "";
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
