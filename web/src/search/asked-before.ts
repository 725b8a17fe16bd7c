// The queries that were asked in this browser, newest first. They never leave it.

const KEPT_AS = "daylight-asked-before";
const MOST = 12;

export function askedBefore(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? "[]");
    return Array.isArray(kept) ? kept.filter((query) => typeof query === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Puts a query first, once. */
export function withQuery(kept: readonly string[], query: string): string[] {
  const plain = query.trim();
  return plain === "" ? [...kept] : [plain, ...kept.filter((other) => other !== plain)].slice(0, MOST);
}

export function remember(query: string): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(withQuery(askedBefore(), query)));
  } catch {
    // Storage may be forbidden: then nothing is remembered.
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(KEPT_AS);
  } catch {
    // Storage may be forbidden: then there is nothing to forget.
  }
}
