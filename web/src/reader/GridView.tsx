// A sheet or a table as a grid, with the numbers of its rows and columns as the file counts them.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { useLanguage } from "../i18n/language";
import { columnLetters } from "../text/locator";
import { useBringIntoView } from "./bring-into-view";
import styles from "./GridView.module.css";
import { columnWidths, type Grid, gridRowAt, gridStretch } from "./grid";
import { isCited } from "./MarkedText";
import { NoDictionary, PartText } from "./PartText";
import { focusOffset, type PartViewProps } from "./TextView";
import { Translated } from "./Translated";
import { useGlosses } from "./useGlosses";

export function GridView({ grid, ...props }: PartViewProps & { grid: Grid }) {
  const { path, part, marks, glossed, translation, focus, wish } = props;
  const { t } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const widths = useMemo(() => columnWidths(part.text, grid), [part, grid]);
  const columns = `${Math.max(3, ...grid.rows.slice(-1).map((row) => row.label.length)) + 3}ch ${widths.map((width) => `${width}ch`).join(" ")}`;
  const virtual = useVirtualizer({
    count: grid.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 30,
    overscan: 12,
    scrollPaddingStart: 30,
  });
  const offset = focusOffset(props);
  useBringIntoView({
    virtual,
    scroller,
    row: offset === null ? -1 : gridRowAt(grid, offset),
    selector: focus === "match" ? "[data-current]" : "[data-cited]",
    wish,
  });
  const drawn = virtual.getVirtualItems();
  const view = gridStretch(grid, drawn[0]?.index ?? 0, drawn.at(-1)?.index ?? -1);
  const glosses = useGlosses({ path, part, on: glossed, view });
  const numbers = Array.from({ length: grid.columns }, (_, index) => index + 1);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroller} ref={scroller} tabIndex={0} aria-label={t("reader.grid")} data-testid="grid">
      <NoDictionary glosses={glosses} />
      {/* biome-ignore lint/a11y/useSemanticElements: rows out of view are left out, which a table element cannot say */}
      <div
        role="table"
        aria-label={part.name ?? t("reader.grid")}
        aria-rowcount={grid.rows.length + 1}
        aria-colcount={grid.columns + 1}
        className={styles.table}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
        <div
          role="row"
          aria-rowindex={1}
          className={`${styles.row} ${styles.header}`}
          style={{ gridTemplateColumns: columns }}
        >
          {/* biome-ignore lint/a11y/useSemanticElements: as above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
          <span role="columnheader" className={styles.corner} aria-label={t("reader.grid")} />
          {numbers.map((column) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <span key={column} role="columnheader" className={styles.column}>
              {grid.letters ? columnLetters(column) : column}
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {drawn.map((item) => {
            const row = grid.rows[item.index];
            return (
              row && (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: as above
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={item.index + 2}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  className={`${styles.row} ${styles.drawn}`}
                  style={{ gridTemplateColumns: columns, transform: `translateY(${item.start}px)` }}
                >
                  {/* biome-ignore lint/a11y/useSemanticElements: as above */}
                  {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
                  <span role="rowheader" className={styles.label}>
                    {row.label}
                  </span>
                  {numbers.map((column) => {
                    const cell = row.cells.get(column);
                    const cited = cell !== undefined && isCited(cell, marks.cited);
                    return (
                      // biome-ignore lint/a11y/useSemanticElements: as above
                      <span
                        key={column}
                        role="cell"
                        className={`${styles.cell} ${cited ? styles.cited : ""}`}
                        dir="auto"
                      >
                        {cell && (
                          <>
                            <PartText
                              text={part.text}
                              start={cell.start}
                              end={cell.end}
                              marks={marks}
                              glosses={glosses}
                            />
                            <Translated start={cell.start} end={cell.end} translation={translation} />
                          </>
                        )}
                      </span>
                    );
                  })}
                </div>
              )
            );
          })}
        </div>
      </div>
    </section>
  );
}
