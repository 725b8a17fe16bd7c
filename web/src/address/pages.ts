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

export interface SearchAddress {
  q?: string;
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

export function searchAddress(untrusted: Untrusted): SearchAddress {
  return { q: word(untrusted.q) };
}

export function readAddress(untrusted: Untrusted): ReadAddress {
  return {
    path: word(untrusted.path) ?? "",
    part: counted(untrusted.part),
    locator: word(untrusted.locator),
    q: word(untrusted.q),
    at: counted(untrusted.at),
    window: counted(untrusted.window),
  };
}
