// Folders and containers as they were acquired. A branch is asked for when it is opened.
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Shapes } from "../api/client";
import { foldersQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { Failed } from "../shell/Failed";
import { BoxSign, DownSign, FolderSign, RightSign } from "../shell/icons";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";
import { decodedName } from "../text/paths";
import styles from "./FolderTree.module.css";

interface FolderTreeProps {
  /** Prefix of the folder that the ledger shows. */
  chosen: string;
  onChoose?: () => void;
}

export function FolderTree({ chosen, onChoose }: FolderTreeProps) {
  const { t, language } = useLanguage();
  const top = useQuery(foldersQuery(""));
  if (top.error) return <Failed error={top.error} retry={() => void top.refetch()} />;
  return (
    <nav aria-label={t("files.folders")}>
      <Link
        to="/files"
        search={(now) => ({ ...now, prefix: undefined })}
        className={`${styles.row} ${styles.top} ${chosen === "" ? styles.chosen : ""}`}
        onClick={onChoose}
      >
        <span className={styles.name}>{t("files.allFiles")}</span>
        <span className={`figures ${styles.count}`}>{top.data ? count(language, top.data.below.files) : ""}</span>
      </Link>
      <Branch prefix="" depth={0} chosen={chosen} onChoose={onChoose} />
    </nav>
  );
}

function Branch({ prefix, depth, chosen, onChoose }: FolderTreeProps & { prefix: string; depth: number }) {
  const listing = useQuery(foldersQuery(prefix));
  if (!listing.data) {
    return <Skeleton height={20} my={5} ml={depth * 14 + 22} width="60%" />;
  }
  return (
    <ul className={styles.branch}>
      {listing.data.folders.map((folder) => (
        <Twig key={folder.prefix} folder={folder} depth={depth} chosen={chosen} onChoose={onChoose} />
      ))}
    </ul>
  );
}

function Twig({ folder, depth, chosen, onChoose }: FolderTreeProps & { folder: Shapes["Folder"]; depth: number }) {
  const { t, language } = useLanguage();
  const leadsToChosen = chosen.startsWith(folder.prefix);
  const [open, setOpen] = useState(leadsToChosen);
  useEffect(() => {
    if (leadsToChosen) setOpen(true);
  }, [leadsToChosen]);
  const name = decodedName(folder.name);
  const unread = folder.below.failed + folder.below.partial;
  return (
    <li>
      <div
        className={`${styles.row} ${chosen === folder.prefix ? styles.chosen : ""}`}
        style={{ paddingInlineStart: depth * 14 }}
      >
        {folder.has_folders ? (
          <button
            type="button"
            className={`bare ${styles.toggle}`}
            aria-expanded={open}
            aria-label={t(open ? "files.folders.close" : "files.folders.open", { name })}
            onClick={() => setOpen(!open)}
          >
            {open ? <DownSign size={14} /> : <RightSign size={14} />}
          </button>
        ) : (
          <span className={styles.toggle} />
        )}
        <Link
          to="/files"
          search={(now) => ({ ...now, prefix: folder.prefix })}
          className={styles.open}
          onClick={onChoose}
          aria-current={chosen === folder.prefix || undefined}
        >
          {folder.container == null ? <FolderSign size={15} /> : <BoxSign size={15} />}
          <bdi className={styles.name}>
            <Visible text={name} />
          </bdi>
          {unread > 0 && (
            <span
              className={styles.dot}
              title={`${count(language, unread)} ${t("state.failed")} / ${t("state.partial")}`}
            />
          )}
          <span className={`figures ${styles.count}`}>{count(language, folder.below.files)}</span>
        </Link>
      </div>
      {open && folder.has_folders && (
        <Branch prefix={folder.prefix} depth={depth + 1} chosen={chosen} onChoose={onChoose} />
      )}
    </li>
  );
}
