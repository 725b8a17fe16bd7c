// Where in the tree the ledger stands, each step a way back.
import { Link } from "@tanstack/react-router";
import { useLanguage } from "../i18n/language";
import { Visible } from "../shell/Visible";
import { pathSteps } from "../text/paths";
import styles from "./Breadcrumb.module.css";

export function Breadcrumb({ prefix }: { prefix: string }) {
  const { t } = useLanguage();
  const steps = pathSteps(prefix);
  return (
    <nav className={styles.steps} aria-label={t("files.path")}>
      <Link to="/files" search={(now) => ({ ...now, prefix: undefined })} aria-current={prefix === "" || undefined}>
        {t("files.allFiles")}
      </Link>
      {steps.map((step) => (
        <span key={step.prefix} className={styles.step}>
          <span className={styles.slash} aria-hidden="true">
            {step.kind === "container" ? "▸" : "/"}
          </span>
          <Link
            to="/files"
            search={(now) => ({ ...now, prefix: step.prefix })}
            aria-current={step.prefix === prefix || undefined}
          >
            <bdi>
              <Visible text={step.name} />
            </bdi>
          </Link>
        </span>
      ))}
    </nav>
  );
}
