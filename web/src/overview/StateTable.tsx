// The sums: each file stands in one column, each line sums to its total, and the third line to the two above it.
import { Link } from "@tanstack/react-router";
import type { FilesAddress } from "../address/pages";
import { STATES } from "../address/pages";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { useIsNarrow } from "../shell/narrow";
import { StateBadge } from "../shell/StateBadge";
import { count, size } from "../text/figures";
import styles from "./StateTable.module.css";

type Tally = Shapes["Tally"];

export function sumOf(a: Tally, b: Tally): Tally {
  return {
    files: a.files + b.files,
    bytes: a.bytes + b.bytes,
    read: a.read + b.read,
    partial: a.partial + b.partial,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    pending: a.pending + b.pending,
  };
}

export function StateTable({ status }: { status: Shapes["Status"] }) {
  const { t } = useLanguage();
  const narrow = useIsNarrow();
  const all = sumOf(status.acquired, status.contained);
  const lines: Line[] = [
    {
      key: "acquired",
      title: t("overview.acquired"),
      says: t("overview.acquired.says"),
      tally: status.acquired,
      set: "acquired",
    },
    {
      key: "contained",
      title: t("overview.contained"),
      says: t("overview.contained.says"),
      tally: status.contained,
      set: "contained",
    },
    { key: "all", title: t("overview.all"), tally: all },
  ];
  return (
    <section className={`card ${styles.panel}`} aria-labelledby="states">
      <h2 id="states">{t("overview.states")}</h2>
      <p className="quiet">{t("overview.states.says")}</p>
      <StateBar tally={all} />
      {narrow ? <Upright lines={lines} /> : <Lying lines={lines} />}
    </section>
  );
}

interface Line {
  key: string;
  title: string;
  says?: string;
  tally: Tally;
  set?: FilesAddress["set"];
}

function Lying({ lines }: { lines: Line[] }) {
  const { t, language } = useLanguage();
  return (
    <table className={`figures ${styles.table}`}>
      <thead>
        <tr>
          <td />
          {STATES.map((state) => (
            <th key={state} scope="col" title={t(`state.${state}.says`)}>
              <StateBadge state={state} />
            </th>
          ))}
          <th scope="col">{t("overview.total")}</th>
          <th scope="col">{t("overview.size")}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ key, title, says, tally, set }) => (
          <tr key={key} className={key === "all" ? styles.sum : undefined}>
            <th scope="row">
              {title}
              {says && <span className={styles.says}>{says}</span>}
            </th>
            {STATES.map((state) => (
              <td key={state}>
                <Figure value={tally[state]} search={{ set, state, copies: "shown" }} />
              </td>
            ))}
            <td className={styles.total}>
              <Figure value={tally.files} search={{ set, copies: "shown" }} />
            </td>
            <td className="quiet">{size(language, tally.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same sums, one state a line, for a page as narrow as a telephone's. */
function Upright({ lines }: { lines: Line[] }) {
  const { t, language } = useLanguage();
  return (
    <table className={`figures ${styles.table}`}>
      <thead>
        <tr>
          <td />
          {lines.map(({ key, title }) => (
            <th key={key} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {STATES.map((state) => (
          <tr key={state}>
            <th scope="row">
              <StateBadge state={state} />
            </th>
            {lines.map(({ key, tally, set }) => (
              <td key={key}>
                <Figure value={tally[state]} search={{ set, state, copies: "shown" }} />
              </td>
            ))}
          </tr>
        ))}
        <tr className={styles.sum}>
          <th scope="row">{t("overview.total")}</th>
          {lines.map(({ key, tally, set }) => (
            <td key={key}>
              <Figure value={tally.files} search={{ set, copies: "shown" }} />
            </td>
          ))}
        </tr>
        <tr>
          <th scope="row">{t("overview.size")}</th>
          {lines.map(({ key, tally }) => (
            <td key={key} className="quiet">
              {size(language, tally.bytes)}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

function Figure({ value, search }: { value: number; search: FilesAddress }) {
  const { language } = useLanguage();
  if (value === 0) return <span className="quiet">0</span>;
  return (
    <Link to="/files" search={search} className={styles.figure}>
      {count(language, value)}
    </Link>
  );
}

function StateBar({ tally }: { tally: Tally }) {
  return (
    <div className={styles.bar} aria-hidden="true">
      {STATES.filter((state) => tally[state] > 0).map((state) => (
        <span key={state} className={`${styles.stretch} ${styles[state]}`} style={{ flexGrow: tally[state] }} />
      ))}
    </div>
  );
}
