// All that is known about one word, beside it. One word shows its own at a time.
import { type CSSProperties, useCallback, useEffect, useId, useState } from "react";
import { createPortal } from "react-dom";
import type { Shapes } from "../api/client";
import { type TextKey, useLanguage } from "../i18n/language";
import { Visible } from "../shell/Visible";
import styles from "./GlossedText.module.css";

const WIDEST = 320;
const MARGIN = 8;
/** A tip that would reach below the window stands above its word. */
const ROOM_BELOW = 150;

export interface GlossTipState {
  id: string;
  shows: boolean;
  at: DOMRect | null;
  show: (word: Element) => void;
  hide: () => void;
}

export function useGlossTip(): GlossTipState {
  const id = useId();
  const [at, setAt] = useState<DOMRect | null>(null);
  const show = useCallback((word: Element) => setAt(word.getBoundingClientRect()), []);
  const hide = useCallback(() => setAt(null), []);
  useEffect(() => {
    if (!at) return;
    // What scrolls away takes its tip with it.
    window.addEventListener("scroll", hide, { capture: true, once: true });
    return () => window.removeEventListener("scroll", hide, { capture: true });
  }, [at, hide]);
  return { id, shows: at !== null, at, show, hide };
}

/** Where a tip stands: below the word or above it, always within the window. */
export function tipPlace(word: DOMRect, room: { width: number; height: number }): CSSProperties {
  const widest = Math.min(WIDEST, room.width - 2 * MARGIN);
  const left = Math.max(MARGIN, Math.min(word.left, room.width - widest - MARGIN));
  const above = word.bottom + ROOM_BELOW > room.height && word.top > ROOM_BELOW;
  return above
    ? { left, maxWidth: widest, bottom: room.height - word.top + 4 }
    : { left, maxWidth: widest, top: word.bottom + 4 };
}

interface GlossTipProps {
  id: string;
  at: DOMRect | null;
  gloss: Shapes["GlossShape"];
}

export function GlossTip({ id, at, gloss }: GlossTipProps) {
  const { t } = useLanguage();
  if (!at) return null;
  const room = { width: window.innerWidth, height: window.innerHeight };
  const kind = gloss.kind ? t(`gloss.kind.${gloss.kind}` as TextKey) : null;
  return createPortal(
    <span role="tooltip" id={id} className={styles.tip} style={tipPlace(at, room)} data-testid="gloss-tip">
      <span className={styles.said}>
        <Visible text={gloss.pinyin} />
      </span>
      {gloss.senses.length === 1 && <Visible text={gloss.senses[0] ?? ""} />}
      {gloss.senses.length > 1 && (
        <ol className={styles.senses}>
          {gloss.senses.map((sense) => (
            <li key={sense}>
              <Visible text={sense} />
            </li>
          ))}
        </ol>
      )}
      {gloss.senses.length === 0 && <span className="quiet">{t("gloss.noSense")}</span>}
      <span className={styles.by}>{[kind, t(`gloss.source.${gloss.source}`)].filter(Boolean).join(" · ")}</span>
    </span>,
    document.body,
  );
}
