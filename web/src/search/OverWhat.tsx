// Over what a search looked: no answer without it, and what was not looked at is one press away.
import { Link } from "@tanstack/react-router";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { count } from "../text/figures";
import styles from "./OverWhat.module.css";

const NOT_WHOLE = ["partial", "pending", "failed", "skipped"] as const;

export function OverWhat({ over }: { over: Shapes["Over"] }) {
  const { t, language } = useLanguage();
  const unsearched = NOT_WHOLE.filter((state) => over[state] > 0);
  return (
    <span className={`quiet figures ${styles.over}`}>
      {t("search.over", { searched: count(language, over.searched), files: count(language, over.files) })}{" "}
      {unsearched.length === 0 && t("search.over.whole")}
      {unsearched.map((state, index) => (
        <span key={state}>
          {index > 0 && " · "}
          <Link to="/files" search={{ state, copies: "shown" }}>
            {t(`search.over.${state}`, { n: count(language, over[state]) })}
          </Link>
        </span>
      ))}
    </span>
  );
}
