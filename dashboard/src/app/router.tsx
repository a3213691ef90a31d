import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect,
} from "@tanstack/react-router";
import { signInByCode } from "../account/account.js";
import { takeCode } from "../account/fragment.js";
import { JoinPage } from "../account/JoinPage.js";
import { SignInPage } from "../account/SignInPage.js";
import { ActivityPage } from "../activity/ActivityPage.js";
import type { Group } from "../activity/outcomes.js";
import { ApprovalsPage } from "../approvals/ApprovalsPage.js";
import { isSignedOut } from "../exchange/refusals.js";
import { meQuery } from "../exchange/queries.js";
import { HomePage } from "../home/HomePage.js";
import { Shell } from "../shell/Shell.js";
import { Crash } from "./Crash.js";
import { NotFound } from "./NotFound.js";

const root = createRootRouteWithContext<{ readonly client: QueryClient }>()({
  component: Outlet, notFoundComponent: NotFound, errorComponent: Crash,
});

interface SignInSearch {
  readonly ended?: boolean;
  readonly refused?: boolean;
  /** Where to go then: a path of this page. */
  readonly to?: string;
}

const signIn = createRoute({
  getParentRoute: () => root, path: "/sign-in", component: SignInPage,
  validateSearch: ({ ended, refused, to }: Record<string, unknown>): SignInSearch => ({
    ...(ended === true ? { ended } : {}),
    ...(refused === true ? { refused } : {}),
    ...(typeof to === "string" && /^\/(?![/\\])/.test(to) ? { to } : {}),
  }),
});

const join = createRoute({ getParentRoute: () => root, path: "/join", component: JoinPage });

const owner = createRoute({
  getParentRoute: () => root, path: "/owner",
  component: lazyRouteComponent(() => import("../keys/OwnerPage.js"), "OwnerPage"),
});

/** Everything that needs a session. A code in the address is used first; without a session people are asked for one. */
const inside = createRoute({
  getParentRoute: () => root, id: "inside", component: Shell,
  beforeLoad: async ({ context: { client }, location }) => {
    const code = takeCode();
    try {
      if (code !== null) await signInByCode(client, code);
      await client.ensureQueryData(meQuery);
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      const back = location.href === "/" ? {} : { to: location.href };
      throw redirect({ to: "/sign-in", search: { ...back, ...(code === null ? {} : { refused: true }) } });
    }
  },
});

const groups: readonly Group[] = ["delivered", "waiting", "stopped"];

interface ActivitySearch {
  readonly filter?: string | undefined;
  readonly group?: Group | undefined;
  readonly event?: string | undefined;
}

const home = createRoute({ getParentRoute: () => inside, path: "/", component: HomePage });
const approvals = createRoute({ getParentRoute: () => inside, path: "/approvals", component: ApprovalsPage });
const activity = createRoute({
  getParentRoute: () => inside, path: "/activity", component: ActivityPage,
  validateSearch: ({ filter, group, event }: Record<string, unknown>): ActivitySearch => ({
    ...(typeof filter === "string" && filter !== "" ? { filter } : {}),
    ...(groups.some((one) => one === group) ? { group: group as Group } : {}),
    ...(typeof event === "string" ? { event } : {}),
  }),
});
const inbox = createRoute({
  getParentRoute: () => inside, path: "/inbox",
  component: lazyRouteComponent(() => import("../inbox/InboxPage.js"), "InboxPage"),
});
const thread = createRoute({
  getParentRoute: () => inside, path: "/inbox/$agent/$peer",
  component: lazyRouteComponent(() => import("../inbox/ThreadPage.js"), "ThreadPage"),
});
const agents = createRoute({
  getParentRoute: () => inside, path: "/agents",
  component: lazyRouteComponent(() => import("../agents/AgentsPage.js"), "AgentsPage"),
});
const agent = createRoute({
  getParentRoute: () => inside, path: "/agents/$agent",
  component: lazyRouteComponent(() => import("../agents/AgentPage.js"), "AgentPage"),
});
const connection = createRoute({
  getParentRoute: () => inside, path: "/connections/$agent/$peer",
  component: lazyRouteComponent(() => import("../connections/ConnectionPage.js"), "ConnectionPage"),
});
const settings = createRoute({
  getParentRoute: () => inside, path: "/settings",
  component: lazyRouteComponent(() => import("../settings/SettingsPage.js"), "SettingsPage"),
});

const tree = root.addChildren([
  signIn, join, owner,
  inside.addChildren([home, approvals, activity, inbox, thread, agents, agent, connection, settings]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree, context: { client }, defaultPreload: "intent", defaultErrorComponent: Crash,
    defaultNotFoundComponent: NotFound, scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
