// Pixels of a page or picture, as the program encoded them anew.
import { CaseProblem, NoAnswer, type Shapes } from "./client";

export interface PictureAnswer {
  png: Blob;
  /** Width and height in the units of places. */
  width: number;
  height: number;
  /** How many values of personal data are covered. */
  covered: number;
}

/** Returns the address of a picture, or of what stands at a place on it. */
export function pictureAddress(path: string, at: { page?: number; locator?: string }): string {
  const asked = new URLSearchParams({ path });
  if (at.page !== undefined) asked.set("page", String(at.page));
  if (at.locator !== undefined) asked.set("locator", at.locator);
  return `/api/picture?${asked}`;
}

export async function askPicture(path: string, page: number, signal?: AbortSignal): Promise<PictureAnswer> {
  let response: Response;
  try {
    response = await fetch(pictureAddress(path, { page }), { signal });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new NoAnswer("the program does not answer", { cause });
  }
  if (!response.ok) throw new CaseProblem((await response.json()) as Shapes["Problem"], response.status);
  const [width, height] = (response.headers.get("x-daylight-size") ?? "").split(",").map(Number);
  return {
    png: await response.blob(),
    width: width || 1,
    height: height || 1,
    covered: Number(response.headers.get("x-daylight-covered")) || 0,
  };
}
