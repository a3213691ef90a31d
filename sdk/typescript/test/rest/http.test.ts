import { describe, expect, test, vi } from "vitest";
import { AnswerError, ExchangeApi, originOf, ProblemError, UnreachableError } from "../../src/rest/index.js";

const session = "cex_own_a_secret";

function answering(...answers: readonly (() => Response | Promise<Response>)[]): { api: ExchangeApi; urls: string[] } {
  const urls: string[] = [];
  const api = new ExchangeApi("http://localhost:8080", async (url, { signal }) => {
    urls.push(url);
    signal?.throwIfAborted();
    return answers[urls.length - 1]!();
  });
  return { api, urls };
}

function json(body: unknown, status = 200, type = "application/json"): () => Response {
  return () => new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });
}

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "good", (error: unknown) => error);

describe("Answers", () => {
  const good = { session, expiresAt: 5 };
  const signIn = (body: unknown): Promise<unknown> => answering(json(body)).api.agents.signIn();

  test("are read with their members, unknown ones left out", async () => {
    expect(await signIn({ ...good, later: { version: 2 } })).toEqual(good);
  });

  test.each([
    ["a missing member", { session }], ["a wrong kind", { ...good, expiresAt: "5" }], ["a fraction", { ...good, expiresAt: 1.5 }],
    ["a number below zero", { ...good, expiresAt: -1 }], ["null where it may not be", { ...good, session: null }],
    ["a list", [good]], ["nothing", null],
  ])("are refused with %s", async (_, body) => {
    const error = await outcome(signIn(body));
    expect(error).toBeInstanceOf(AnswerError);
    expect(error).toMatchObject({ code: "answer-not-understood", retryable: false });
    expect(String(error)).not.toContain(session);
  });

  test("that are no JSON are refused", async () => {
    const { api } = answering(() => new Response("<html>"));
    expect(await outcome(api.agents.signIn())).toBeInstanceOf(AnswerError);
  });

  test.each(["AB", "A", "AA==", "a b"])("with base64url that is not canonical are refused: %s", async (nonce) => {
    expect(await outcome(answering(json({ nonce, expiresAt: 1 })).api.owners.challenge())).toBeInstanceOf(AnswerError);
  });

  test("with a nonce of another length are refused", async () => {
    expect(await outcome(answering(json({ nonce: "AAAA", expiresAt: 1 })).api.owners.challenge())).toBeInstanceOf(AnswerError);
  });

  test("of lists are read page by page, empty pages too", async () => {
    const agent = (id: string): object => ({
      agent: id.repeat(32), displayName: "", frozen: false, online: true, devices: [], mailboxHead: 0, createdAt: 1,
    });
    const { api, urls } = answering(
      json({ items: [agent("1")], next: "a/b" }), json({ items: [], next: "c" }), json({ items: [agent("2")] }));
    expect((await api.agents.list()).map((one) => one.agent[0])).toEqual(["1", "2"]);
    expect(urls.map((url) => new URL(url).search)).toEqual(["?limit=200", "?limit=200&after=a%2Fb", "?limit=200&after=c"]);
  });
});

describe("Refusals", () => {
  test("carry code, retryable, delay and request id", async () => {
    const body = {
      type: "about:blank", title: "Too many", status: 429, code: "rate-limited", retryable: true, requestId: "r-1",
      retryAfter: 1_500,
    };
    const error = await outcome(answering(json(body, 429, "application/problem+json")).api.owners.challenge());
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      code: "rate-limited", message: "Too many", retryable: true, httpStatus: 429, retryAfter: 1_500, requestId: "r-1",
    });
  });

  test.each([[502, true], [404, false], [429, true]])("without a problem are judged by their status: %i", async (status, retryable) => {
    const { api } = answering(() => new Response("<h1>", { status, headers: { "Retry-After": "3", "Content-Type": "text/html" } }));
    expect(await outcome(api.owners.challenge())).toMatchObject({ code: `http-${status}`, retryable, retryAfter: 3_000, requestId: null });
  });

  test("with members of the wrong kind are judged by their status", async () => {
    const error = await outcome(answering(json({ code: 7 }, 500, "application/problem+json")).api.owners.challenge());
    expect(error).toMatchObject({ code: "http-500", retryable: true });
  });

  test("a server that is not there is unreachable, which may change", async () => {
    const api = new ExchangeApi("http://localhost:8080", () => Promise.reject(new TypeError("fetch failed")));
    const error = await outcome(api.owners.challenge());
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({ code: "unreachable", retryable: true });
  });

  test("cancelling passes the caller's reason on", async () => {
    const { api } = answering(json({}));
    const reason = new Error("enough");
    expect(await outcome(api.owners.challenge({ signal: AbortSignal.abort(reason) }))).toBe(reason);
  });
});

describe("Calls", () => {
  test("never follow redirects, send cookies or use caches", async () => {
    let asked: RequestInit = {};
    const api = new ExchangeApi("https://cex.example", (_, init) => {
      asked = init;
      return Promise.resolve(new Response(null, { status: 204 }));
    });
    await api.owners.freezeAll(true, { idempotencyKey: "once" });
    expect(asked).toMatchObject({ redirect: "error", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
    expect(new Headers(asked.headers).get("Idempotency-Key")).toBe("once");
    expect(asked.body).toBe("{\"frozen\":true}");
  });

  test.each([".", ".."])("of an id that an address loses are not made: %s", async (id) => {
    const { api, urls } = answering();
    expect(await outcome(api.agents.revokeKey("11".repeat(16), id))).toMatchObject({ code: "usage" });
    expect(urls).toEqual([]);
  });

  test("byte strings travel as base64url and absent members not at all", async () => {
    let body = "";
    const api = new ExchangeApi("https://cex.example", (_, init) => {
      body = init.body as string;
      return Promise.resolve(new Response(null, { status: 204 }));
    });
    await api.owners.putViewer(Uint8Array.of(0xff, 0xfe, 0xfd));
    expect(body).toBe("{\"certificate\":\"__79\"}");
  });
});

describe("Origins", () => {
  test.each([
    ["https://CEX.example", "https://cex.example"], ["https://cex.example:443/", "https://cex.example"],
    ["http://localhost:8080", "http://localhost:8080"],
  ])("%s is %s", (address, origin) => {
    expect(originOf(address)).toBe(origin);
  });

  test.each(["cex.example", "ftp://cex.example", "https://cex.example/path", "https://a:b@cex.example", "https://cex.example/?x", ""])(
    "%s is no server address", (address) => {
      expect(() => originOf(address)).toThrow(expect.objectContaining({ code: "usage" }) as Error);
    });
});

describe("The activity stream", () => {
  test("is read event by event, wherever its parts are cut", async () => {
    const parts = ["event: watch", "ing\ndata: {}\n\nevent: activity\nda", "ta: {\"kind\":\"held\"}\n\n: comment\n\n"];
    const { api } = answering(() => new Response(new ReadableStream({
      start(controller) {
        for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    })));
    const seen = [];
    for await (const activity of api.activity()) seen.push(activity);
    expect(seen).toEqual([{ event: "watching", data: {} }, { event: "activity", data: { kind: "held" } }]);
  });

  test("that falls silent for 40 seconds ends as unreachable; a comment is enough to go on", async () => {
    vi.useFakeTimers();
    try {
      const body: { stream?: ReadableStreamDefaultController } = {};
      const api = new ExchangeApi("http://localhost:8080", (_, { signal }) => Promise.resolve(new Response(
        new ReadableStream({
          start(controller) {
            body.stream = controller;
            signal!.addEventListener("abort", () => controller.error(signal!.reason));
          },
        }))));
      let ended: unknown = null;
      void outcome(api.activity().next()).then((end) => { ended = end; });
      await vi.advanceTimersByTimeAsync(39_000);
      body.stream!.enqueue(new TextEncoder().encode(":\n\n"));
      await vi.advanceTimersByTimeAsync(39_000);
      expect(ended).toBeNull();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(ended).toBeInstanceOf(UnreachableError);
    } finally {
      vi.useRealTimers();
    }
  });

  test("that is not even answered ends the same way", async () => {
    vi.useFakeTimers();
    try {
      const api = new ExchangeApi("http://localhost:8080", (_, { signal }) => new Promise((__, reject) => {
        signal!.addEventListener("abort", () => reject(signal!.reason as Error));
      }));
      const ended = outcome(api.activity().next());
      await vi.advanceTimersByTimeAsync(40_000);
      expect(await ended).toBeInstanceOf(UnreachableError);
    } finally {
      vi.useRealTimers();
    }
  });
});
