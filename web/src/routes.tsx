// The addresses of the workbench. Each page is a file of its own, loaded when it is first opened.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import {
  chatsAddress,
  claimsAddress,
  filesAddress,
  graphAddress,
  imagesAddress,
  listsAddress,
  nameAddress,
  namesAddress,
  readAddress,
  searchAddress,
} from "./address/pages";
import { parsePlainSearch, stringifyPlainSearch } from "./address/plain-search";
import { Failed } from "./shell/Failed";
import { NoSuchPage } from "./shell/NoSuchPage";
import { Shell } from "./shell/Shell";

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NoSuchPage });

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./overview/OverviewPage"), "OverviewPage"),
});

const filesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/files",
  validateSearch: filesAddress,
  component: lazyRouteComponent(() => import("./files/FilesPage"), "FilesPage"),
});

const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/search",
  validateSearch: searchAddress,
  component: lazyRouteComponent(() => import("./search/SearchPage"), "SearchPage"),
});

const listsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/lists",
  validateSearch: listsAddress,
  component: lazyRouteComponent(() => import("./lists/ListsPage"), "ListsPage"),
});

const readRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/read",
  validateSearch: readAddress,
  component: lazyRouteComponent(() => import("./reader/ReaderPage"), "ReaderPage"),
});

const claimsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/claims",
  validateSearch: claimsAddress,
  component: lazyRouteComponent(() => import("./claims/ClaimsPage"), "ClaimsPage"),
});

const chatsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/chats",
  validateSearch: chatsAddress,
  component: lazyRouteComponent(() => import("./chats/ChatsPage"), "ChatsPage"),
});

const imagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/images",
  validateSearch: imagesAddress,
  component: lazyRouteComponent(() => import("./images/ImagesPage"), "ImagesPage"),
});

const tablesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/tables",
  component: lazyRouteComponent(() => import("./tables/TablesPage"), "TablesPage"),
});

const namesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/names",
  validateSearch: namesAddress,
  component: lazyRouteComponent(() => import("./names/NamesPage"), "NamesPage"),
});

const nameRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/names/one",
  validateSearch: nameAddress,
  component: lazyRouteComponent(() => import("./names/NamePage"), "NamePage"),
});

const graphRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/names/graph",
  validateSearch: graphAddress,
  component: lazyRouteComponent(() => import("./names/GraphPage"), "GraphPage"),
});

const timelineRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/timeline",
  component: lazyRouteComponent(() => import("./timeline/TimelinePage"), "TimelinePage"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    overviewRoute,
    filesRoute,
    searchRoute,
    listsRoute,
    readRoute,
    claimsRoute,
    chatsRoute,
    imagesRoute,
    tablesRoute,
    namesRoute,
    nameRoute,
    graphRoute,
    timelineRoute,
  ]),
  parseSearch: parsePlainSearch,
  stringifySearch: stringifyPlainSearch,
  defaultErrorComponent: ({ error, reset }) => <Failed error={error} retry={reset} />,
  defaultPreload: "intent",
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
