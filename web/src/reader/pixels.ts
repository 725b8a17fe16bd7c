// Places on pixels: which page a part stands on, where its lines lie on it, and the picture itself.
import { queryOptions } from "@tanstack/react-query";
import type { Shapes } from "../api/client";
import { askPicture } from "../api/picture";
import { locatorParts } from "../text/locator";
import type { Stretch } from "../text/segments";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A stretch of text and the box on the page that it was read in. */
export interface BoxedText extends Stretch {
  locator: string;
  box: Box;
}

/** Returns the box of a locator; none where it has none. */
export function boxOf(locator: string): Box | null {
  const value = locatorParts(locator).find(([key]) => key === "xywh")?.[1];
  const [x, y, width, height, ...rest] = (value ?? "").split(",").map(Number);
  const numbers = [x, y, width, height];
  if (rest.length > 0 || !numbers.every((number) => Number.isFinite(number))) return null;
  return { x: x ?? 0, y: y ?? 0, width: width ?? 0, height: height ?? 0 };
}

/** Returns the stretches of a part that have a box. */
export function boxedTexts(anchors: readonly Shapes["PlacedStretch"][]): BoxedText[] {
  return anchors.flatMap(({ start, end, locator }) => {
    const box = boxOf(locator);
    return box ? [{ start, end, locator, box }] : [];
  });
}

/** Returns boxes by line of the text, for a page whose words have a box each. */
export function byLine(text: string, boxed: readonly BoxedText[]): BoxedText[] {
  const lines: BoxedText[] = [];
  for (const next of boxed) {
    const last = lines.at(-1);
    if (!last || text.slice(last.end, next.start).includes("\n")) {
      lines.push({ ...next });
      continue;
    }
    const x = Math.min(last.box.x, next.box.x);
    const y = Math.min(last.box.y, next.box.y);
    const right = Math.max(last.box.x + last.box.width, next.box.x + next.box.width);
    const bottom = Math.max(last.box.y + last.box.height, next.box.y + next.box.height);
    last.end = next.end;
    last.box = { x, y, width: right - x, height: bottom - y };
    const page = locatorParts(next.locator).find(([key]) => key === "page")?.[1];
    last.locator = `${page ? `page=${page}&` : ""}xywh=${x},${y},${right - x},${bottom - y}`;
  }
  return lines;
}

/** Whether a file of this type can be shown as pixels. */
export function hasPixels(mediaType: string | null | undefined): boolean {
  return (
    mediaType === "application/pdf" ||
    /^image\/(png|apng|jpeg|gif|bmp|tiff|webp|hei[cf](-sequence)?)$/.test(mediaType ?? "")
  );
}

/** Returns the page that a part stands on, from 1; none where it stands on no page of pixels. */
export function pageOf(part: Shapes["PartText"] | undefined): number | null {
  if (!part) return 1;
  if (part.kind === "picture") return 1;
  for (const { locator } of part.anchors) {
    const page = Number(locatorParts(locator).find(([key]) => key === "page")?.[1]);
    if (Number.isInteger(page) && page > 0) return page;
    if (boxOf(locator)) return 1;
  }
  const named = Number(part.name);
  return part.kind === "page" && Number.isInteger(named) && named > 0 ? named : null;
}

export const pictureQuery = (path: string, page: number) =>
  queryOptions({
    queryKey: ["picture", path, page],
    queryFn: ({ signal }) => askPicture(path, page, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
