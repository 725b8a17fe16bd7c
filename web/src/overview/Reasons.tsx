// What could not be read, by reason; each opens its files.
import { Link } from "@tanstack/react-router";
import { REASONS } from "../address/pages";
import { useLanguage } from "../i18n/language";
import { count } from "../text/figures";
import page from "./OverviewPage.module.css";
import styles from "./Reasons.module.css";

interface ReasonsProps {
  byReason: Record<string, number>;
  stillReading: boolean;
}

export function Reasons({ byReason, stillReading }: ReasonsProps) {
  const { t, language } = useLanguage();
  const found = REASONS.filter((reason) => (byReason[reason] ?? 0) > 0).sort(
    (a, b) => (byReason[b] ?? 0) - (byReason[a] ?? 0),
  );
  return (
    <section className={`card ${page.panel}`} aria-labelledby="reasons">
      <h2 id="reasons">{t("overview.reasons")}</h2>
      {found.length === 0 && (
        <p className="quiet">{t(stillReading ? "overview.reasons.pending" : "overview.reasons.none")}</p>
      )}
      <ul className={styles.list}>
        {found.map((reason) => (
          <li key={reason}>
            <Link to="/files" search={{ reason, copies: "shown" }} className={styles.reason}>
              <span className={`figures ${styles.count}`}>{count(language, byReason[reason] ?? 0)}</span>
              <span>{t(`reason.${reason}`)}</span>
              <code className={styles.code}>{reason}</code>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
