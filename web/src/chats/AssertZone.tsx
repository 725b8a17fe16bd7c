// The zone that a person asserts of a talk's times, where its source states none: who says so, and a dialog to assert or
// withdraw one. The audit log keeps both.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { ask, type Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { NamedDialog } from "../shell/NamedDialog";
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
  const say = useMutation({
    mutationFn: ask.assertZone,
    onSuccess: async () => {
      dialog.close();
      await client.invalidateQueries({ queryKey: ["meaning"] });
    },
  });
  const open = () => {
    setZone(asserted?.zone ?? "");
    setOf(asserted?.path ?? path);
    say.reset();
    dialog.open();
  };
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
      <NamedDialog
        opened={opened}
        onClose={dialog.close}
        title={t("zone.title")}
        says={t("zone.what")}
        why={t("zone.reason")}
        does={t("zone.do")}
        onDo={(named) => say.mutate({ path: of, zone, ...named })}
        undo={
          asserted
            ? {
                words: t("zone.withdraw"),
                onUndo: (named) => say.mutate({ path: asserted.path, zone: null, ...named }),
              }
            : undefined
        }
        isPending={say.isPending}
        error={say.error}
      >
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
      </NamedDialog>
    </>
  );
}
