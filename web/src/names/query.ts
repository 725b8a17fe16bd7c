// From the names of a person or body to the query that finds them.

/** Names that are looked for: a query of more is slow to read and to answer. */
const MOST = 8;

/** A query that finds every name of an entity. */
export function queryFor(names: readonly string[]): string {
  return names
    .slice(0, MOST)
    .map((name) => `"${name.replaceAll('"', "")}"`)
    .join(" OR ");
}
