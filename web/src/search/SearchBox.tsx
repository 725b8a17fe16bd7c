// The box for a query, the same on the overview and on the search page.
import type { KeyboardEvent, ReactNode } from "react";
import { useLanguage } from "../i18n/language";
import { CloseSign, SearchSign } from "../shell/icons";
import { SEARCH_BOX } from "../shell/search-box";
import styles from "./SearchBox.module.css";

interface SearchBoxProps {
  value: string;
  /** `composing`: the letters are still those of an input method, not yet words. */
  onChange: (value: string, composing: boolean) => void;
  onSubmit: (value: string) => void;
  /** Whether the query could not be read; `describedBy` then names the words that say so. */
  wrong?: boolean;
  describedBy?: string;
  autoFocus?: boolean;
  children?: ReactNode;
}

export function SearchBox({ value, onChange, onSubmit, wrong, describedBy, autoFocus, children }: SearchBoxProps) {
  const { t } = useLanguage();
  const pressed = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) onSubmit(value);
    if (event.key === "Escape") event.currentTarget.blur();
  };
  return (
    <search className={styles.box}>
      <SearchSign />
      <input
        id={SEARCH_BOX}
        className={`${styles.input} ${wrong ? styles.wrong : ""}`}
        type="text"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value, (event.nativeEvent as InputEvent).isComposing)}
        onCompositionEnd={(event) => onChange(event.currentTarget.value, false)}
        onKeyDown={pressed}
        placeholder={t("search.placeholder")}
        aria-label={t("search.box")}
        aria-invalid={wrong || undefined}
        aria-describedby={describedBy}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: the page is this box, and nothing stands before it
        autoFocus={autoFocus}
      />
      {value !== "" ? (
        <button
          type="button"
          className={`bare ${styles.clear}`}
          aria-label={t("search.clear")}
          onClick={() => onChange("", false)}
        >
          <CloseSign size={16} />
        </button>
      ) : (
        <kbd className={styles.key}>/</kbd>
      )}
      {children}
    </search>
  );
}
