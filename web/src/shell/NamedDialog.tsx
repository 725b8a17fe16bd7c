// A dialog for what the audit log keeps: somebody says who they are and why, then does it.
import { Button, Modal } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useLanguage } from "../i18n/language";
import styles from "./NamedDialog.module.css";

export interface Named {
  by: string;
  reason: string;
}

interface NamedDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What is done, and what is kept of it. */
  says: string;
  /** What the reason is asked for as. */
  why: string;
  /** The button that does it. */
  does: string;
  onDo: (named: Named) => void;
  isPending: boolean;
  error: Error | null;
  /** What else is asked for, before name and reason. */
  children?: ReactNode;
  /** Another way out: the button, and what it does. */
  undo?: { words: string; onUndo: (named: Named) => void };
}

export function NamedDialog(props: NamedDialogProps) {
  const { t } = useLanguage();
  const [by, setBy] = useState("");
  const [reason, setReason] = useState("");
  const { undo, children } = props;
  const isNamed = by.trim() !== "" && reason.trim() !== "";
  const send = (event: FormEvent) => {
    event.preventDefault();
    props.onDo({ by, reason });
  };
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={send} className={styles.form}>
        <p>{props.says}</p>
        {children}
        <label>
          {t("named.by")}
          <input
            value={by}
            onChange={(event) => setBy(event.target.value)}
            required
            maxLength={1000}
            autoComplete="name"
            data-autofocus={children ? undefined : ""}
          />
        </label>
        <label>
          {props.why}
          <input value={reason} onChange={(event) => setReason(event.target.value)} required maxLength={1000} />
        </label>
        {props.error && <p role="alert">{props.error.message}</p>}
        <div className={styles.choice}>
          {undo ? (
            <Button
              variant="default"
              disabled={!isNamed}
              loading={props.isPending}
              onClick={() => undo.onUndo({ by, reason })}
            >
              {undo.words}
            </Button>
          ) : (
            <Button variant="default" onClick={props.onClose}>
              {t("reader.download.cancel")}
            </Button>
          )}
          <Button type="submit" loading={props.isPending}>
            {props.does}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
