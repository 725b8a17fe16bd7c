// What stands behind the `?` of an address: plain words, so that `/search?q=合同` can be read, typed and sent on.

export type PlainSearch = Record<string, string>;

export function parsePlainSearch(search: string): PlainSearch {
  const parsed: PlainSearch = {};
  for (const [key, value] of new URLSearchParams(search)) parsed[key] = value;
  return parsed;
}

/** Writes what is there, in the order given; what is undefined or empty is left out. */
export function stringifyPlainSearch(search: Record<string, unknown>): string {
  const written = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") written.set(key, String(value));
  }
  const text = written.toString();
  return text === "" ? "" : `?${text}`;
}
