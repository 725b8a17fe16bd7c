// A list while somebody writes it: typed, pasted or taken from a file.
import { Button } from "@mantine/core";
import { useId } from "react";
import { useLanguage } from "../i18n/language";
import { Failed } from "../shell/Failed";
import styles from "./ListsPage.module.css";

interface ListEditorProps {
  draft: { name: string; csv: string };
  onChange: (draft: { name: string; csv: string }) => void;
  onKeep: () => void;
  onCancel: () => void;
  busy: boolean;
  failed: Error | null;
}

export function ListEditor({ draft, onChange, onKeep, onCancel, busy, failed }: ListEditorProps) {
  const { t } = useLanguage();
  const name = useId();
  const terms = useId();
  const take = async (file: File | undefined) => {
    if (!file) return;
    onChange({ name: draft.name || file.name.replace(/\.[^.]*$/, ""), csv: await file.text() });
  };
  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        onKeep();
      }}
    >
      <label htmlFor={name}>{t("lists.name")}</label>
      <input
        id={name}
        type="text"
        required
        maxLength={40}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <label htmlFor={terms}>{t("lists.terms")}</label>
      <textarea
        id={terms}
        required
        rows={10}
        value={draft.csv}
        placeholder={t("lists.example")}
        spellCheck={false}
        onChange={(event) => onChange({ ...draft, csv: event.currentTarget.value })}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          const file = event.dataTransfer.files[0];
          if (!file) return;
          event.preventDefault();
          void take(file);
        }}
      />
      <label className={styles.file}>
        {t("lists.file")}{" "}
        <input
          type="file"
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      </label>
      {failed && <Failed error={failed} />}
      <p className={styles.actions}>
        <Button type="submit" size="xs" loading={busy}>
          {t("lists.keep")}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t("lists.cancel")}
        </Button>
      </p>
    </form>
  );
}
