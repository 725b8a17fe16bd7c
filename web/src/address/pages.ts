// What each page keeps in its address. What does not fit is left out, never an error: a link may come from anywhere.
import type { components } from "../api/schema";

type State = components["schemas"]["FileState"];
type Reason = components["schemas"]["FileReason"];

export const STATES: readonly State[] = ["read", "partial", "failed", "skipped", "pending"];
export const REASONS: readonly Reason[] = [
  "encrypted",
  "corrupt",
  "truncated",
  "too_large",
  "too_deep",
  "too_many",
  "time_limit",
  "memory_limit",
  "crashed",
  "unsupported",
  "empty",
  "no_text",
  "script_unread",
  "not_a_file",
  "unreadable_source",
];

export interface FilesAddress {
  state?: string;
  reason?: Reason;
  type?: string;
  language?: string;
  set?: "acquired" | "contained";
  prefix?: string;
  containing?: string;
  /** Copies of a file are folded into its first path unless asked for. */
  copies?: "shown";
}

export const SORTS = ["best", "newest", "oldest", "largest", "smallest", "path"] as const;

export interface SearchAddress {
  q?: string;
  type?: string;
  language?: string;
  state?: string;
  year?: string;
  sort?: (typeof SORTS)[number];
  /** Words are looked for under their other names too unless this is off. */
  widen?: "off";
  /** Words that are not, with `|` between them. */
  keep?: string;
}

export interface ListsAddress {
  /** The list that is open; the first otherwise. */
  name?: string;
}

export interface ImagesAddress {
  q?: string;
  /** The path of a picture: only it and those that look like it. */
  like?: string;
}

export interface ReadAddress {
  path: string;
  part?: number;
  locator?: string;
  q?: string;
  /** Which window of a text too long for one page, from 1. */
  window?: number;
  /** Which place found by `q` is in view, from 1. */
  at?: number;
  /** Whether Chinese words are shown with pinyin and glosses. */
  gloss?: "shown";
  /** Whether a machine translation is shown beside the text. */
  translation?: "shown";
}

export const CLAIM_TYPES = [
  "target",
  "payment",
  "offering",
  "request",
  "tender",
  "dataset",
  "account_access",
  "relationship",
  "complaint",
  "profile",
  "statement",
] as const;

export const NAME_TYPES = ["org", "person", "country", "place", "product"] as const;

export interface ClaimsAddress {
  type?: (typeof CLAIM_TYPES)[number];
  /** The slot to count by. */
  by?: string;
  q?: string;
  /** Whether only claims are shown that contradict another. */
  rival?: "only";
  /** Whose claims: of written rules or of learned ones. */
  told?: (typeof TOLD)[number];
  /** The column to sort by, `-` before it for the other way. */
  sort?: string;
}

/** Who tells of a claim: a written rule, or weights that were learned. */
export const TOLD = ["written", "learned"] as const;

export interface ChatsAddress {
  path?: string;
  conversation?: string;
  q?: string;
  /** By which clock times are shown: `+08:00`; as they are written otherwise. */
  clock?: string;
}

export interface NamesAddress {
  type?: (typeof NAME_TYPES)[number];
  q?: string;
}

/** Types of claims that bind two names. */
export const TIE_TYPES = [
  "relationship",
  "payment",
  "offering",
  "request",
  "tender",
  "complaint",
  "profile",
  "statement",
] as const;

export interface GraphAddress {
  /** Only ties of this type. */
  type?: (typeof TIE_TYPES)[number];
  q?: string;
  /** Only ties of the name with this id. */
  around?: string;
  /** The tie that is open. */
  tie?: string;
}

export interface NameAddress {
  /** The id of the name. */
  id: string;
}

type Untrusted = Record<string, unknown>;

function word(untrusted: unknown): string | undefined {
  if (typeof untrusted === "number" || typeof untrusted === "boolean") return String(untrusted);
  return typeof untrusted === "string" && untrusted !== "" ? untrusted : undefined;
}

/** A number from 1. */
function counted(untrusted: unknown): number | undefined {
  const number = Number(word(untrusted));
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

function oneOf<T extends string>(untrusted: unknown, known: readonly T[]): T | undefined {
  return known.find((value) => value === untrusted);
}

export function filesAddress(untrusted: Untrusted): FilesAddress {
  const states = (word(untrusted.state) ?? "").split(",").filter((state) => oneOf(state, STATES));
  return {
    state: states.length > 0 ? states.join(",") : undefined,
    reason: oneOf(untrusted.reason, REASONS),
    type: word(untrusted.type),
    language: word(untrusted.language),
    set: oneOf(untrusted.set, ["acquired", "contained"]),
    prefix: word(untrusted.prefix),
    containing: word(untrusted.containing),
    copies: oneOf(untrusted.copies, ["shown"]),
  };
}

export function listsAddress(untrusted: Untrusted): ListsAddress {
  return { name: word(untrusted.name) };
}

export function imagesAddress(untrusted: Untrusted): ImagesAddress {
  return { q: word(untrusted.q), like: word(untrusted.like) };
}

export function searchAddress(untrusted: Untrusted): SearchAddress {
  const year = counted(untrusted.year);
  return {
    q: word(untrusted.q),
    type: word(untrusted.type),
    language: word(untrusted.language),
    state: oneOf(untrusted.state, STATES),
    year: year === undefined ? undefined : String(year),
    sort: oneOf(untrusted.sort, SORTS),
    widen: oneOf(untrusted.widen, ["off"]),
    keep: word(untrusted.keep),
  };
}

export function claimsAddress(untrusted: Untrusted): ClaimsAddress {
  return {
    type: oneOf(untrusted.type, CLAIM_TYPES),
    by: word(untrusted.by),
    q: word(untrusted.q),
    rival: oneOf(untrusted.rival, ["only"]),
    told: oneOf(untrusted.told, TOLD),
    sort: word(untrusted.sort),
  };
}

export function chatsAddress(untrusted: Untrusted): ChatsAddress {
  return {
    path: word(untrusted.path),
    conversation: word(untrusted.conversation),
    q: word(untrusted.q),
    clock: clock(untrusted.clock),
  };
}

function clock(untrusted: unknown): string | undefined {
  const text = word(untrusted);
  return text && /^[+-]\d\d:\d\d$/.test(text) ? text : undefined;
}

export function namesAddress(untrusted: Untrusted): NamesAddress {
  return { type: oneOf(untrusted.type, NAME_TYPES), q: word(untrusted.q) };
}

export function graphAddress(untrusted: Untrusted): GraphAddress {
  return {
    type: oneOf(untrusted.type, TIE_TYPES),
    q: word(untrusted.q),
    around: word(untrusted.around),
    tie: word(untrusted.tie),
  };
}

export function nameAddress(untrusted: Untrusted): NameAddress {
  return { id: word(untrusted.id) ?? "" };
}

export function readAddress(untrusted: Untrusted): ReadAddress {
  return {
    path: word(untrusted.path) ?? "",
    part: counted(untrusted.part),
    locator: word(untrusted.locator),
    q: word(untrusted.q),
    at: counted(untrusted.at),
    window: counted(untrusted.window),
    gloss: oneOf(untrusted.gloss, ["shown"]),
    translation: oneOf(untrusted.translation, ["shown"]),
  };
}
