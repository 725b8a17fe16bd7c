// Text of the leak on a page: always text, never markup, with what would hide or turn it drawn as its name.
import { useLanguage } from "../i18n/language";
import { visiblePieces } from "../text/visible";
import styles from "./Visible.module.css";

/** `offset`: where `text` begins in its part; each piece then says its own place, for selections to be cited. */
export function Visible({ text, offset }: { text: string; offset?: number }) {
  const { t } = useLanguage();
  const pieces = visiblePieces(text);
  if (pieces.length === 1 && !pieces[0]?.escaped && offset === undefined) return text;
  return pieces.map((piece) => {
    const at = offset === undefined ? undefined : offset + piece.at;
    return piece.escaped ? (
      <span key={piece.at} className={styles.unsafe} title={t("reader.unsafe")} data-at={at} data-escaped="">
        {piece.text}
      </span>
    ) : (
      <span key={piece.at} data-at={at}>
        {piece.text}
      </span>
    );
  });
}

/** A path of the case, its parts kept in their order whatever they are written in. */
export function VisiblePath({ path }: { path: string }) {
  return (
    <bdi className={styles.path} dir="ltr">
      <Visible text={path} />
    </bdi>
  );
}
