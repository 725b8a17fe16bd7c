// A claim in a sentence that opens its place, with the place in words and where else the same is said.
import { Link } from "@tanstack/react-router";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { FileName } from "../shell/FileName";
import { Visible } from "../shell/Visible";
import { placeInWords } from "../text/locator";
import { nameAndFolder } from "../text/paths";
import { placeOf } from "./address";
import styles from "./Said.module.css";

export function Said({ claim }: { claim: Shapes["ClaimShape"] }) {
  const { t } = useLanguage();
  const citation = claim.citations[0];
  if (!citation) return null;
  return (
    <div className={styles.said}>
      <Link to="/read" search={placeOf(citation)} preload={false} title={citation.quote}>
        <Visible text={claim.statement} />
      </Link>
      <PlaceOf citation={citation} />
      {claim.repeated_at.map((other) => (
        <span key={`${other.path} ${other.locator}`} className={styles.also}>
          {t("claims.alsoAt")}{" "}
          <Link to="/read" search={placeOf(other)} preload={false} title={other.quote}>
            <Visible text={nameAndFolder(other.path).name} />, {placeInWords(other.locator, t)}
          </Link>
        </span>
      ))}
      {claim.also_at.map((path) => (
        <span key={path} className={styles.also}>
          {t("claims.alsoAt")}{" "}
          <Link to="/read" search={{ path }} preload={false}>
            <Visible text={path} />
          </Link>
        </span>
      ))}
    </div>
  );
}

/** The name of a file and a place in it, in words. */
export function PlaceOf({ citation }: { citation: Shapes["CitationShape"] }) {
  const { t } = useLanguage();
  return (
    <span className={`quiet ${styles.place}`}>
      <FileName name={nameAndFolder(citation.path).name} />
      <span>{placeInWords(citation.locator, t)}</span>
    </span>
  );
}
