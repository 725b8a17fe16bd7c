// The name of a file in one line: where there is no room for all of it, its middle gives way, not its ending.
import { headAndTail } from "../text/paths";
import styles from "./FileName.module.css";
import { Visible } from "./Visible";

export function FileName({ name }: { name: string }) {
  const [head, tail] = headAndTail(name);
  return (
    <bdi className={styles.name}>
      <span className={styles.head}>
        <Visible text={head} />
      </span>
      {tail !== "" && (
        <span className={styles.tail}>
          <Visible text={tail} />
        </span>
      )}
    </bdi>
  );
}
