// The files of the case: the tree as it was acquired, and the ledger with every file's outcome.

import { Button, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { useLanguage } from "../i18n/language";
import { FolderSign } from "../shell/icons";
import { useIsNarrow } from "../shell/narrow";
import { useTitle } from "../shell/title";
import { Breadcrumb } from "./Breadcrumb";
import styles from "./FilesPage.module.css";
import { Filters } from "./Filters";
import { FolderTree } from "./FolderTree";
import { LedgerTable } from "./LedgerTable";

const route = getRouteApi("/files");

export function FilesPage() {
  const { t } = useLanguage();
  const address = route.useSearch();
  useTitle(t("nav.files"));
  const narrow = useIsNarrow();
  const [treeIsOpen, tree] = useDisclosure(false);
  return (
    <div className={styles.page}>
      {!narrow && (
        <aside className={styles.tree} aria-label={t("files.folders")}>
          <FolderTree chosen={address.prefix ?? ""} />
        </aside>
      )}
      <div className={styles.ledger}>
        <header className={styles.head}>
          <h1 className="unseen">{t("files.title")}</h1>
          <div className={styles.where}>
            {narrow && (
              <Button variant="default" size="compact-sm" leftSection={<FolderSign size={16} />} onClick={tree.open}>
                {t("files.folders")}
              </Button>
            )}
            <Breadcrumb prefix={address.prefix ?? ""} />
          </div>
          <Filters address={address} />
        </header>
        <LedgerTable address={address} />
      </div>
      {narrow && (
        <Drawer
          opened={treeIsOpen}
          onClose={tree.close}
          title={t("files.folders")}
          size="85%"
          closeButtonProps={{ "aria-label": t("common.close") }}
        >
          <FolderTree chosen={address.prefix ?? ""} onChoose={tree.close} />
        </Drawer>
      )}
    </div>
  );
}
