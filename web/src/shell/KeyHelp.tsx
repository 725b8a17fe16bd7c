// The list of keys, opened with `?`.
import { Modal } from "@mantine/core";
import { type TextKey, useLanguage } from "../i18n/language";
import styles from "./KeyHelp.module.css";

const KEYS: readonly { title: TextKey; keys: readonly [keys: string, says: TextKey][] }[] = [
  {
    title: "keys.everywhere",
    keys: [
      ["/", "keys.search"],
      ["g o", "keys.overview"],
      ["g f", "keys.files"],
      ["g s", "keys.searchPage"],
      ["g w", "keys.lists.page"],
      ["g c", "keys.claims"],
      ["g n", "keys.names"],
      ["g h", "keys.chats"],
      ["g i", "keys.images"],
      ["g t", "keys.tables"],
      ["g l", "keys.timeline"],
      ["Esc", "keys.back"],
      ["?", "keys.help"],
    ],
  },
  {
    title: "keys.lists",
    keys: [
      ["j", "keys.down"],
      ["k", "keys.up"],
      ["Enter", "keys.open"],
    ],
  },
  {
    title: "keys.reader",
    keys: [
      ["n", "keys.next"],
      ["p", "keys.previous"],
      ["]", "keys.nextPart"],
      ["[", "keys.previousPart"],
      [">", "keys.nextPage"],
      ["<", "keys.previousPage"],
      ["c", "keys.cite"],
      ["g g", "keys.gloss"],
      ["t", "keys.translation"],
      ["+ - 0", "keys.zoom"],
      ["r", "keys.turn"],
    ],
  },
];

export function KeyHelp({ close }: { close: () => void }) {
  const { t } = useLanguage();
  return (
    <Modal
      opened
      onClose={close}
      title={t("keys.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <div className={styles.groups}>
        {KEYS.map(({ title, keys }) => (
          <section key={title}>
            <h3 className={styles.title}>{t(title)}</h3>
            <dl className={styles.keys}>
              {keys.map(([pressed, says]) => (
                <div key={pressed} className={styles.key}>
                  <dt>
                    {pressed.split(" ").map((key) => (
                      <kbd key={key} className={styles.cap}>
                        {key}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{t(says)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
