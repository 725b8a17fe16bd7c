// Where a file stands: a shape and a word in its colour, so that neither is needed alone.
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import styles from "./StateBadge.module.css";

export type FileState = Shapes["FileState"];

export function StateSign({ state }: { state: FileState }) {
  return <span className={`${styles.sign} ${styles[state]}`} aria-hidden="true" />;
}

export function StateBadge({ state }: { state: FileState }) {
  const { t } = useLanguage();
  return (
    <span className={`${styles.badge} ${styles[`${state}Ink`]}`}>
      <StateSign state={state} />
      {t(`state.${state}`)}
    </span>
  );
}
