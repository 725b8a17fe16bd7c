// What the words of a query were looked for as well: each can be taken away, or all of it.
import { useNavigate } from "@tanstack/react-router";
import type { SearchAddress } from "../address/pages";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { CloseSign } from "../shell/icons";
import styles from "./AlsoSearched.module.css";

interface AlsoSearchedProps {
  address: SearchAddress;
  widened: Shapes["WidenedWord"][];
}

export function AlsoSearched({ address, widened }: AlsoSearchedProps) {
  const { t } = useLanguage();
  const navigate = useNavigate({ from: "/search" });
  const change = (changed: SearchAddress) => void navigate({ search: (now) => ({ ...now, ...changed }) });
  const kept = address.widen === "off" || address.keep !== undefined;
  if (widened.length === 0 && !kept) return null;
  return (
    <p className={styles.also}>
      {widened.map(({ word, also }) => (
        <span key={word} className={styles.word}>
          <span>
            <b>{word}</b> {t("search.also")} {also.join(" · ")}
          </span>
          <button
            type="button"
            className={`bare ${styles.remove}`}
            aria-label={t("search.also.remove", { word })}
            title={t("search.also.remove", { word })}
            onClick={() => change({ keep: [address.keep, word].filter(Boolean).join("|") })}
          >
            <CloseSign size={13} />
          </button>
        </span>
      ))}
      {widened.length > 1 && (
        <button type="button" className={`bare ${styles.all}`} onClick={() => change({ widen: "off" })}>
          {t("search.also.off")}
        </button>
      )}
      {kept && (
        <button
          type="button"
          className={`bare ${styles.all}`}
          onClick={() => change({ widen: undefined, keep: undefined })}
        >
          {t("search.also.on")}
        </button>
      )}
    </p>
  );
}
