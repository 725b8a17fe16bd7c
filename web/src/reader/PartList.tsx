// The parts of a file: its pages, sheets, slides; how often the query was found in each.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { Shapes } from "../api/client";
import { type Translate, useLanguage } from "../i18n/language";
import { useIsNarrow } from "../shell/narrow";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";
import { visible } from "../text/visible";
import styles from "./PartList.module.css";

interface PartListProps {
  parts: Shapes["PartInfo"][];
  chosen: number;
  matches: Shapes["FoundAt"][];
  onChoose: (number: number) => void;
}

/** Returns what a part is called where it has no name: `Page 3`. Numbers count the parts of its kind. */
export function partNames(parts: readonly Shapes["PartInfo"][], t: Translate): Map<number, string> {
  const ofKind = new Map<string, number>();
  const names = new Map<number, string>();
  for (const part of parts) {
    const nth = (ofKind.get(part.kind) ?? 0) + 1;
    ofKind.set(part.kind, nth);
    names.set(part.number, `${t(`reader.partKind.${part.kind}`)} ${nth}`);
  }
  return names;
}

export function PartList({ parts, chosen, matches, onChoose }: PartListProps) {
  const { t, language } = useLanguage();
  const narrow = useIsNarrow();
  const scroller = useRef<HTMLElement>(null);
  const names = useMemo(() => partNames(parts, t), [parts, t]);
  const found = useMemo(() => {
    const counts = new Map<number, number>();
    for (const match of matches) counts.set(match.part, (counts.get(match.part) ?? 0) + 1);
    return counts;
  }, [matches]);
  const virtual = useVirtualizer({
    count: parts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 32,
    overscan: 10,
  });
  const at = parts.findIndex((part) => part.number === chosen);
  useEffect(() => {
    if (at >= 0 && !narrow) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, narrow, virtual]);

  if (narrow) {
    return (
      <select
        className={styles.select}
        aria-label={t("reader.parts")}
        value={chosen}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
      >
        {parts.map((part) => {
          const places = found.get(part.number);
          const title = [names.get(part.number), part.name && visible(part.name)].filter(Boolean).join(" · ");
          return (
            <option key={part.number} value={part.number}>
              {places ? `${title} (${count(language, places)})` : title}
            </option>
          );
        })}
      </select>
    );
  }
  return (
    <nav className={styles.parts} ref={scroller} aria-label={t("reader.parts")}>
      <div className={styles.list} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const part = parts[item.index];
          const places = part && found.get(part.number);
          return (
            part && (
              <button
                key={part.number}
                type="button"
                className={`bare ${styles.part} ${part.number === chosen ? styles.chosen : ""}`}
                style={{ transform: `translateY(${item.start}px)` }}
                aria-current={part.number === chosen || undefined}
                onClick={() => onChoose(part.number)}
              >
                <span className={styles.name}>{part.name ? <Visible text={part.name} /> : names.get(part.number)}</span>
                {places !== undefined && <span className={`figures ${styles.found}`}>{count(language, places)}</span>}
              </button>
            )
          );
        })}
      </div>
    </nav>
  );
}
