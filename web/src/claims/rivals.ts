// Claims that say different things of the same matter: two prices of one product, two volumes of one data set.
import type { Shapes } from "../api/client";

type Claim = Shapes["ClaimShape"];

interface Matter {
  /** Slots that must agree; those in `told` must also say something. */
  same: readonly string[];
  told: readonly string[];
  /** What may differ; `polarity` stands for the claim's own. */
  differs: readonly string[];
}

const MATTERS: Partial<Record<string, Matter>> = {
  target: { same: ["name"], told: ["name"], differs: ["volume_bytes", "polarity"] },
  payment: {
    same: ["purpose", "payer", "payee", "for", "period", "date"],
    told: ["purpose", "payee"],
    differs: ["amount", "currency", "polarity"],
  },
  offering: { same: ["seller", "product", "version"], told: ["product"], differs: ["price"] },
  request: { same: ["client", "wants", "target"], told: ["wants"], differs: ["outcome"] },
  tender: { same: ["authority", "project", "reference"], told: ["authority"], differs: ["amount", "polarity"] },
  dataset: { same: ["title"], told: ["title"], differs: ["rows", "volume_bytes"] },
  account_access: { same: ["service", "account"], told: ["service"], differs: ["polarity", "result"] },
  relationship: { same: ["from", "to"], told: ["from", "to"], differs: ["role", "polarity"] },
  profile: { same: ["organisation", "property"], told: ["organisation", "property"], differs: ["value"] },
};

const said = (value: unknown) => value !== null && value !== undefined && value !== "";
const plain = (value: unknown) =>
  said(value) ? String(value).normalize("NFKC").toLowerCase().replace(/\s+/g, "") : "";

function slot(claim: Claim, name: string): unknown {
  return name === "polarity" ? claim.polarity : claim.fields[name];
}

/** Returns the claims of one type that contradict another, each group together, the largest group first. */
export function rivals(type: string, claims: readonly Claim[]): Claim[][] {
  const matter = MATTERS[type];
  if (!matter) return [];
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    if (!matter.told.every((name) => said(slot(claim, name)))) continue;
    const key = JSON.stringify(matter.same.map((name) => plain(slot(claim, name))));
    const group = groups.get(key);
    if (group) group.push(claim);
    else groups.set(key, [claim]);
  }
  return [...groups.values()]
    .filter((group) => matter.differs.some((name) => differs(group, name)))
    .sort((a, b) => b.length - a.length);
}

/** What is left open contradicts nothing. */
function differs(group: readonly Claim[], name: string): boolean {
  return new Set(group.map((claim) => plain(slot(claim, name))).filter((value) => value !== "")).size > 1;
}
