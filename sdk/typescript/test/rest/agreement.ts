import type { AccountApi } from "../../src/rest/accountApi.js";
import type { ActivityEvent } from "../../src/rest/models.js";
import type { AgentsApi } from "../../src/rest/agentsApi.js";
import type { ClusterApi } from "../../src/rest/clusterApi.js";
import type { ConnectionsApi } from "../../src/rest/connectionsApi.js";
import type { OwnersApi } from "../../src/rest/ownersApi.js";
import type { SignInApi } from "../../src/rest/signInApi.js";
import type { components, paths } from "./openapi.js";

// What each call of the SDK reads is held to the server's own description of its answer by the compiler: a member more,
// less, or of another type is an error of `npm run check`. The description is protocol/openapi.json, which a test of the
// server keeps true.

/**
 * A type as JSON carries it. Bytes are base64url, numbers are numbers whichever are allowed, and a member that may be
 * absent is one that may be null.
 */
type Json<T> =
  T extends Uint8Array ? string
    : T extends number ? number
      : T extends boolean ? boolean
        : T extends string ? T
          : T extends readonly (infer Item)[] ? Json<Item>[]
            : T extends object ? { [Key in Exclude<keyof T, never>]: Member<T[Key]> }
              : T;

type Member<T> = Json<NonNullable<T>> | (null extends T ? null : undefined extends T ? null : never);

type Same<One, Other> = [One] extends [Other] ? [Other] extends [One] ? true : false : false;

/** Compiles only where both are one type. */
type Agrees<Ours, Theirs> = Same<Json<Ours>, Json<Theirs>>;

/** What the server answers to a route when all is well. */
type Answer<Path extends keyof paths, Method extends keyof paths[Path]> =
  paths[Path][Method] extends { responses: infer Responses }
    ? BodyOf<Responses[keyof Responses & (200 | 201 | 202)]>
    : never;

type BodyOf<Response> = Response extends { content: infer Content } ? Content[keyof Content] : never;

/** An item of a list, or of a page. */
type Item<Page> = Page extends { items: readonly (infer One)[] } ? One
  : Page extends readonly (infer One)[] ? One : never;

/** What a call gives; of one that gives null too, the rest. */
type Given<Call> = Call extends (...args: never[]) => Promise<infer Value> ? Exclude<Value, null> : never;

type Schemas = components["schemas"];

/** Every line is checked. */
export type Agreements = All<[
  Agrees<Given<OwnersApi["challenge"]>, Answer<"/v1/challenges", "post">>,
  Agrees<Given<OwnersApi["register"]>, Answer<"/v1/owners", "post">>,
  Agrees<Given<OwnersApi["signIn"]>, Answer<"/v1/sessions/owner", "post">>,
  Agrees<Given<OwnersApi["me"]>, Answer<"/v1/owners/me", "get">>,
  Agrees<Given<OwnersApi["viewers"]>, Item<Answer<"/v1/owners/me/viewers", "get">>["certificate"][]>,
  Agrees<Item<Given<OwnersApi["sessions"]>>, Item<Answer<"/v1/sessions", "get">>>,
  Agrees<Given<OwnersApi["pageCode"]>, Answer<"/v1/sessions/page-code", "post">>,
  Agrees<Item<Given<OwnersApi["approvals"]>>, Item<Answer<"/v1/approvals", "get">>>,
  Agrees<Item<Given<OwnersApi["auditPage"]>>, Item<Answer<"/v1/audit", "get">>>,
  Agrees<Item<Given<OwnersApi["audit"]>>, Item<Answer<"/v1/audit", "get">>>,

  Agrees<Given<AgentsApi["register"]>, Answer<"/v1/agents", "post">>,
  Agrees<Item<Given<AgentsApi["list"]>>, Item<Answer<"/v1/agents", "get">>>,
  Agrees<Given<AgentsApi["get"]>, Answer<"/v1/agents/{agent}", "get">>,
  Agrees<Given<AgentsApi["change"]>, Answer<"/v1/agents/{agent}", "patch">>,
  Agrees<Given<AgentsApi["addKey"]>, Answer<"/v1/agents/{agent}/keys", "post">>,
  Agrees<Item<Given<AgentsApi["keys"]>>, Item<Answer<"/v1/agents/{agent}/keys", "get">>>,
  Agrees<Given<AgentsApi["rotateKey"]>, Answer<"/v1/agents/{agent}/keys/{id}/rotate", "post">>,
  Agrees<Given<AgentsApi["signIn"]>, Answer<"/v1/sessions/agent", "post">>,
  Agrees<Given<AgentsApi["signInDevice"]>, Answer<"/v1/sessions/device", "post">>,
  Agrees<Given<AgentsApi["ticket"]>, Answer<"/v1/tickets", "post">>,
  Agrees<Given<AgentsApi["enrolDevice"]>, Answer<"/v1/agents/{agent}/devices", "post">>,
  Agrees<Given<AgentsApi["directory"]>, Answer<"/v1/agents/{agent}/directory", "get">>,
  Agrees<{ count: Given<AgentsApi["addOneTimePrekeys"]> },
    Answer<"/v1/agents/{agent}/devices/{device}/one-time-prekeys", "post">>,
  Agrees<{ count: Given<AgentsApi["countOneTimePrekeys"]> },
    Answer<"/v1/agents/{agent}/devices/{device}/one-time-prekeys", "get">>,
  Agrees<Given<AgentsApi["send"]>, Answer<"/v1/agents/{agent}/messages", "post">>,
  Agrees<Given<AgentsApi["mailbox"]>, Answer<"/v1/agents/{agent}/mailbox", "get">>,

  Agrees<Given<ConnectionsApi["createInvite"]>, Answer<"/v1/agents/{agent}/invites", "post">>,
  Agrees<Item<Given<ConnectionsApi["invites"]>>, Item<Answer<"/v1/agents/{agent}/invites", "get">>>,
  Agrees<Given<ConnectionsApi["previewInvite"]>, Answer<"/v1/agents/{agent}/invites/preview", "post">>,
  Agrees<Given<ConnectionsApi["acceptInvite"]>, Answer<"/v1/agents/{agent}/invites/accept", "post">>,
  Agrees<Item<Given<ConnectionsApi["list"]>>, Item<Answer<"/v1/agents/{agent}/connections", "get">>>,
  Agrees<Given<ConnectionsApi["get"]>, Answer<"/v1/agents/{agent}/connections/{peer}", "get">>,
  Agrees<Given<ConnectionsApi["terms"]>, Answer<"/v1/agents/{agent}/connections/{peer}/terms", "get">>,
  Agrees<Given<ConnectionsApi["putTerms"]>, Answer<"/v1/agents/{agent}/connections/{peer}/terms", "put">>,
  Agrees<Given<ConnectionsApi["putPolicy"]>, Answer<"/v1/agents/{agent}/connections/{peer}/policy", "put">>,
  Agrees<Given<ConnectionsApi["keys"]>, Answer<"/v1/agents/{agent}/connections/{peer}/keys", "get">>,
  Agrees<{ prekeys: Given<ConnectionsApi["takePrekeys"]> },
    Answer<"/v1/agents/{agent}/connections/{peer}/prekeys", "post">>,
  Agrees<Given<ConnectionsApi["epoch"]>, Answer<"/v1/agents/{agent}/connections/{peer}/epochs/{hash}", "get">>,
  Agrees<Given<ConnectionsApi["messagesPage"]>, Answer<"/v1/agents/{agent}/connections/{peer}/messages", "get">>,
  Agrees<Given<ConnectionsApi["messagesBefore"]>, Answer<"/v1/agents/{agent}/connections/{peer}/messages", "get">>,
  Agrees<Item<Given<ConnectionsApi["messages"]>>,
    Item<Answer<"/v1/agents/{agent}/connections/{peer}/messages", "get">>>,
  Agrees<Given<ConnectionsApi["receipt"]>, Answer<"/v1/agents/{agent}/connections/{peer}/receipts/{sequence}", "get">>,

  Agrees<Item<Given<ClusterApi["silos"]>>, Item<Answer<"/v1/cluster/silos", "get">>>,
  // The stream's own event, `watching`, has no name and says whether all is told: the SDK gives it as it comes.
  Agrees<ActivityEvent, Omit<Schemas["ActivityAnswer"], "id" | "whole"> & { id: string }>,

  Agrees<Given<SignInApi["signUp"]>, Answer<"/v1/sign-up", "post">>,
  Agrees<Given<SignInApi["sendLink"]>, Answer<"/v1/sign-in/link", "post">>,
  Agrees<Given<SignInApi["previewLink"]>, Answer<"/v1/sign-in/link/preview", "post">>,
  Agrees<Given<SignInApi["confirmLink"]>, Answer<"/v1/sign-in/link/confirm", "post">>,
  Agrees<{ code: Given<SignInApi["codeOfLink"]> }, Answer<"/v1/sign-in/link/code", "post">>,
  Agrees<Given<SignInApi["confirmCode"]>, Answer<"/v1/sign-in/code", "post">>,
  Agrees<Given<SignInApi["recover"]>, Answer<"/v1/sign-in/recovery", "post">>,
  Agrees<Item<Given<SignInApi["issuers"]>>, Item<Answer<"/v1/sign-in/issuers", "get">>>,
  Agrees<{ location: Given<SignInApi["beginIssuer"]> }, Answer<"/v1/sign-in/issuers/{issuer}", "post">>,

  Agrees<Given<AccountApi["get"]>, Answer<"/v1/account", "get">>,
  Agrees<Given<AccountApi["changeEmail"]>, Answer<"/v1/account/email", "post">>,
  Agrees<Given<AccountApi["addPasskey"]>, Answer<"/v1/account/passkeys", "post">>,
  Agrees<Item<Given<AccountApi["passkeys"]>>, Item<Answer<"/v1/account/passkeys", "get">>>,
  Agrees<Given<AccountApi["newTotp"]>, Answer<"/v1/account/totp", "post">>,
  Agrees<{ recoveryCodes: Given<AccountApi["confirmTotp"]> }, Answer<"/v1/account/totp/confirm", "post">>,
  Agrees<Given<AccountApi["vault"]>, Answer<"/v1/account/vault", "get">>,
  Agrees<{ version: Given<AccountApi["putVault"]> }, Answer<"/v1/account/vault", "put">>,
  Agrees<Given<AccountApi["notifications"]>, Answer<"/v1/account/notifications", "get">>,
  Agrees<Item<Given<AccountApi["issuers"]>>, Item<Answer<"/v1/account/issuers", "get">>>,
  Agrees<{ location: Given<AccountApi["beginIssuer"]> }, Answer<"/v1/account/issuers/{issuer}", "post">>,
  Agrees<Given<AccountApi["completeIssuer"]>, Answer<"/v1/account/issuers/{issuer}/complete", "post">>,
  Agrees<Item<Given<AccountApi["all"]>>, Item<Answer<"/v1/accounts", "get">>>,
]>;

type All<Checks extends readonly true[]> = Checks;

// That disagreement is seen: a member less, one more, another type, one that may be absent, another word, and nothing.
export type Disagreements = None<[
  Agrees<{ a: string }, { a: string; b: string }>,
  Agrees<{ a: string; b: string }, { a: string }>,
  Agrees<{ a: string }, { a: number }>,
  Agrees<{ a: string }, { a?: string }>,
  Agrees<{ a: string | null }, { a: string }>,
  Agrees<{ a: string }, { a: "one" | "two" }>,
  Agrees<{ a: "one" }, { a: "one" | "two" }>,
  Agrees<{ a: { b: string }[] }, { a: { b: number }[] }>,
  Agrees<{ a: string }, never>,
  Agrees<never, { a: string }>,
  Agrees<{ a: string }, unknown>,
]>;

type None<Checks extends readonly false[]> = Checks;
