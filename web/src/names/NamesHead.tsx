// The title of people and bodies, and the two ways to see them: as a list and as a graph.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language";
import { Gathering } from "../meaning/Gathering";
import styles from "../meaning/page.module.css";
import own from "./NamesHead.module.css";

/** The way that is shown is marked. */
const EXACT = { exact: true, includeSearch: false };

export function NamesHead({ children }: { children: ReactNode }) {
  const { t } = useLanguage();
  return (
    <header className={styles.head}>
      <h1>{t("names.title")}</h1>
      <nav aria-label={t("names.ways")} className={own.ways}>
        <Link to="/names" activeOptions={EXACT} className={own.way}>
          {t("names.list")}
        </Link>
        <Link to="/names/graph" activeOptions={EXACT} className={own.way}>
          {t("names.graph")}
        </Link>
      </nav>
      <p className="quiet">{children}</p>
      <Gathering />
    </header>
  );
}
