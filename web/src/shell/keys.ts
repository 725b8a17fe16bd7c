// Keys of the workbench. They are silent while somebody types, while a dialog is open, and with Ctrl, Alt or Meta.
import { useEffect, useRef } from "react";

export type KeyBindings = Record<string, (event: KeyboardEvent) => void>;

/** How long the second key of `g f` may take. */
const SEQUENCE_MS = 1200;

/** Whether the key press belongs to a field or a dialog. */
export function isTaken(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey" | "target">): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey) return true;
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (!target) return false;
  if (target.closest("[role=dialog], [role=menu]")) return true;
  if (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName)) return true;
  // Enter on a button or link is that button's or link's.
  return (event.key === "Enter" || event.key === " ") && target.closest("a, button, summary") !== null;
}

/** Calls a binding for its key (`j`, `Enter`) or for two keys one after the other (`g f`), while mounted. */
export function useKeys(bindings: KeyBindings): void {
  const current = useRef(bindings);
  useEffect(() => {
    current.current = bindings;
  });
  useEffect(() => {
    let first = "";
    let at = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTaken(event)) return;
      const pair = `${first} ${event.key}`;
      const inTime = first !== "" && event.timeStamp - at < SEQUENCE_MS;
      const binding = (inTime && current.current[pair]) || current.current[event.key];
      const begins = Object.keys(current.current).some((keys) => keys.startsWith(`${event.key} `));
      // Pressed twice it is a pair, whoever it is for (`g g`), and what follows stands alone.
      first = begins && !(inTime && first === event.key) ? event.key : "";
      at = event.timeStamp;
      if (!binding) return;
      event.preventDefault();
      first = "";
      binding(event);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
