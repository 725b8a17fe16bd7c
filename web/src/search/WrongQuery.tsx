// A query that could not be read: the server's words, and a caret under the place of the fault.
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { Visible } from "../shell/Visible";
import styles from "./WrongQuery.module.css";

interface WrongQueryProps {
  id: string;
  query: string;
  problem: Shapes["Problem"];
}

/** Cuts a query into what stands before, at and after the fault; at its end nothing stands at it. */
export function aroundFault(query: string, position: number): [before: string, at: string, after: string] {
  const start = Math.min(Math.max(position, 0), query.length);
  const at = String.fromCodePoint(...[query.codePointAt(start)].filter((point) => point !== undefined));
  return [query.slice(0, start), at, query.slice(start + at.length)];
}

export function WrongQuery({ id, query, problem }: WrongQueryProps) {
  const { t } = useLanguage();
  const cut = problem.position == null ? null : aroundFault(query, problem.position);
  return (
    <div id={id} className={styles.wrong} role="alert">
      <h2>{t("search.wrong")}</h2>
      {cut && (
        <p className={styles.query}>
          <Visible text={cut[0]} />
          <span className={styles.fault}>{cut[1] === "" ? "\u00a0" : <Visible text={cut[1]} />}</span>
          {cut[2] !== "" && <Visible text={cut[2]} />}
        </p>
      )}
      <p>{problem.error}</p>
      {problem.hints.map((hint) => (
        <p key={hint} className="quiet">
          {hint}
        </p>
      ))}
    </div>
  );
}
