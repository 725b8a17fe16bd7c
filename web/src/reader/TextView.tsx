// The text of a part, line by line, with its places in the margin. Only what is in view is drawn.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { useBringIntoView } from "./bring-into-view";
import { isCited, type Marks } from "./MarkedText";
import { NoDictionary, PartText } from "./PartText";
import { rowAt, textRows } from "./rows";
import styles from "./TextView.module.css";
import { Translated } from "./Translated";
import { useGlosses } from "./useGlosses";

export interface PartViewProps {
  path: string;
  part: Shapes["PartText"];
  marks: Marks;
  /** Whether Chinese words are shown with pinyin and glosses. */
  glossed: boolean;
  /** The machine translation that is shown beside it. */
  translation: Shapes["TranslationOf"] | undefined;
  /** What is to be seen: the match in view, else the cited place, else the beginning. */
  focus: "match" | "cited" | "start";
  wish: unknown;
}

/** Returns the offset that is to be seen; none for the beginning. */
export function focusOffset({ marks, focus }: PartViewProps): number | null {
  if (focus === "match") return marks.matches[marks.current]?.start ?? null;
  return focus === "cited" ? (marks.cited?.start ?? null) : null;
}

export function TextView(props: PartViewProps) {
  const { path, part, marks, glossed, translation, focus, wish } = props;
  const { t } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => textRows(part.text, part.anchors), [part]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (glossed ? 60 : 24),
    overscan: glossed ? 6 : 20,
  });
  const drawn = virtual.getVirtualItems();
  const first = rows[drawn[0]?.index ?? -1];
  const last = rows[drawn.at(-1)?.index ?? -1];
  const glosses = useGlosses({
    path,
    part,
    on: glossed,
    view: first && last ? { start: first.start, end: last.end } : null,
  });
  const offset = focusOffset(props);
  useBringIntoView({
    virtual,
    scroller,
    row: offset === null ? -1 : rowAt(rows, offset),
    selector: focus === "match" ? "[data-current]" : "[data-cited]",
    wish,
  });
  const widest = useMemo(() => rows.reduce((most, row) => Math.max(most, row.label.length), 2), [rows]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroller} ref={scroller} tabIndex={0} aria-label={t("reader.text")} data-testid="text">
      <NoDictionary glosses={glosses} />
      <div className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {drawn.map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={`${styles.row} ${isCited(row, marks.cited) ? styles.cited : ""}`}
                style={{
                  transform: `translateY(${item.start}px)`,
                  gridTemplateColumns: `${widest + 2}ch minmax(0, 1fr)`,
                }}
              >
                <span className={styles.label} aria-hidden="true">
                  {row.label}
                </span>
                <span className={styles.line} dir="auto">
                  <PartText text={part.text} start={row.start} end={row.end} marks={marks} glosses={glosses} />
                  <Translated start={row.start} end={row.end} translation={translation} />
                </span>
              </div>
            )
          );
        })}
      </div>
    </section>
  );
}
