// The zone that a person asserts of a talk's times, where its source states none: who says so, and a dialog to assert or
// withdraw one. The audit log keeps both.
import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { ask, type Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import personal from "../reader/Personal.module.css";
import { Visible } from "../shell/Visible";
import { foldersOf } from "./clock";

const COMMON = ["+08:00", "+00:00", "+03:00", "+05:30", "+07:00", "+09:00", "Europe/Berlin", "America/New_York"];

interface Props {
  path: string;
  asserted: Shapes["AssertedZoneShape"] | null | undefined;
}

export function AssertZone({ path, asserted }: Props) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const list = useId();
  const [zone, setZone] = useState("");
  const [of, setOf] = useState(path);
  const [by, setBy] = useState("");
  const [reason, setReason] = useState("");
  const say = useMutation({
    mutationFn: (asked: { path: string; zone: string | null }) => ask.assertZone({ ...asked, by, reason }),
    onSuccess: async () => {
      dialog.close();
      await client.invalidateQueries({ queryKey: ["meaning"] });
    },
  });
  const open = () => {
    setZone(asserted?.zone ?? "");
    setOf(asserted?.path ?? path);
    setReason("");
    say.reset();
    dialog.open();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    say.mutate({ path: of, zone });
  };
  const isNamed = by.trim() !== "" && reason.trim() !== "";
  return (
    <>
      {asserted && (
        <span className="quiet">
          <Visible text={t("zone.says", { by: asserted.by, on: asserted.at.slice(0, 10), reason: asserted.reason })} />
        </span>
      )}
      <Button variant="default" size="compact-sm" onClick={open}>
        {asserted ? t("zone.change") : t("zone.assert")}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t("zone.title")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <form onSubmit={send} className={personal.form}>
          <p>{t("zone.what")}</p>
          <label>
            {t("zone.zone")}
            <input
              value={zone}
              onChange={(event) => setZone(event.target.value)}
              required
              maxLength={100}
              list={list}
              placeholder="+08:00"
              data-autofocus
            />
          </label>
          <datalist id={list}>
            {COMMON.map((common) => (
              <option key={common} value={common} />
            ))}
          </datalist>
          <label>
            {t("zone.of")}
            <select value={of} onChange={(event) => setOf(event.target.value)}>
              {foldersOf(path).map((folder) => (
                <option key={folder} value={folder}>
                  {folder === "" ? t("zone.wholeCase") : folder}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t("reader.personal.by")}
            <input
              value={by}
              onChange={(event) => setBy(event.target.value)}
              required
              maxLength={1000}
              autoComplete="name"
            />
          </label>
          <label>
            {t("zone.reason")}
            <input value={reason} onChange={(event) => setReason(event.target.value)} required maxLength={1000} />
          </label>
          {say.error && <p role="alert">{say.error.message}</p>}
          <div className={personal.choice}>
            {asserted && (
              <Button
                variant="default"
                disabled={!isNamed}
                loading={say.isPending}
                onClick={() => say.mutate({ path: asserted.path, zone: null })}
              >
                {t("zone.withdraw")}
              </Button>
            )}
            <Button type="submit" loading={say.isPending}>
              {t("zone.do")}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
