// The hits, best first, drawn only where they are in view.
import { Button, Skeleton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { ReadAddress } from "../address/pages";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { useKeys } from "../shell/keys";
import { remember } from "./asked-before";
import styles from "./HitList.module.css";
import { HitRow } from "./HitRow";

interface HitListProps {
  /** None while the first are on their way. */
  hits: Shapes["Hit"][] | undefined;
  /** What was searched for: what is lit in the Reader. */
  query: string;
  /** What somebody typed. */
  asked: string;
  /** Whether these still answer the query before. */
  stale: boolean;
  more: (() => void) | undefined;
}

/** Where a hit opens: at its place, if it has one, with the query that found it. */
export function addressOf(hit: Shapes["Hit"], query: string): ReadAddress {
  return { path: hit.path, part: hit.citation?.part, locator: hit.citation?.locator, q: query };
}

export function HitList({ hits, query, asked, stale, more }: HitListProps) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState(-1);
  const virtual = useVirtualizer({
    count: hits?.length ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => 104,
    getItemKey: (index) => hits?.[index]?.path ?? index,
    overscan: 6,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query begins at the top again
  useEffect(() => {
    setChosen(-1);
    scroller.current?.scrollTo(0, 0);
  }, [query]);
  const choose = (index: number) => {
    if (!hits || hits.length === 0) return;
    const within = Math.min(Math.max(index, 0), hits.length - 1);
    setChosen(within);
    virtual.scrollToIndex(within, { align: "auto" });
    if (more && within >= hits.length - 3) more();
  };
  useKeys({
    j: () => choose(chosen + 1),
    k: () => choose(chosen - 1),
    ArrowDown: () => choose(chosen + 1),
    ArrowUp: () => choose(chosen - 1),
    Enter: () => {
      const hit = hits?.[Math.max(chosen, 0)];
      if (!hit) return;
      remember(asked);
      void navigate({ to: "/read", search: addressOf(hit, query) });
    },
  });
  return (
    <div
      className={`${styles.scroller} ${stale ? styles.stale : ""}`}
      ref={scroller}
      data-testid="hits"
      aria-busy={stale}
    >
      {hits ? (
        <ol className={styles.list} aria-label={t("search.results")} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const hit = hits[item.index];
            return (
              hit && (
                <li
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  className={styles.item}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <HitRow hit={hit} query={query} chosen={item.index === chosen} />
                </li>
              )
            );
          })}
        </ol>
      ) : (
        <div className={styles.toCome} role="status" aria-label={t("common.loading")}>
          {[70, 55, 64, 48].map((width) => (
            <div key={width}>
              <Skeleton height={14} width={`${width - 20}%`} mb={10} />
              <Skeleton height={12} width={`${width + 20}%`} mb={6} />
              <Skeleton height={12} width={`${width}%`} />
            </div>
          ))}
        </div>
      )}
      {more && (
        <Button className={styles.more} variant="default" onClick={more}>
          {t("search.loadMore")}
        </Button>
      )}
    </div>
  );
}
