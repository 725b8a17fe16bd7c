// The Reader before its first answer: head and text in their places.
import { Skeleton } from "@mantine/core";
import { useLanguage } from "../i18n/language";
import styles from "./OpenFile.module.css";

export function ReaderSkeleton() {
  const { t } = useLanguage();
  return (
    <div className={styles.page} aria-busy="true" role="status" aria-label={t("common.loading")}>
      <div className={styles.head}>
        <Skeleton height={14} width="30%" />
        <Skeleton height={26} width="45%" />
        <Skeleton height={14} width="60%" />
      </div>
      <TextSkeleton />
    </div>
  );
}

export function TextSkeleton() {
  return (
    <div className={styles.textToCome}>
      {[62, 80, 45, 70, 58, 76, 35, 66].map((width) => (
        <Skeleton key={width} height={12} width={`${width}%`} />
      ))}
    </div>
  );
}
