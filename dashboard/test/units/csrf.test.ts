import { describe, expect, test } from "vitest";
import { withCsrf } from "../../src/exchange/csrf.js";

const account = "http://localhost/v1/account";
const problem = (code: string, status: number): Response =>
  new Response(JSON.stringify({ code }), { status, headers: { "Content-Type": "application/problem+json" } });

/** A server that wants the token of the session it has now, and notes the changes that came through. */
class Session {
  token: string | null = "one";
  reads = 0;
  readonly changes: string[] = [];

  readonly fetch = (url: string, init: RequestInit): Promise<Response> => Promise.resolve(this.#answer(url, init));

  #answer(url: string, init: RequestInit): Response {
    if (url === account && init.method === "GET") {
      this.reads++;
      return this.token === null ? problem("forbidden", 403) : Response.json({ csrf: this.token });
    }
    const sent = new Headers(init.headers).get("X-CSRF-Token");
    if (this.token !== null && sent !== this.token) return problem("forbidden", 403);
    this.changes.push(`${init.method} ${new URL(url).pathname} ${sent}`);
    return new Response(null, { status: 204 });
  }
}

describe("The token against forged changes", () => {
  test("goes with every change, and is read once", async () => {
    const session = new Session();
    const send = withCsrf(session.fetch, account);
    await send("http://localhost/v1/agents", { method: "POST" });
    await send("http://localhost/v1/sessions/x", { method: "DELETE" });
    expect(session.changes).toEqual(["POST /v1/agents one", "DELETE /v1/sessions/x one"]);
    expect(session.reads).toBe(1);
  });

  test("is not asked for by reading or signing in", async () => {
    const session = new Session();
    session.token = null;
    const send = withCsrf(session.fetch, account);
    await send("http://localhost/v1/agents", { method: "GET" });
    await send("http://localhost/v1/sign-in/link", { method: "POST" });
    await send("http://localhost/v1/sessions/page", { method: "POST" });
    expect(session.reads).toBe(0);
  });

  test("is read again when another tab has signed in, and the change is made once", async () => {
    const session = new Session();
    const send = withCsrf(session.fetch, account);
    await send("http://localhost/v1/agents", { method: "POST" });
    session.token = "two";
    expect((await send("http://localhost/v1/agents", { method: "POST" })).status).toBe(204);
    expect(session.changes).toEqual(["POST /v1/agents one", "POST /v1/agents two"]);
  });

  test("a change that is forbidden for another reason is not repeated", async () => {
    let asked = 0;
    const session = new Session();
    const send = withCsrf((url, init) => {
      if (url === account) return session.fetch(url, init);
      asked++;
      return Promise.resolve(problem("forbidden", 403));
    }, account);
    expect((await send("http://localhost/v1/accounts/role", { method: "PUT" })).status).toBe(403);
    expect(asked).toBe(1);
  });

  test("a session that is no account's sends none", async () => {
    const session = new Session();
    session.token = null;
    await withCsrf(session.fetch, account)("http://localhost/v1/agents", { method: "POST" });
    expect(session.changes).toEqual(["POST /v1/agents null"]);
  });
});
