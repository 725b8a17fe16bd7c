// Which file this is, where it lies, where it stands.
import { Button, Modal } from "@mantine/core";
import { useClipboard, useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { originalAddress, type Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { CopySign, SaveSign } from "../shell/icons";
import { StateBadge } from "../shell/StateBadge";
import { Visible } from "../shell/Visible";
import { languageName, size, typeName } from "../text/figures";
import { pathSteps } from "../text/paths";
import { whyUnread } from "../text/reason";
import styles from "./FileHead.module.css";
import { PageOf } from "./PageOf";
import tools from "./tools.module.css";

export function FileHead({ info, children }: { info: Shapes["FileInfo"]; children: ReactNode }) {
  const { t, language } = useLanguage();
  const { file, document } = info;
  const clipboard = useClipboard();
  const steps = pathSteps(file.path);
  const name = steps.pop()?.name ?? file.path;
  const why = whyUnread(file, t);
  const facts = [
    file.media_type && typeName(file.media_type),
    size(language, file.bytes),
    file.language && languageName(language, file.language),
    document?.encoding,
    document?.reading,
  ].filter(Boolean);
  return (
    <header className={styles.head}>
      <nav className={styles.where} aria-label={t("files.path")}>
        <Link to="/files">{t("nav.files")}</Link>
        {steps.map((step) => (
          <span key={step.prefix}>
            <span className={styles.slash} aria-hidden="true">
              {step.kind === "container" ? "▸" : "/"}
            </span>
            <Link to="/files" search={{ prefix: step.prefix }}>
              <bdi>
                <Visible text={step.name} />
              </bdi>
            </Link>
          </span>
        ))}
      </nav>
      <div className={styles.line}>
        <h1 className={styles.name}>
          <bdi>
            <Visible text={name} />
          </bdi>
        </h1>
        <div className={styles.tools}>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<CopySign size={15} />}
            onClick={() => clipboard.copy(file.path)}
            aria-label={t("reader.copyPath")}
          >
            <span className={clipboard.copied ? undefined : tools.words}>
              {clipboard.copied ? t("common.copied") : t("reader.copyPath")}
            </span>
          </Button>
          {children}
          {file.sha256 && <SaveOriginal path={file.path} />}
        </div>
      </div>
      {info.page_of && <PageOf document={info.page_of} path={file.path} />}
      <p className={`figures ${styles.facts}`}>
        <StateBadge state={file.state} />
        {why && <span> · {why}</span>}
        {facts.map((fact) => (
          <span key={fact}> · {fact}</span>
        ))}
      </p>
    </header>
  );
}

function SaveOriginal({ path }: { path: string }) {
  const { t } = useLanguage();
  const [asks, dialog] = useDisclosure(false);
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<SaveSign size={15} />}
        onClick={dialog.open}
        aria-label={t("reader.download")}
      >
        <span className={tools.words}>{t("reader.download")}</span>
      </Button>
      <Modal
        opened={asks}
        onClose={dialog.close}
        title={t("reader.download.title")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <p>{t("reader.download.says")}</p>
        <div className={styles.choice}>
          <Button variant="default" onClick={dialog.close} data-autofocus>
            {t("reader.download.cancel")}
          </Button>
          <Button component="a" href={originalAddress(path)} download onClick={dialog.close}>
            {t("reader.download.do")}
          </Button>
        </div>
      </Modal>
    </>
  );
}
