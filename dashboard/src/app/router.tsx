import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect,
} from "@tanstack/react-router";
import { signInByCode } from "../account/account.js";
import { heldBootCode, heldLink, takeCode } from "../account/fragment.js";
import { SignInPage } from "../account/SignInPage.js";
import type { Group } from "../activity/outcomes.js";
import type { AuditFilter } from "../audit/auditFilter.js";
import { isSignedOut } from "../exchange/refusals.js";
import { accountQuery, meQuery } from "../exchange/queries.js";
import { type RangeName, rangeNames } from "../usage/ranges.js";
import { Crash, CrashedPage } from "./Crash.js";
import { fetched } from "./fetched.js";
import { NotFound } from "./NotFound.js";
import { painted } from "./painted.js";
import { Root } from "./Root.js";

const lazy: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => fetched(load), name);

// What people come for, in one file: whoever has one of these pages has the others too.
const loadInside = () => import("./inside.js");
const Shell = lazy(loadInside, "Shell");

const root = createRootRouteWithContext<{ readonly client: QueryClient }>()({
  component: Root, notFoundComponent: NotFound, errorComponent: CrashedPage,
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

const signUp = createRoute({
  getParentRoute: () => root, path: "/sign-up",
  component: lazy(() => import("../account/SignUpPage.js"), "SignUpPage"),
});

/** What a new account still lacks. One that acts for an owner has it all. */
const welcome = createRoute({
  getParentRoute: () => root, path: "/welcome",
  component: lazy(() => import("../account/WelcomePage.js"), "WelcomePage"), errorComponent: CrashedPage,
  beforeLoad: async ({ context: { client } }) => {
    try {
      const account = await client.ensureQueryData(accountQuery);
      const isDone = account === null || account.owner !== null || account.role === "auditor";
      if (isDone) throw redirect({ to: "/" });
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({ to: "/sign-in", search: {} });
    }
  },
});

const join = createRoute({
  getParentRoute: () => root, path: "/join",
  component: lazy(() => import("../account/JoinPage.js"), "JoinPage"),
});

const owner = createRoute({
  getParentRoute: () => root, path: "/owner",
  component: lazy(() => import("../keys/OwnerPage.js"), "OwnerPage"),
});

const pagesOfAuditors: readonly string[] = ["/audit", "/settings"];

/**
 * Everything that needs a session of an owner, or of an auditor, who has two of these pages. A code in the address is
 * used first; without a session people are asked for one, and an account that acts for no owner yet gets its keys
 * first.
 */
const inside = createRoute({
  getParentRoute: () => root, id: "inside", component: Shell, errorComponent: CrashedPage,
  beforeLoad: async ({ context: { client }, location, cause }) => {
    if (heldBootCode() !== null) throw redirect({ to: "/sign-up" });
    if (heldLink() !== null) throw redirect({ to: "/sign-in", search: {} });
    // Whoever goes from page to page sees at once that they do.
    if (cause === "stay") await painted();
    // While the server tells who is there.
    void Shell.preload?.();
    const code = takeCode();
    try {
      if (code !== null) await signInByCode(client, code);
      const account = await client.ensureQueryData(accountQuery);
      if (account?.role === "auditor") {
        if (!pagesOfAuditors.includes(location.pathname)) throw redirect({ to: "/audit", search: {} });
        return;
      }
      if (account !== null && account.owner === null) throw redirect({ to: "/welcome" });
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

const home = createRoute({
  getParentRoute: () => inside, path: "/", component: lazy(loadInside, "HomePage"),
});
const approvals = createRoute({
  getParentRoute: () => inside, path: "/approvals", component: lazy(loadInside, "ApprovalsPage"),
});
const activity = createRoute({
  getParentRoute: () => inside, path: "/activity", component: lazy(loadInside, "ActivityPage"),
  validateSearch: ({ filter, group, event }: Record<string, unknown>): ActivitySearch => ({
    ...(typeof filter === "string" && filter !== "" ? { filter } : {}),
    ...(groups.some((one) => one === group) ? { group: group as Group } : {}),
    ...(typeof event === "string" ? { event } : {}),
  }),
});
const inbox = createRoute({
  getParentRoute: () => inside, path: "/inbox",
  component: lazy(() => import("../inbox/InboxPage.js"), "InboxPage"),
});
const thread = createRoute({
  getParentRoute: () => inside, path: "/inbox/$agent/$peer",
  component: lazy(() => import("../inbox/ThreadPage.js"), "ThreadPage"),
});
const agents = createRoute({
  getParentRoute: () => inside, path: "/agents",
  component: lazy(() => import("../agents/AgentsPage.js"), "AgentsPage"),
});
const agent = createRoute({
  getParentRoute: () => inside, path: "/agents/$agent",
  component: lazy(() => import("../agents/AgentPage.js"), "AgentPage"),
});
const invites = createRoute({
  getParentRoute: () => inside, path: "/agents/$agent/invites",
  component: lazy(() => import("../invites/InvitesPage.js"), "InvitesPage"),
});
const agentKeys = createRoute({
  getParentRoute: () => inside, path: "/agents/$agent/keys",
  component: lazy(() => import("../agentKeys/AgentKeysPage.js"), "AgentKeysPage"),
});
const run = createRoute({
  getParentRoute: () => inside, path: "/agents/$agent/run",
  component: lazy(() => import("../snippets/RunPage.js"), "RunPage"),
});
const connection = createRoute({
  getParentRoute: () => inside, path: "/connections/$agent/$peer",
  component: lazy(() => import("../connections/ConnectionPage.js"), "ConnectionPage"),
});
const usage = createRoute({
  getParentRoute: () => inside, path: "/usage",
  component: lazy(() => import("../usage/UsagePage.js"), "UsagePage"),
  validateSearch: ({ range }: Record<string, unknown>): { readonly range?: RangeName | undefined } =>
    rangeNames.some((one) => one === range) ? { range: range as RangeName } : {},
});
const audit = createRoute({
  getParentRoute: () => inside, path: "/audit",
  component: lazy(() => import("../audit/AuditPage.js"), "AuditPage"),
  validateSearch: ({ filter, action, outcome }: Record<string, unknown>): AuditFilter => ({
    ...(typeof filter === "string" && filter !== "" ? { filter } : {}),
    ...(typeof action === "string" ? { action } : {}),
    ...(outcome === "ok" || outcome === "refused" ? { outcome } : {}),
  }),
});
const accounts = createRoute({
  getParentRoute: () => inside, path: "/accounts",
  component: lazy(() => import("../accounts/AccountsPage.js"), "AccountsPage"),
});
const servers = createRoute({
  getParentRoute: () => inside, path: "/servers",
  component: lazy(() => import("../servers/ServersPage.js"), "ServersPage"),
});
const settings = createRoute({
  getParentRoute: () => inside, path: "/settings",
  component: lazy(() => import("../settings/SettingsPage.js"), "SettingsPage"),
});

const tree = root.addChildren([
  signIn, signUp, welcome, join, owner,
  inside.addChildren([
    home, approvals, activity, inbox, thread, agents, agent, invites, agentKeys, run, connection, usage, audit,
    accounts, servers, settings,
  ]),
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
