// Personal data of a file: how many values are masked, and showing them to somebody who says who they are and why.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask, type Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { MaskSign } from "../shell/icons";
import { type Named, NamedDialog } from "../shell/NamedDialog";
import styles from "../shell/NamedDialog.module.css";
import { count } from "../text/figures";
import tools from "./tools.module.css";

export function Personal({ info }: { info: Shapes["FileInfo"] }) {
  const { t, language } = useLanguage();
  const client = useQueryClient();
  const [asks, dialog] = useDisclosure(false);
  const n = count(language, info.personal);
  const unmask = useMutation({
    mutationFn: (named: Named) => ask.unmask({ path: info.file.path, ...named }),
    onSuccess: async () => {
      dialog.close();
      for (const key of ["file", "part", "gloss", "picture", "meaning", "cite"]) {
        await client.invalidateQueries({ queryKey: [key] });
      }
    },
  });
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
      <NamedDialog
        opened={asks}
        onClose={dialog.close}
        title={t("reader.personal.title")}
        says={t("reader.personal.says")}
        why={t("reader.personal.reason")}
        does={t("reader.personal.do")}
        onDo={unmask.mutate}
        isPending={unmask.isPending}
        error={unmask.error}
      />
    </>
  );
}
