// When a name was written, month by month; each figure opens what it counts.
import { Link } from "@tanstack/react-router";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { count } from "../text/figures";
import { stretches } from "./months";
import styles from "./NameInTime.module.css";
import { queryFor } from "./query";

export function NameInTime({ found }: { found: Shapes["NameInTime"] }) {
  const { t, language } = useLanguage();
  const { name, months, undated } = found;
  const bars = stretches(months);
  const most = Math.max(1, ...bars.map(({ mentions }) => mentions));
  return (
    <section>
      <h2>{t("names.overTime")}</h2>
      {bars.length > 0 && (
        <figure className={styles.figure}>
          <ol className={styles.bars}>
            {bars.map(({ date, mentions }) => (
              <li key={date}>
                {mentions > 0 && (
                  <Link
                    to="/search"
                    search={{ q: `(${queryFor(name.names)}) date:${date}` }}
                    className={styles.bar}
                    style={{ height: `${(mentions / most) * 100}%` }}
                    title={`${date}: ${t("names.mentions", { n: count(language, mentions) })}`}
                    aria-label={`${date}: ${t("names.mentions", { n: count(language, mentions) })}`}
                  />
                )}
              </li>
            ))}
          </ol>
          <figcaption className={`figures ${styles.ends}`}>
            <span>{bars[0]?.date}</span>
            {bars.length > 1 && <span>{bars.at(-1)?.date}</span>}
          </figcaption>
        </figure>
      )}
      {undated > 0 && <p className="quiet">{t("names.undated", { n: count(language, undated) })}</p>}
    </section>
  );
}
