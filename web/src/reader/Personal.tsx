// Personal data of a file: how many values are masked, and showing them to somebody who says who they are and why.
import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, type Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { MaskSign } from "../shell/icons";
import { count } from "../text/figures";
import styles from "./Personal.module.css";
import tools from "./tools.module.css";

export function Personal({ info }: { info: Shapes["FileInfo"] }) {
  const { t, language } = useLanguage();
  const client = useQueryClient();
  const [asks, dialog] = useDisclosure(false);
  const [by, setBy] = useState("");
  const [reason, setReason] = useState("");
  const n = count(language, info.personal);
  const unmask = useMutation({
    mutationFn: () => ask.unmask({ path: info.file.path, by, reason }),
    onSuccess: async () => {
      dialog.close();
      for (const key of ["file", "part", "gloss", "picture", "meaning", "cite"]) {
        await client.invalidateQueries({ queryKey: [key] });
      }
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    unmask.mutate();
  };
  if (info.unmasked) return <span className={styles.shown}>{t("reader.personal.shown", { n })}</span>;
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<MaskSign size={15} />}
        onClick={dialog.open}
        aria-label={t("reader.personal", { n })}
      >
        <span className={tools.words}>{t("reader.personal", { n })}</span>
      </Button>
      <Modal
        opened={asks}
        onClose={dialog.close}
        title={t("reader.personal.title")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <form onSubmit={send} className={styles.form}>
          <p>{t("reader.personal.says")}</p>
          <label>
            {t("reader.personal.by")}
            <input
              value={by}
              onChange={(event) => setBy(event.target.value)}
              required
              maxLength={1000}
              autoComplete="name"
              data-autofocus
            />
          </label>
          <label>
            {t("reader.personal.reason")}
            <input value={reason} onChange={(event) => setReason(event.target.value)} required maxLength={1000} />
          </label>
          {unmask.error && <p role="alert">{unmask.error.message}</p>}
          <div className={styles.choice}>
            <Button variant="default" onClick={dialog.close}>
              {t("reader.download.cancel")}
            </Button>
            <Button type="submit" loading={unmask.isPending}>
              {t("reader.personal.do")}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
