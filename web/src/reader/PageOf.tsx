// Which page of a document this picture is, where the document is kept as pictures, and the way to the others.
import { Link } from "@tanstack/react-router";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { count } from "../text/figures";
import styles from "./FileHead.module.css";

/** The pages before and after, of those that are there. */
export function besides(document: Shapes["PageOf"], path: string) {
  const at = document.pages.findIndex((page) => page.path === path);
  return { before: at > 0 ? document.pages[at - 1] : undefined, after: document.pages[at + 1] };
}

export function PageOf({ document, path }: { document: Shapes["PageOf"]; path: string }) {
  const { t, language } = useLanguage();
  const { before, after } = besides(document, path);
  const whole = document.of ?? document.pages.length;
  const missing = whole - new Set(document.pages.map(({ number }) => number)).size;
  return (
    <nav className={`figures ${styles.pages}`} aria-label={t("reader.pages.of", { name: document.name })}>
      <b>{t("reader.pageOf", { page: count(language, document.number), whole: count(language, whole) })}</b>
      {before && (
        <Link to="/read" search={{ path: before.path }} rel="prev">
          ‹ {t("reader.pageBefore", { page: count(language, before.number) })}
        </Link>
      )}
      {after && (
        <Link to="/read" search={{ path: after.path }} rel="next">
          {t("reader.pageAfter", { page: count(language, after.number) })} ›
        </Link>
      )}
      {missing > 0 && (
        <span className={styles.missing}>{t("reader.pagesMissing", { n: count(language, missing) })}</span>
      )}
    </nav>
  );
}
