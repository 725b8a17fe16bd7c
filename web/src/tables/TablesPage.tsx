// Tables of the case: each with its title, its rows and what its columns hold; personal data is marked.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ROWS_OF_LIST, tablesQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { placeOf } from "../meaning/address";
import { Gathering, Rest, useGathering } from "../meaning/Gathering";
import styles from "../meaning/page.module.css";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";

export function TablesPage() {
  const { t, language } = useLanguage();
  useTitle(t("nav.tables"));
  const [limit, setLimit] = useState(ROWS_OF_LIST);
  const gathering = useGathering();
  const found = useQuery(tablesQuery(limit));
  const tables = found.data?.tables ?? [];
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{t("tables.title")}</h1>
        <p className="quiet">{t("tables.says")}</p>
        <Gathering />
      </header>
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && tables.length === 0 && !gathering && (
        <Nothing title={t("tables.none")} says={t("tables.none.says")} />
      )}
      <ul className={styles.list}>
        {tables.map((table) => (
          <li key={`${table.path}\n${table.citation.locator}`} className={styles.item}>
            <Link to="/read" search={placeOf(table.citation)} preload={false}>
              <b>
                <Visible text={table.title ?? table.sheet ?? table.path} />
              </b>
            </Link>
            <span className="figures quiet">{t("tables.rows", { n: count(language, table.rows) })}</span>
            <span className="quiet">
              <Visible text={table.path} />
            </span>
            <span className={styles.columns}>
              {table.columns.map((column, index) => (
                <span
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns of one name are told apart by their place
                  key={index}
                  className={styles.column}
                  data-masked={column.sensitive ? "" : undefined}
                  title={column.sensitive ? t("tables.masked") : undefined}
                >
                  <Visible text={column.name} /> <span className="quiet">{t(`column.${column.type}` as never)}</span>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <Rest shown={tables.length} total={found.data?.total ?? 0} more={setLimit} />
    </div>
  );
}
