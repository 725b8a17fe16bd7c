// Lists over all files: whether they may still lack what was read last, and what of a long one is not shown yet.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { caseQuery, ROWS_OF_LIST } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { count } from "../text/figures";
import styles from "./page.module.css";

/** Returns whether what is asked of all files may still lack what was read last. */
export function useGathering(): boolean {
  return useQuery(caseQuery).data?.reading.gathering ?? false;
}

/** Says so. */
export function Gathering() {
  const { t } = useLanguage();
  const gathering = useGathering();
  return gathering ? (
    <p className={styles.gathering} role="status">
      {t("meaning.gathering")}
    </p>
  ) : null;
}

interface RestProps {
  shown: number;
  total: number;
  /** Asks for so many. */
  more: (limit: number) => void;
}

/** How much of a list is shown, where that is not all, and a way to more of it. */
export function Rest({ shown, total, more }: RestProps) {
  const { t, language } = useLanguage();
  if (shown >= total) return null;
  return (
    <p className={styles.rest}>
      <span className="figures quiet">
        {t("meaning.shownOf", { n: count(language, shown), total: count(language, total) })}
      </span>
      {shown < MOST_ROWS && (
        <Button variant="default" size="compact-sm" onClick={() => more(Math.min(shown + ROWS_OF_LIST, MOST_ROWS))}>
          {t("images.more")}
        </Button>
      )}
    </p>
  );
}

/** The server hands out no more at once. */
const MOST_ROWS = 5000;
