// Why a file was not read, or not wholly.
import type { Shapes } from "../api/client";
import type { Translate } from "../i18n/language";

type Unread = Pick<Shapes["FileRow"], "reason" | "detail">;

/** Returns the reason and what else the reader said, once where both say the same; empty where neither says anything. */
export function whyUnread({ reason, detail }: Unread, t: Translate): string {
  const words = reason ? t(`reason.${reason}`) : "";
  return [words, detail === words ? "" : detail].filter(Boolean).join(": ");
}
