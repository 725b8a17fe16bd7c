// The language of the page: English or Chinese. Every text of the interface has a key, every key both languages.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { en } from "./en";
import { zh } from "./zh";

export type Language = "en" | "zh";
export type TextKey = keyof typeof en;
export type Values = Record<string, string | number>;
export type Translate = (key: TextKey, values?: Values) => string;

const TEXTS: Record<Language, Record<TextKey, string>> = { en, zh };
const KEPT_AS = "daylight-language";

/**
 * Returns the text of a key with `{name}` replaced by its values. A text with `|` in it has a form for one and a form
 * for all other numbers: `{n}` decides.
 */
export function translate(language: Language, key: TextKey, values: Values = {}): string {
  const forms = TEXTS[language][key].split("|");
  const plain = String(values.n ?? "").replace(/\D/g, "");
  const form = forms.length > 1 && plain !== "1" ? forms[1] : forms[0];
  return (form ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

interface Spoken {
  language: Language;
  setLanguage: (language: Language) => void;
  t: Translate;
}

const LanguageContext = createContext<Spoken | null>(null);

function preferred(): Language {
  return document.documentElement.lang.startsWith("zh") ? "zh" : "en";
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, choose] = useState<Language>(preferred);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  }, [language]);
  const setLanguage = useCallback((chosen: Language) => {
    choose(chosen);
    try {
      localStorage.setItem(KEPT_AS, chosen);
    } catch {
      // Storage may be forbidden: the choice then holds for this page.
    }
  }, []);
  const spoken = useMemo<Spoken>(
    () => ({ language, setLanguage, t: (key, values) => translate(language, key, values) }),
    [language, setLanguage],
  );
  return <LanguageContext value={spoken}>{children}</LanguageContext>;
}

export function useLanguage(): Spoken {
  const spoken = useContext(LanguageContext);
  if (!spoken) throw new Error("outside of LanguageProvider");
  return spoken;
}
