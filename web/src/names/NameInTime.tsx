// When a name was written, month by month, and what documents say of how it stands to others; each figure opens what it
// counts, each relation its place.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { nameQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { placeOf } from "../meaning/address";
import { Failed } from "../shell/Failed";
import { FileName } from "../shell/FileName";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";
import { placeInWords } from "../text/locator";
import { nameAndFolder } from "../text/paths";
import { stretches } from "./months";
import styles from "./NameInTime.module.css";
import { queryFor } from "./query";

export function NameInTime({ id }: { id: string }) {
  const { t, language } = useLanguage();
  const found = useQuery(nameQuery(id));
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return null;
  const { name, months, undated, relations } = found.data;
  const bars = stretches(months);
  const most = Math.max(1, ...bars.map(({ mentions }) => mentions));
  return (
    <div className={styles.about}>
      <section>
        <h2 className={styles.title}>{t("names.overTime")}</h2>
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
      <section>
        <h2 className={styles.title}>
          {t("names.relations")} ({count(language, relations.length)})
        </h2>
        {relations.length === 0 && <p className="quiet">{t("names.relations.none")}</p>}
        <ul className={styles.relations}>
          {relations.map(({ claim }) => {
            const citation = claim.citations[0];
            return (
              citation && (
                <li key={claim.id}>
                  <Link to="/read" search={placeOf(citation)} preload={false} title={citation.quote}>
                    <Visible text={claim.statement} />
                  </Link>
                  <span className={`quiet ${styles.place}`}>
                    <FileName name={nameAndFolder(citation.path).name} />
                    <span>{placeInWords(citation.locator, t)}</span>
                  </span>
                </li>
              )
            );
          })}
        </ul>
      </section>
    </div>
  );
}
