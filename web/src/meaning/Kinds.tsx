// The types there are, each with how many, as links: the one that is shown is marked.
import { Link, type LinkProps } from "@tanstack/react-router";
import { useLanguage } from "../i18n/language";
import { count } from "../text/figures";
import styles from "./page.module.css";

interface KindsProps {
  to: LinkProps["to"];
  kinds: readonly string[];
  figures: Record<string, number>;
  shown: string | undefined;
  name: (kind: string) => string;
  label: string;
  /** What the address of a kind holds beside it; nothing unless told. */
  search?: (kind: string) => Record<string, string | undefined>;
}

export function Kinds({ to, kinds, figures, shown, name, label, search }: KindsProps) {
  const { language } = useLanguage();
  return (
    <nav aria-label={label}>
      <ul className={styles.kinds}>
        {kinds.map((kind) => (
          <li key={kind}>
            <Link
              to={to}
              search={(search?.(kind) ?? { type: kind }) as never}
              className={styles.kind}
              aria-current={kind === shown ? "true" : undefined}
              data-none={figures[kind] ? undefined : ""}
            >
              {name(kind)}
              <span className="figures">{count(language, figures[kind] ?? 0)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
