// A machine translation beside the text that it translates, never in its place, and who made it.
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { Visible } from "../shell/Visible";
import { languageName, moment } from "../text/figures";
import styles from "./Translated.module.css";
import { segmentsEndingIn } from "./translations";

interface TranslatedProps {
  start: number;
  end: number;
  translation: Shapes["TranslationOf"] | undefined;
}

/** What translates the text up to the end of a row. */
export function Translated({ start, end, translation }: TranslatedProps) {
  const { t } = useLanguage();
  const here = translation ? segmentsEndingIn(translation.segments, start, end) : [];
  if (here.length === 0) return null;
  return here.map((segment) => (
    <span key={segment.start} className={styles.translated} lang={translation?.target} data-translation={segment.start}>
      <Visible text={segment.text} />
      {segment.without.length > 0 && (
        <span className={styles.without}> {t("translation.without", { names: segment.without.join(", ") })}</span>
      )}
    </span>
  ));
}

interface TranslatorProps {
  translations: readonly Shapes["TranslationOf"][];
  chosen: number;
  onChoose: (index: number) => void;
}

/** Says who translated, and that a machine did. */
export function Translator({ translations, chosen, onChoose }: TranslatorProps) {
  const { t, language } = useLanguage();
  const translation = translations[chosen];
  if (!translation) return null;
  const named = ({ api, service, model, target, at }: Shapes["TranslationOf"]) =>
    t("translation.by", {
      api,
      service,
      model: model || t("translation.noModel"),
      target: languageName(language, target),
      date: moment(language, at),
    });
  return (
    <p className={styles.translator} role="status" data-testid="translator">
      {t("translation.machine")}{" "}
      {translations.length > 1 ? (
        <select
          aria-label={t("translation.choose")}
          value={chosen}
          onChange={(event) => onChoose(Number(event.target.value))}
        >
          {translations.map((other, index) => (
            <option key={`${other.api} ${other.service} ${other.model} ${other.target}`} value={index}>
              {named(other)}
            </option>
          ))}
        </select>
      ) : (
        <Visible text={named(translation)} />
      )}
      {translation.stale > 0 && ` ${t("translation.stale", { n: String(translation.stale) })}`}
    </p>
  );
}
