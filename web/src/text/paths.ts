// Paths as the contract writes them: `/` separates, `!/` enters a container, `%25 %23 %21` stand in names.

export interface PathStep {
  /** The name, decoded for people. */
  name: string;
  /** What the paths below it begin with; for the last step of a file, the path itself. */
  prefix: string;
  kind: "folder" | "container" | "file";
}

/** Returns a name of a path as it was called, percent-encoding undone. */
export function decodedName(name: string): string {
  return name.replace(/%(25|23|21)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Returns the folders and containers of a path, and the file at its end. */
export function pathSteps(path: string): PathStep[] {
  const steps: PathStep[] = [];
  let from = 0;
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", from)) {
    const segment = path.slice(from, at);
    const container = segment.endsWith("!");
    steps.push({
      name: decodedName(container ? segment.slice(0, -1) : segment),
      prefix: path.slice(0, at + 1),
      kind: container ? "container" : "folder",
    });
    from = at + 1;
  }
  if (from < path.length) steps.push({ name: decodedName(path.slice(from)), prefix: path, kind: "file" });
  return steps;
}

/** Returns the last name of a path and all before it. */
export function nameAndFolder(path: string): { name: string; folder: string } {
  const cut = path.lastIndexOf("/") + 1;
  return { name: path.slice(cut), folder: path.slice(0, cut) };
}

/** Characters of a name that stay in view where it is too long: enough for its ending and what tells it from others. */
const TAIL = 12;

/** Returns a name in two pieces, the second of which stays in view where there is no room for both. */
export function headAndTail(name: string): [head: string, tail: string] {
  const characters = Array.from(name);
  if (characters.length <= TAIL * 2) return [name, ""];
  return [characters.slice(0, -TAIL).join(""), characters.slice(-TAIL).join("")];
}
