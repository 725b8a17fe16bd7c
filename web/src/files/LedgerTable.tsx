// The ledger: one row a file, drawn only where it is in view, so that a million rows scroll like ten.
import { Skeleton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { FilesAddress } from "../address/pages";
import { useLanguage } from "../i18n/language";
import { Failed } from "../shell/Failed";
import { useKeys } from "../shell/keys";
import { Nothing } from "../shell/Nothing";
import { useIsNarrow } from "../shell/narrow";
import { count, size } from "../text/figures";
import { LedgerRow } from "./LedgerRow";
import styles from "./LedgerTable.module.css";
import { useLedgerRows } from "./ledger-rows";

const ROW_HEIGHT = { wide: 34, narrow: 60 };
const COLUMNS = ["path", "state", "type", "size", "language", "encoding", "copiesShort"] as const;

export function LedgerTable({ address }: { address: FilesAddress }) {
  const { t, language } = useLanguage();
  const navigate = useNavigate();
  const narrow = useIsNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ first: 0, last: 0 });
  const [chosen, setChosen] = useState(-1);
  const rows = useLedgerRows(address, seen.first, seen.last);
  const total = rows.total ?? 0;
  const height = narrow ? ROW_HEIGHT.narrow : ROW_HEIGHT.wide;
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => setSeen({ first, last }), [first, last]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => virtual.measure(), [virtual, height]);
  const filters = JSON.stringify(address);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other filters begin at the top again
  useEffect(() => {
    scroller.current?.scrollTo(0, 0);
    setChosen(-1);
  }, [filters]);

  const choose = (index: number) => {
    if (total === 0) return;
    const within = Math.min(Math.max(index, 0), total - 1);
    setChosen(within);
    virtual.scrollToIndex(within, { align: "auto" });
  };
  useKeys({
    j: () => choose(chosen + 1),
    k: () => choose(chosen - 1),
    ArrowDown: () => choose(chosen + 1),
    ArrowUp: () => choose(chosen - 1),
    Enter: () => {
      const row = rows.row(chosen);
      if (row) void navigate({ to: "/read", search: { path: row.path } });
    },
  });

  if (rows.error) return <Failed error={rows.error} retry={rows.retry} />;
  if (rows.total === 0) return <Nothing title={t("files.none")} says={t("files.none.says")} />;
  return (
    <>
      <p className={`figures ${styles.total}`} role="status">
        {rows.total === undefined
          ? "\u00a0"
          : t("files.total", { n: count(language, rows.total), size: size(language, rows.bytes) })}
      </p>
      <div className={styles.scroller} ref={scroller} data-testid="ledger">
        {/* biome-ignore lint/a11y/useSemanticElements: rows out of view are left out, which a table element cannot say */}
        <div role="table" aria-label={t("files.table")} aria-rowcount={total + 1} className={styles.table}>
          {!narrow && (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: a head is not pressed
            <div role="row" aria-rowindex={1} className={`${styles.grid} ${styles.header}`}>
              {COLUMNS.map((column) => (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: as above
                <span key={column} role="columnheader" className={column === "size" ? styles.number : undefined}>
                  {t(`files.${column}`)}
                </span>
              ))}
            </div>
          )}
          {rows.total === undefined && <RowsToCome height={height} />}
          {/* biome-ignore lint/a11y/useSemanticElements: as above */}
          <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => (
              <LedgerRow
                key={item.index}
                row={rows.row(item.index)}
                index={item.index}
                start={item.start}
                height={height}
                narrow={narrow}
                chosen={item.index === chosen}
                prefix={address.prefix ?? ""}
              />
            ))}
          </div>
        </div>
      </div>
    </>
  );
}

function RowsToCome({ height }: { height: number }) {
  return Array.from({ length: 12 }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: all alike
    <div key={index} className={styles.toCome} style={{ height }}>
      <Skeleton height={12} width={`${50 + ((index * 13) % 40)}%`} />
    </div>
  ));
}
