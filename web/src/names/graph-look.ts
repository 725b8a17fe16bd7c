// How the graph of names looks, in the colours of the desk. Each type of name has a form of its own beside its colour,
// so that nobody has to tell colours apart.
import type cytoscape from "cytoscape";

/** The types of names, each with its form and the name of its colour. */
export const FORMS = [
  { type: "org", form: "round-rectangle", colour: "--accent" },
  { type: "person", form: "ellipse", colour: "--cited-edge" },
  { type: "product", form: "diamond", colour: "--partial" },
  { type: "country", form: "hexagon", colour: "--read" },
  { type: "place", form: "triangle", colour: "--pending" },
] as const;

/** The form of a name of which no mention was found. */
export const UNKNOWN = { form: "ellipse", colour: "--skipped" } as const;

const LEAST = 14;
const MOST = 40;

/** Returns how large the sign of a name is that so many claims bind. */
export function sizeOf(claims: number): number {
  return Math.min(MOST, LEAST + 6 * Math.log2(Math.max(1, claims)));
}

/** Returns how wide a line is that rests on so many claims. */
export function widthOf(claims: number): number {
  return Math.min(6, 1.2 + Math.log2(Math.max(1, claims)));
}

/** Returns places on a spiral, one for each name in its order: a layout that begins there ends the same each time. */
export function spiral(count: number): { x: number; y: number }[] {
  const turn = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: count }, (_, at) => {
    const far = 60 * Math.sqrt(at);
    return { x: far * Math.cos(at * turn), y: far * Math.sin(at * turn) };
  });
}

/** Returns the look, with the colours that hold at an element. */
export function lookAt(element: Element): cytoscape.StylesheetJson {
  const styles = getComputedStyle(element);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  return [
    {
      selector: "node",
      style: {
        label: "data(name)",
        width: "data(size)",
        height: "data(size)",
        shape: UNKNOWN.form,
        "background-color": colour("--card"),
        "border-color": colour(UNKNOWN.colour),
        "border-width": 2,
        color: colour("--ink"),
        "font-family": styles.fontFamily,
        "font-size": 15,
        "min-zoomed-font-size": 7,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-wrap": "ellipsis",
        "text-max-width": "160px",
        "text-background-color": colour("--card"),
        "text-background-opacity": 0.8,
        "text-background-padding": "1px",
      },
    },
    ...FORMS.map(({ type, form, colour: name }) => ({
      selector: `node[type = "${type}"]`,
      style: { shape: form, "background-color": colour(name), "border-width": 0 },
    })),
    {
      selector: "edge",
      style: {
        width: "data(width)",
        "line-color": colour("--rule-strong"),
        "target-arrow-color": colour("--rule-strong"),
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.9,
        "curve-style": "bezier",
      },
    },
    { selector: "edge[?denied]", style: { "line-style": "dashed", "target-arrow-shape": "tee" } },
    // Only these say in words what they are: all at once would hide one another.
    {
      selector: "edge.chosen, edge.near",
      style: {
        "line-color": colour("--cited-edge"),
        "target-arrow-color": colour("--cited-edge"),
        label: "data(label)",
        color: colour("--ink"),
        "font-family": styles.fontFamily,
        "font-size": 13,
        "text-rotation": "autorotate",
        "text-background-color": colour("--card"),
        "text-background-opacity": 0.9,
        "text-background-padding": "2px",
        "z-index": 9,
      },
    },
    { selector: "node.asked", style: { "border-width": 3, "border-color": colour("--mark-now") } },
    { selector: ".faint", style: { opacity: 0.25 } },
  ] as cytoscape.StylesheetJson;
}
