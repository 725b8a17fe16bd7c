// Before the first query: how to ask, with examples that can be pressed, and what was asked before.
import { useState } from "react";
import { type TextKey, useLanguage } from "../i18n/language";
import { askedBefore, forget } from "./asked-before";
import styles from "./SearchStart.module.css";

const EXAMPLES: readonly { queries: readonly string[]; says: TextKey }[] = [
  { queries: ["合同", "工资"], says: "search.help.han" },
  { queries: ["price contract", "合同 公安"], says: "search.help.and" },
  { queries: ['"monthly report"', '"服务合同"'], says: "search.help.phrase" },
  { queries: ["bonus OR salary", "奖金 OR 工资"], says: "search.help.or" },
  { queries: ["合同 NOT 草稿", "contract -draft"], says: "search.help.not" },
  { queries: ["payment NEAR/5 late"], says: "search.help.near" },
  { queries: ["type:csv 奖金", "lang:zh", "path:02"], says: "search.help.field" },
  { queries: ["合同 from:王*", "to:anna invoice"], says: "search.help.from" },
  { queries: ["合同 after:2021-03", "date:2021"], says: "search.help.date" },
  { queries: ["合同 in:table", "in:message 合同"], says: "search.help.in" },
  { queries: ["pinyin:hetong", "pinyin:gaj"], says: "search.help.pinyin" },
  { queries: ["ocr:合同"], says: "search.help.ocr" },
  { queries: ["contract*", "wom?n"], says: "search.help.wild" },
  { queries: ["recieve~1"], says: "search.help.fuzzy" },
  { queries: ["/T\\d{4}/"], says: "search.help.regex" },
];

export function SearchStart({ ask }: { ask: (query: string) => void }) {
  const { t } = useLanguage();
  const [before, setBefore] = useState(askedBefore);
  return (
    <div className={styles.start}>
      <p className="quiet">{t("search.start.says")}</p>
      {before.length > 0 && (
        <section aria-labelledby="asked-before">
          <h2 id="asked-before">{t("search.history")}</h2>
          <p className={styles.before}>
            {before.map((query) => (
              <button key={query} type="button" className={`bare ${styles.query}`} onClick={() => ask(query)}>
                {query}
              </button>
            ))}
            <button
              type="button"
              className={`bare ${styles.forget}`}
              onClick={() => {
                forget();
                setBefore([]);
              }}
            >
              {t("search.history.clear")}
            </button>
          </p>
        </section>
      )}
      <section aria-labelledby="how-to-ask">
        <h2 id="how-to-ask">{t("search.help")}</h2>
        <dl className={styles.examples}>
          {EXAMPLES.map(({ queries, says }) => (
            <div key={says} className={styles.example}>
              <dt>
                {queries.map((query) => (
                  <button key={query} type="button" className={`bare ${styles.query}`} onClick={() => ask(query)}>
                    {query}
                  </button>
                ))}
              </dt>
              <dd>{t(says)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
