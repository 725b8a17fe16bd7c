// What the documents date, in the order of time, year by year.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ROWS_OF_LIST, timelineQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { placeOf } from "../meaning/address";
import { Gathering, Rest, useGathering } from "../meaning/Gathering";
import styles from "../meaning/page.module.css";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { Visible } from "../shell/Visible";

export function TimelinePage() {
  const { t } = useLanguage();
  useTitle(t("nav.timeline"));
  const [limit, setLimit] = useState(ROWS_OF_LIST);
  const gathering = useGathering();
  const found = useQuery(timelineQuery(limit));
  const dated = found.data?.dated ?? [];
  let year = "";
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{t("timeline.title")}</h1>
        <p className="quiet">{t("timeline.says")}</p>
        <Gathering />
      </header>
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && dated.length === 0 && !gathering && (
        <Nothing title={t("timeline.none")} says={t("timeline.none.says")} />
      )}
      <ol className={styles.talk}>
        {dated.map((event, index) => {
          const isNewYear = event.date.slice(0, 4) !== year;
          year = event.date.slice(0, 4);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: one place may date several things
            <li key={index}>
              {isNewYear && <h2>{year}</h2>}
              <div className={styles.dated}>
                <span className="figures">{event.date}</span>
                <span>
                  <Visible text={event.what} />
                </span>
                <Link to="/read" search={placeOf(event.citation)} preload={false} className="quiet">
                  <Visible text={event.citation.path.split("/").at(-1) ?? ""} />
                </Link>
              </div>
            </li>
          );
        })}
      </ol>
      <Rest shown={dated.length} total={found.data?.total ?? 0} more={setLimit} />
    </div>
  );
}
