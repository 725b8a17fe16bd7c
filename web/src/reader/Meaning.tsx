// What was understood of the file that is open: its claims and the names and values in it, each opens its place.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { meaningQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { placeOf } from "../meaning/address";
import { isLearned } from "../meaning/told";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";
import { placeInWords } from "../text/locator";
import styles from "./Details.module.css";

const SHOWN_AT_FIRST = 60;

export function Meaning({ path }: { path: string }) {
  const { t, language } = useLanguage();
  const found = useQuery(meaningQuery(path));
  if (!found.data) return null;
  const { claims, mentions } = found.data;
  if (claims.length + mentions.length === 0) return null;
  return (
    <>
      {claims.length > 0 && (
        <details open className={styles.meaning}>
          <summary>
            <h2 className={styles.title}>
              {t("reader.meaning")} ({count(language, claims.length)})
            </h2>
          </summary>
          <ul className={styles.list}>
            {claims.slice(0, SHOWN_AT_FIRST).map((claim, index) => {
              const citation = claim.citations[0];
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: two claims may have one place
                <li key={index} className={styles.claim}>
                  {citation && (
                    <Link to="/read" search={placeOf(citation)} title={citation.quote} preload={false}>
                      <b>{t(`claim.${claim.type}` as never)}</b> <Visible text={claim.statement} />
                    </Link>
                  )}{" "}
                  <span className="quiet">
                    {t(`polarity.${claim.polarity}` as never)}
                    {isLearned(claim) && (
                      <i title={`${claim.rule}\n${t("claims.told.says")}`}> {t("claims.told.learned.mark")}</i>
                    )}
                  </span>
                </li>
              );
            })}
          </ul>
        </details>
      )}
      {mentions.length > 0 && (
        <details className={styles.meaning}>
          <summary>
            <h2 className={styles.title}>
              {t("reader.mentions")} ({count(language, mentions.length)}
              {found.data.more ? "+" : ""})
            </h2>
          </summary>
          <ul className={styles.list}>
            {mentions.slice(0, SHOWN_AT_FIRST * 5).map((mention, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one value may be mentioned twice in one place
              <li key={index}>
                <Link to="/read" search={placeOf(mention.citation)} preload={false}>
                  <Visible text={mention.text} />
                </Link>{" "}
                <span className="quiet">
                  {mention.type.replaceAll("_", " ")} · {placeInWords(mention.citation.locator, t)}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
