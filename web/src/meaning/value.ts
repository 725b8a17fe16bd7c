// A slot of a claim, in words for a person.
import type { Language } from "../i18n/language";
import { count, size } from "../text/figures";

/** Returns the words of a slot; empty where the source leaves it open. */
export function slotWords(language: Language, slot: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return value ? "≈" : "";
  if (slot === "volume_bytes" && typeof value === "number") return size(language, value);
  if (["amount", "low", "high"].includes(slot)) {
    const number = Number(value);
    return Number.isFinite(number) ? number.toLocaleString(language === "zh" ? "zh-CN" : "en-GB") : String(value);
  }
  if (typeof value === "number") return count(language, value);
  if (Array.isArray(value)) return value.map((part) => slotWords(language, slot, part)).join(", ");
  if (typeof value === "object") {
    const parts = value as Record<string, unknown>;
    return [parts.amount, parts.currency, parts.rate_date].filter(Boolean).join(" ");
  }
  return String(value);
}

/** Slots that are said with the amount, in its own column. */
const WITH_AMOUNT = ["low", "high", "approximate"];

/** Returns the words of a column: of an amount its bounds too, and whether it is about that. */
export function columnWords(language: Language, slot: string, fields: Readonly<Record<string, unknown>>): string {
  if (slot !== "amount") return slotWords(language, slot, fields[slot]);
  const [amount, low, high] = ["amount", "low", "high"].map((name) => slotWords(language, name, fields[name]));
  const bounds = low && high ? (low === high ? low : `${low} – ${high}`) : low ? `≥ ${low}` : high ? `≤ ${high}` : "";
  const words = amount || bounds;
  const about = fields.approximate === true && words !== "" ? "≈\u00a0" : "";
  return about + words;
}

/** Returns what a column is sorted by. */
export function columnValue(slot: string, fields: Readonly<Record<string, unknown>>): unknown {
  return slot === "amount" ? (fields.amount ?? fields.low ?? fields.high) : fields[slot];
}

/** Returns the slots that have a column, and those that have none because every claim leaves them open. */
export function columnsOf(
  language: Language,
  slots: readonly string[],
  claims: readonly { fields: Readonly<Record<string, unknown>> }[],
): { columns: string[]; open: string[] } {
  const own = slots.includes("amount") ? slots.filter((slot) => !WITH_AMOUNT.includes(slot)) : slots;
  const isSaid = (slot: string) => claims.some(({ fields }) => columnWords(language, slot, fields) !== "");
  const columns = own.filter(isSaid);
  return { columns, open: own.filter((slot) => !columns.includes(slot)) };
}

/** Compares two slots: numbers by size, words by letters, what is left open last. */
export function compareSlots(a: unknown, b: unknown): number {
  const open = (value: unknown) => value === null || value === undefined || value === "";
  if (open(a) || open(b)) return Number(open(a)) - Number(open(b));
  const [x, y] = [Number(a), Number(b)];
  if (Number.isFinite(x) && Number.isFinite(y)) return x - y;
  return String(a).localeCompare(String(b), "zh-Hans");
}
