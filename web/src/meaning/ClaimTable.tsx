// Claims of one type as a table: a column for each slot, each cell opens the place that it came from.
import { Link, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { FileName } from "../shell/FileName";
import { useKeys } from "../shell/keys";
import { Visible } from "../shell/Visible";
import { percent } from "../text/figures";
import { placeInWords } from "../text/locator";
import { nameAndFolder } from "../text/paths";
import { placeOf } from "./address";
import styles from "./ClaimTable.module.css";
import { isLearned } from "./told";
import { columnValue, columnWords, compareSlots } from "./value";

type Claim = Shapes["ClaimShape"];

interface ClaimTableProps {
  claims: readonly Claim[];
  /** Those slots that have a column. */
  columns: readonly string[];
  /** Claims of one matter, which stand together in this order. */
  groups?: readonly (readonly Claim[])[];
  /** The column sorted by, `-` before it where the greatest comes first. */
  sort?: string;
  onSort: (sort: string | undefined) => void;
}

const NUMBERS = ["amount", "volume_bytes", "rows"];
/** The column that says how sure a claim is. */
const SURE = "confidence";
const NO_CHOICE = { index: -1, claim: undefined };
const WEAK = ["denied", "negated", "lost", "asked"];

export function ClaimTable({ claims, columns, groups, sort: sorting, onSort }: ClaimTableProps) {
  const { t, language } = useLanguage();
  const navigate = useNavigate();
  const sort = useMemo(
    () => (sorting ? { by: sorting.replace(/^-/, ""), down: sorting.startsWith("-") } : null),
    [sorting],
  );
  const [choice, setChoice] = useState<{ index: number; claim: Claim | undefined }>(NO_CHOICE);
  const scroller = useRef<HTMLDivElement>(null);
  const firsts = useMemo(() => new Set(groups?.map(([first]) => first)), [groups]);
  const sorted = useMemo(() => {
    if (!sort || groups) return claims;
    const of = (claim: Claim) => {
      if (sort.by === "polarity") return claim.polarity;
      return sort.by === SURE ? claim.confidence : columnValue(sort.by, claim.fields);
    };
    return [...claims].sort((a, b) => compareSlots(of(a), of(b)) * (sort.down ? -1 : 1));
  }, [claims, sort, groups]);
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 40,
    overscan: 20,
  });
  // Other rows begin at the top again; where only more of them came, the choice holds.
  const chosen = sorted[choice.index]?.id === choice.claim?.id ? choice.index : -1;
  const choose = (index: number) => {
    const within = Math.min(Math.max(index, 0), sorted.length - 1);
    setChoice({ index: within, claim: sorted[within] });
    virtual.scrollToIndex(within, { align: "auto" });
  };
  useKeys({
    j: () => choose(chosen + 1),
    k: () => choose(chosen - 1),
    Enter: () => {
      const citation = sorted[chosen]?.citations[0];
      if (citation) void navigate({ to: "/read", search: placeOf(citation) });
    },
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const heads = [...columns, "polarity", SURE];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard
    <section className={styles.scroller} ref={scroller} tabIndex={0} aria-label={t("claims.title")}>
      <table className={styles.table}>
        <thead>
          <tr>
            {heads.map((slot) => (
              <th
                key={slot}
                scope="col"
                aria-sort={sort?.by === slot ? (sort.down ? "descending" : "ascending") : "none"}
              >
                <button
                  type="button"
                  className={styles.sort}
                  onClick={() => onSort(sort?.by === slot && !sort.down ? `-${slot}` : slot)}
                >
                  {slotName(t, slot)}
                  {sort?.by === slot ? (sort.down ? " ↓" : " ↑") : ""}
                </button>
              </th>
            ))}
            <th scope="col">
              <span className={styles.sort}>{t("claims.where")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && (
            <tr style={{ height: before }}>
              <td colSpan={heads.length + 1} />
            </tr>
          )}
          {items.map((item) => {
            const claim = sorted[item.index];
            const citation = claim?.citations[0];
            if (!claim || !citation) return null;
            const at = placeOf(citation);
            return (
              <tr
                key={`${claim.id}-${item.index}`}
                data-index={item.index}
                ref={virtual.measureElement}
                data-chosen={item.index === chosen ? "" : undefined}
                data-first={firsts.has(claim) ? "" : undefined}
                title={claim.statement}
              >
                {columns.map((slot) => {
                  const words = columnWords(language, slot, claim.fields);
                  return (
                    <td
                      key={slot}
                      data-label={slotName(t, slot)}
                      data-open={words === "" ? "" : undefined}
                      className={NUMBERS.includes(slot) ? `figures ${styles.number}` : undefined}
                    >
                      {words === "" ? (
                        <span className={styles.open} aria-hidden="true">
                          –
                        </span>
                      ) : (
                        <Link to="/read" search={at} className={styles.cell} preload={false}>
                          <Visible text={words} />
                        </Link>
                      )}
                    </td>
                  );
                })}
                <td data-label={slotName(t, "polarity")}>
                  <span className={styles.polarity} data-weak={WEAK.includes(claim.polarity) ? "" : undefined}>
                    {t(`polarity.${claim.polarity}` as never)}
                  </span>
                  {claim.hedge && (
                    <span className={styles.place}>
                      {" "}
                      “<Visible text={claim.hedge} />”
                    </span>
                  )}
                </td>
                <td className="figures" data-label={slotName(t, SURE)}>
                  <span title={`${claim.rule}\n${t("claims.told.says")}`}>
                    {percent(language, claim.confidence)}
                    {isLearned(claim) && <span className={styles.learned}> {t("claims.told.learned.mark")}</span>}
                  </span>
                </td>
                <td className={styles.where} data-label={t("claims.where")}>
                  <Link to="/read" search={at} preload={false} title={`${citation.path}\n${claim.rule}`}>
                    <FileName name={nameAndFolder(citation.path).name} />
                  </Link>
                  <span className={styles.place}>{placeInWords(citation.locator, t)}</span>
                  {claim.repeated_at.map((other) => (
                    <span key={`${other.path} ${other.locator}`} className={styles.place}>
                      {t("claims.alsoAt")}{" "}
                      <Link to="/read" search={placeOf(other)} preload={false} title={other.path}>
                        <Visible text={nameAndFolder(other.path).name} />, {placeInWords(other.locator, t)}
                      </Link>
                    </span>
                  ))}
                </td>
              </tr>
            );
          })}
          {after > 0 && (
            <tr style={{ height: after }}>
              <td colSpan={heads.length + 1} />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

/** Returns the name of a slot in the language of the page. */
export function slotName(t: ReturnType<typeof useLanguage>["t"], slot: string): string {
  return t(`slot.${slot}` as never);
}
