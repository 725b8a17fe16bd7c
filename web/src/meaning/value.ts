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

/** Compares two slots: numbers by size, words by letters, what is left open last. */
export function compareSlots(a: unknown, b: unknown): number {
  const open = (value: unknown) => value === null || value === undefined || value === "";
  if (open(a) || open(b)) return Number(open(a)) - Number(open(b));
  const [x, y] = [Number(a), Number(b)];
  if (Number.isFinite(x) && Number.isFinite(y)) return x - y;
  return String(a).localeCompare(String(b), "zh-Hans");
}
