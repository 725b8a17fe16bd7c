// A place where there is nothing to show, and what could be done about it.
import type { ReactNode } from "react";
import styles from "./states.module.css";

export function Nothing({ title, says, children }: { title: string; says?: string; children?: ReactNode }) {
  return (
    <div className={styles.state}>
      <h2>{title}</h2>
      {says && <p className="quiet">{says}</p>}
      {children}
    </div>
  );
}
