// The overview before its first answer: the same blocks in the same places.
import { Skeleton } from "@mantine/core";
import { useLanguage } from "../i18n/language";
import styles from "./OverviewPage.module.css";

export function OverviewSkeleton() {
  const { t } = useLanguage();
  return (
    <div className={styles.page} aria-busy="true" role="status" aria-label={t("common.loading")}>
      <Skeleton height={36} width="40%" />
      <Skeleton height={48} />
      <Skeleton height={260} />
      <div className={styles.columns}>
        <Skeleton height={220} />
        <Skeleton height={220} />
      </div>
    </div>
  );
}
