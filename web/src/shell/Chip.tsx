// One thing that a list can be narrowed by: a choice that is marked once made, and undone with one press.
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language";
import styles from "./Chip.module.css";
import { CloseSign } from "./icons";

interface ChipProps {
  name: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  children: ReactNode;
}

export function Chip({ name, value, onChange, children }: ChipProps) {
  const { t } = useLanguage();
  return (
    <span className={`${styles.chip} ${value ? styles.chosen : ""}`}>
      <select
        aria-label={name}
        value={value ?? ""}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      >
        <option value="">{name}</option>
        {children}
      </select>
      {value && (
        <button
          type="button"
          className={`bare ${styles.remove}`}
          aria-label={t("chip.remove", { name })}
          onClick={() => onChange(undefined)}
        >
          <CloseSign size={13} />
        </button>
      )}
    </span>
  );
}
