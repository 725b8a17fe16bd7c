// Who tells of a claim: a rule that a person wrote, or one whose weights were learned and which says so in its name.
import type { Shapes } from "../api/client";

type Claim = Pick<Shapes["ClaimShape"], "rule">;

/** Returns whether a claim was found by a learned rule (`payment.learned_quote_offered@1`). */
export function isLearned(claim: Claim): boolean {
  return /^[a-z_]+\.learned(?:[_.@]|$)/.test(claim.rule);
}
