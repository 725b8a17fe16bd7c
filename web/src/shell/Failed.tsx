// What went wrong, in the server's own words, with its hints and a way to try again.
import { Button } from "@mantine/core";
import { CaseProblem, NoAnswer } from "../api/client";
import { useLanguage } from "../i18n/language";
import styles from "./states.module.css";

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useLanguage();
  const problem = error instanceof CaseProblem ? error.problem : null;
  const words = wordsFor();
  function wordsFor(): string {
    if (problem?.kind === "no_token") return t("error.token");
    if (problem) return problem.error;
    if (error instanceof NoAnswer) return t("error.gone");
    return error instanceof Error ? error.message : String(error);
  }
  return (
    <div className={styles.state} role="alert">
      <h2>{t("error.title")}</h2>
      <p className={styles.words}>{words}</p>
      {problem && problem.hints.length > 0 && (
        <ul className={styles.hints}>
          {problem.hints.map((hint) => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      )}
      {retry && (
        <Button variant="default" size="xs" onClick={retry}>
          {t("common.retry")}
        </Button>
      )}
    </div>
  );
}
