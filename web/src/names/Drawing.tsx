// The graph of names, drawn. Always: the list beside it says the same, for whoever uses keys or listens; a click on a
// name opens it, one on a line the claims that it rests on.
import { useComputedColorScheme } from "@mantine/core";
import cytoscape from "cytoscape";
import { useEffect, useRef } from "react";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { count } from "../text/figures";
import styles from "./Drawing.module.css";
import { lookAt, sizeOf, spiral, widthOf } from "./graph-look";

/**
 * An element by this name keeps Cytoscape from putting a style element into the page, which the content security policy
 * would refuse; what that says stands in Drawing.module.css.
 */
const STYLED = "__________cytoscape_stylesheet";

const NEARER = 1.3;
const NEAREST_AT_FIRST = 1.4;

interface DrawingProps {
  nodes: Shapes["NodeShape"][];
  ties: Shapes["TieShape"][];
  /** Whether a name was looked for: those get a ring. */
  asked: ReadonlySet<string>;
  chosen: string | undefined;
  labelOf: (tie: Shapes["TieShape"]) => string;
  openNode: (node: Shapes["NodeShape"]) => void;
  openTie: (tie: Shapes["TieShape"]) => void;
}

export function Drawing({ nodes, ties, asked, chosen, labelOf, openNode, openTie }: DrawingProps) {
  const { t, language } = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<cytoscape.Core>(undefined);
  const latest = useRef({ labelOf, openNode, openTie });
  latest.current = { labelOf, openNode, openTie };
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    const container = box.current;
    if (!container) return;
    const places = spiral(nodes.length);
    const graph = cytoscape({
      container,
      elements: {
        nodes: nodes.map((node, at) => ({
          data: { id: node.id, name: node.name, type: node.type ?? "", size: sizeOf(node.claims) },
          position: { ...(places[at] ?? { x: 0, y: 0 }) },
        })),
        edges: ties.map((tie) => ({
          data: {
            id: tie.id,
            source: tie.from,
            target: tie.to,
            denied: tie.denied,
            width: widthOf(tie.total),
            label: latest.current.labelOf(tie),
          },
        })),
      },
      minZoom: 0.1,
      maxZoom: 4,
      autoungrabify: false,
      boxSelectionEnabled: false,
    });
    graph
      .layout({
        name: "cose",
        animate: false,
        randomize: false,
        nodeDimensionsIncludeLabels: true,
        idealEdgeLength: () => 80,
        nodeRepulsion: () => 700_000,
        nodeOverlap: 40,
        componentSpacing: 40,
        gravity: 0.5,
        numIter: 2500,
        fit: false,
      })
      .run();
    const showAll = () => {
      graph.resize();
      graph.fit(undefined, 28);
      if (graph.zoom() > NEAREST_AT_FIRST) {
        graph.zoom(NEAREST_AT_FIRST);
        graph.center();
      }
    };
    showAll();
    graph.on("tap", "node", (event) => {
      const node = nodes.find(({ id }) => id === event.target.id());
      if (node) latest.current.openNode(node);
    });
    graph.on("tap", "edge", (event) => {
      const tie = ties.find(({ id }) => id === event.target.id());
      if (tie) latest.current.openTie(tie);
    });
    graph.on("mouseover", "node", (event) => {
      container.style.cursor = "pointer";
      event.target.connectedEdges().addClass("near");
    });
    graph.on("mouseover", "edge", (event) => {
      container.style.cursor = "pointer";
      event.target.addClass("near");
    });
    graph.on("mouseout", () => {
      container.style.cursor = "";
      graph.elements().removeClass("near");
    });
    const watch = new ResizeObserver(showAll);
    watch.observe(container);
    drawn.current = graph;
    return () => {
      watch.disconnect();
      graph.destroy();
      drawn.current = undefined;
    };
  }, [nodes, ties]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours hang on light or dark, a new drawing on its names
  useEffect(() => {
    if (box.current) drawn.current?.style(lookAt(box.current));
  }, [scheme, nodes, ties]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing on its names and ties
  useEffect(() => {
    const graph = drawn.current;
    if (!graph) return;
    graph.elements().removeClass("chosen asked faint");
    for (const id of asked) graph.getElementById(id).addClass("asked");
    const one = chosen === undefined ? undefined : graph.getElementById(chosen);
    if (one?.nonempty()) {
      one.addClass("chosen");
      graph.elements().not(one.union(one.connectedNodes())).addClass("faint");
    }
  }, [asked, chosen, nodes, ties]);

  const zoom = (by: number) => {
    const graph = drawn.current;
    if (!graph) return;
    const middle = { x: graph.width() / 2, y: graph.height() / 2 };
    graph.zoom({ level: graph.zoom() * by, renderedPosition: middle });
  };
  return (
    <div className={styles.drawing}>
      <span id={STYLED} hidden />
      <div
        ref={box}
        className={styles.box}
        role="img"
        aria-label={t("graph.drawn", { names: count(language, nodes.length), ties: count(language, ties.length) })}
        data-testid="graph"
      />
      <div className={styles.zoom}>
        <button type="button" onClick={() => zoom(NEARER)} aria-label={t("reader.nearer")} title={t("reader.nearer")}>
          +
        </button>
        <button
          type="button"
          onClick={() => zoom(1 / NEARER)}
          aria-label={t("reader.farther")}
          title={t("reader.farther")}
        >
          −
        </button>
        <button type="button" onClick={() => drawn.current?.fit(undefined, 28)}>
          {t("graph.all")}
        </button>
      </div>
    </div>
  );
}
