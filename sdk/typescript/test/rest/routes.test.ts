import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ExchangeApi, type Fetch, type Terms } from "../../src/rest/index.js";
import { faultsOf, type Schema, type Schemas } from "./jsonSchema.js";

// Every call of the SDK is made once and held to the route table of the protocol's text: method, path, and the body's members.
interface Route {
  readonly method: string;
  readonly path: string;
  readonly required: readonly string[];
  readonly allowed: readonly string[];
}

const text = readFileSync(new URL("../../../../protocol/exchange-v1.md", import.meta.url), "utf8");
const routes: Route[] = [...text.matchAll(/^\| `([A-Z]+) ([^`]+)` \| [A-Z ]+ \| (.*) \|$/gm)].map(([, method, path, rest]) => {
  // What a GET names is its query. Remarks stand in parentheses.
  const body = method === "GET" ? "" : rest!.split("->")[0]!.replaceAll(/\([^)]*\)/g, "");
  const members = [...body.matchAll(/`([^`]+)`/g)].flatMap(([, names]) => names!.split(",")).map((name) => name.trim());
  return {
    method: method!,
    path: path!.replace("…", "/v1/agents/{agent}"),
    required: members.filter((name) => !name.endsWith("?")),
    allowed: members.map((name) => name.replace("?", "")),
  };
});

interface Operation {
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Schema } } };
}

/** The server's description of itself; a test of the server keeps it true. */
const described = JSON.parse(
  readFileSync(new URL("../../../../protocol/openapi.json", import.meta.url), "utf8")) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: Schemas };
  };

const id = "00112233445566778899aabbccddeeff";
const peer = "ffeeddccbbaa99887766554433221100";
const bytes = new Uint8Array(4);
const terms: Terms = { levels: { schedule: { share: "auto", receive: "auto" } }, ownerReads: true };
const policy = { expiresAt: null, idleAfterSeconds: null, retention: 0 };
const proof = { nonce: new Uint8Array(32), expiry: 1, signature: new Uint8Array(64) };

const calls: readonly ((api: ExchangeApi) => Promise<unknown>)[] = [
  ({ owners }) => owners.challenge(),
  ({ owners }) => owners.register(id, "name", bytes, proof, { email: "a@example.org", bootstrap: "code" }),
  ({ owners }) => owners.signIn(id, proof),
  ({ owners }) => owners.signInPage("code"),
  ({ owners }) => owners.me(),
  ({ cluster }) => cluster.silos(),
  ({ cluster }) => cluster.drain("silo"),
  ({ cluster }) => cluster.undrain("silo"),
  ({ owners }) => owners.putViewer(bytes),
  ({ owners }) => owners.viewers(),
  ({ owners }) => owners.freezeAll(true),
  ({ owners }) => owners.sessions(),
  ({ owners }) => owners.signOut(),
  ({ owners }) => owners.endSession("id"),
  ({ owners }) => owners.pageCode(),
  ({ owners }) => owners.approvals(),
  ({ owners }) => owners.decide(id, peer, id, { verdict: "approve", approval: bytes }),
  ({ owners }) => owners.decide(id, peer, id, { verdict: "send-back", note: bytes }),
  ({ owners }) => owners.audit(),
  ({ owners }) => owners.auditPage(0),
  ({ agents }) => agents.register(id, "name", bytes),
  ({ agents }) => agents.list(),
  ({ agents }) => agents.get(id),
  ({ agents }) => agents.change(id, { frozen: true }),
  ({ agents }) => agents.remove(id),
  ({ agents }) => agents.addKey(id),
  ({ agents }) => agents.keys(id),
  ({ agents }) => agents.rotateKey(id, "id", 60),
  ({ agents }) => agents.revokeKey(id, "id"),
  ({ agents }) => agents.signIn(),
  ({ agents }) => agents.signInDevice(id, id, proof),
  ({ agents }) => agents.ticket(),
  ({ agents }) => agents.enrolDevice(id, id, "name", bytes),
  ({ agents }) => agents.approveDevice(id, id),
  ({ agents }) => agents.revokeDevice(id, id),
  ({ agents }) => agents.putDirectory(id, bytes),
  ({ agents }) => agents.rotate(id, { rotation: bytes, certificate: bytes, directory: bytes, deviceCertificates: [bytes] }),
  ({ agents }) => agents.directory(id),
  ({ agents }) => agents.putPrekey(id, id, bytes),
  ({ agents }) => agents.addOneTimePrekeys(id, id, [bytes]),
  ({ agents }) => agents.countOneTimePrekeys(id, id),
  ({ agents }) => agents.send(id, bytes, bytes),
  ({ agents }) => agents.mailbox(id, 0, 10, 0),
  ({ agents }) => agents.acknowledge(id, 1),
  ({ connections }) => connections.createInvite(id, { terms, offer: bytes, policy, expiresInSeconds: 60, boundTo: peer, boundEmail: "a@b.c" }),
  ({ connections }) => connections.messagesPage(id, peer, "after"),
  ({ connections }) => connections.messagesBefore(id, peer, null, 60),
  ({ connections }) => connections.invites(id),
  ({ connections }) => connections.revokeInvite(id, "id"),
  ({ connections }) => connections.previewInvite(id, "code"),
  ({ connections }) => connections.acceptInvite(id, { code: "code", terms, signedTerms: bytes, acceptance: bytes }),
  ({ connections }) => connections.list(id),
  ({ connections }) => connections.get(id, peer),
  ({ connections }) => connections.remove(id, peer),
  ({ connections }) => connections.change(id, peer, "block"),
  ({ connections }) => connections.change(id, peer, "unblock"),
  ({ connections }) => connections.change(id, peer, "freeze"),
  ({ connections }) => connections.change(id, peer, "unfreeze"),
  ({ connections }) => connections.suspend(id, peer, "reason"),
  ({ connections }) => connections.terms(id, peer),
  ({ connections }) => connections.putTerms(id, peer, terms, bytes),
  ({ connections }) => connections.putPolicy(id, peer, policy),
  ({ connections }) => connections.keys(id, peer),
  ({ connections }) => connections.takePrekeys(id, peer),
  ({ connections }) => connections.nack(id, peer, bytes),
  ({ connections }) => connections.moveSequence(id, peer, 7),
  ({ connections }) => connections.rewrap(id, peer, [bytes]),
  ({ connections }) => connections.publishEpoch(id, peer, bytes),
  ({ connections }) => connections.epoch(id, peer, new Uint8Array(32)),
  ({ connections }) => connections.messages(id, peer),
  ({ connections }) => connections.receipt(id, peer, 1),
  ({ signIn }) => signIn.signUp("a@example.org", "name"),
  ({ signIn }) => signIn.signUp("a@example.org", "name", "code"),
  ({ signIn }) => signIn.sendLink("a@example.org"),
  ({ signIn }) => signIn.previewLink("token"),
  ({ signIn }) => signIn.confirmLink("token"),
  ({ signIn }) => signIn.codeOfLink("token"),
  ({ signIn }) => signIn.confirmCode("code"),
  ({ signIn }) => signIn.totp("123456"),
  ({ signIn }) => signIn.recoveryCode("code"),
  ({ signIn }) => signIn.recover(),
  ({ signIn }) => signIn.passkeyOptions(),
  ({ signIn }) => signIn.passkey({}),
  ({ signIn }) => signIn.issuers(),
  ({ signIn }) => signIn.beginIssuer("issuer"),
  ({ signIn }) => signIn.completeIssuer("issuer", { code: "code", state: "state", iss: "iss" }),
  ({ account }) => account.get(),
  ({ account }) => account.rename("name"),
  ({ account }) => account.passkeyOptions(),
  ({ account }) => account.addPasskey({}, "name"),
  ({ account }) => account.passkeys(),
  ({ account }) => account.all(),
  ({ account }) => account.signOutEverywhere("id"),
  ({ account }) => account.changeEmail("b@example.org"),
  ({ account }) => account.renamePasskey("id", "name"),
  ({ account }) => account.removePasskey("id"),
  ({ account }) => account.newTotp(),
  ({ account }) => account.confirmTotp("123456"),
  ({ account }) => account.removeTotp(),
  ({ account }) => account.bindOwner(id, proof),
  ({ account }) => account.vault(),
  ({ account }) => account.putVault(bytes, 0),
  ({ account }) => account.notifications(),
  ({ account }) => account.setNotifications({ approvals: "off", digestAt: "08:00", timeZone: "UTC", quiet: null }),
  ({ account }) => account.noteSeen(),
  ({ account }) => account.issuers(),
  ({ account }) => account.beginIssuer("issuer"),
  ({ account }) => account.completeIssuer("issuer", { code: "code", state: "state" }),
  ({ account }) => account.unlinkIssuer("id"),
  ({ account }) => account.setRole("a@example.org", "auditor"),
  (api) => api.isReady(),
  async (api) => { for await (const _ of api.activity()) break; },
];

describe("The calls of the SDK", () => {
  test("the text's table was read", () => {
    expect(routes.length).toBeGreaterThan(60);
    expect(routes.find(({ path }) => path.endsWith("/invites/accept"))!.required)
      .toEqual(["code", "terms", "signedTerms", "acceptance"]);
  });

  test.each(calls.map((call) => ({ call, name: String(call).split("=> ")[1]! })))("$name is a route of the text", async ({ call }) => {
    const { method, path, body } = await record(call);
    const route = routes.find((one) => one.method === method && matches(one.path, path));
    expect(route, `${method} ${path}`).toBeDefined();
    const members = Object.keys(body ?? {});
    for (const member of members) expect(route!.allowed).toContain(member);
    for (const member of route!.required) expect(members).toContain(member);
  });

  test.each(calls.map((call) => ({ call, name: String(call).split("=> ")[1]! })))("$name sends what the server describes", async ({ call }) => {
    const { method, path, body } = await record(call);
    const [, operations] = Object.entries(described.paths).find(([pattern, operations]) =>
      matches(pattern, path) && operations[method.toLowerCase()] !== undefined)!;
    const content = operations[method.toLowerCase()]!.requestBody?.content["application/json"].schema;
    if (content === undefined) expect(body).toBeNull();
    else expect(faultsOf(body, content, described.components.schemas)).toEqual([]);
  });

  test.each([
    ["a member less", { code: "a" }],
    ["one that the server does not know", { overlapSeconds: 60, more: true }],
    ["a text for a number", { overlapSeconds: "60" }],
    ["nothing", null],
  ])("would be found to differ by %s", (_, body) => {
    const operation = described.paths["/v1/agents/{agent}/keys/{id}/rotate"]!["post"]!;
    const { schema } = operation.requestBody!.content["application/json"];
    expect(faultsOf({ overlapSeconds: 60 }, schema, described.components.schemas)).toEqual([]);
    expect(faultsOf(body, schema, described.components.schemas)).not.toEqual([]);
  });

  test("cover every route but the socket, documents and where an issuer sends a browser", async () => {
    const made = await Promise.all(calls.map(record));
    const missing = routes.filter((route) => !made.some(({ method, path }) => method === route.method && matches(route.path, path)));
    expect(missing.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /sign-in/issuers/{issuer}/callback", "GET /v1/connect", "CONNECT /v1/connect", "GET /health/live",
      "GET /openapi/v1.json",
    ]);
  });

  test("carry their credential in the header alone", async () => {
    const made = await Promise.all(calls.map((call) => record((api) => call(api.as("cex_ses_secret")))));
    for (const { url, credential } of made) {
      expect(url).not.toContain("secret");
      expect(credential).toBe("Bearer cex_ses_secret");
    }
  });
});

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly body: Record<string, unknown> | null;
  readonly credential: string | null;
}

async function record(call: (api: ExchangeApi) => Promise<unknown>): Promise<Recorded> {
  let recorded: Recorded | null = null;
  const fetch: Fetch = (url, init) => {
    recorded = {
      method: init.method!,
      url,
      path: new URL(url).pathname,
      body: typeof init.body === "string" ? JSON.parse(init.body) as Record<string, unknown> : null,
      credential: new Headers(init.headers).get("Authorization"),
    };
    return Promise.resolve(new Response("{}", { headers: { "Content-Type": "application/json" } }));
  };
  // Empty answers are refused by most calls; what was asked is what counts here.
  await call(new ExchangeApi("http://localhost:8080", fetch)).catch((error: { code: string }) => {
    if (error.code !== "answer-not-understood") throw error;
  });
  return recorded!;
}

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/\{[a-z]+\}/g, "[^/]+")}$`).test(path);
}
