// What binds names, and what found them, in words where they are known; else as the program says it.
import type { Shapes } from "../api/client";
import type { Translate } from "../i18n/language";

const HOWS = [
  "employee",
  "manager",
  "founder",
  "shareholder",
  "representative",
  "subsidiary",
  "subcontractor",
  "supplier",
  "client",
  "partner",
  "former",
  "family",
  "alias_of",
  "other",
  "bonus",
  "salary",
  "price",
  "quote",
  "contract",
  "bid",
  "expense",
  "open",
  "accepted",
  "refused",
  "denies",
  "confirms",
  "comments",
  "pay",
  "hours",
] as const;

const DETECTORS = [
  "gazetteer",
  "person",
  "given_name",
  "english_person",
  "english_body",
  "body",
  "body_other",
  "body_everyday",
  "company",
  "trade_name",
  "school",
  "short_name",
  "product_quoted",
  "product_repeated",
  "column",
  "sender",
  "lac",
] as const;

/** What a line of the graph says: its kind, how, and whether it is denied. */
export function tieWords(tie: Pick<Shapes["TieShape"], "type" | "how" | "denied">, t: Translate): string {
  const known = HOWS.find((how) => how === tie.how);
  const how = known ? t(`tie.how.${known}`) : tie.how;
  const kind = t(`tie.${tie.type}` as never);
  // Of a relation the role says it all.
  const words = tie.type === "relationship" && how ? how : [kind, how].filter(Boolean).join(": ");
  return tie.denied ? t("tie.denied", { tie: words }) : words;
}

/** What found a mention: `gazetteer@1`; `person@1+lac@1` where two did. */
export function foundBy(detector: string, t: Translate): string {
  const words = detector.split("+").map((one) => {
    const known = DETECTORS.find((known) => known === one.split("@")[0]);
    return known ? t(`names.by.${known}`) : one;
  });
  return words.join(", ");
}
