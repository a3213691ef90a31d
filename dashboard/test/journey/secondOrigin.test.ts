import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launch, Visitor } from "./browser.js";
import { OtherSite } from "./otherSite.js";
import { Silo } from "./silo.js";
import { heading, isSignedIn, takeOver } from "./steps.js";

// A page of somebody else, open in the browser of a person who is signed in with open keys. It does what pages can: it
// reads nothing, changes nothing, opens no socket and shows no frame. Signed in by the owner's key, so that no token
// stands behind the cookie: what guards is the cookie's own rule and where a request comes from.
const patience = 120_000;

let silo: Silo;
let browser: Browser;
let bob: Visitor;
let ids: { readonly agent: string; readonly peer: string; readonly message: string };

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
  silo.connect("alice", "bob");
  bob = await Visitor.come(browser);
  const { page } = bob;
  page.setDefaultTimeout(30_000);
  await takeOver(page, silo, "bob");
  silo.cex("send", "--as", "bob", "alice", "Is it a secret?", "--category", "projects");
  await page.getByRole("article").waitFor();
  ids = await page.evaluate(async () => {
    const agent = (await (await fetch("/v1/agents")).json()).items[0].agent as string;
    const peer = (await (await fetch(`/v1/agents/${agent}/connections`)).json()).items[0].peer as string;
    const message = document.querySelector("[data-message]")!.getAttribute("data-message")!;
    return { agent, peer, message };
  });
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

/** Everything that another site could want to change. */
const everything = (): Promise<unknown> => bob.page.evaluate(async ({ agent }) => {
  const paths = [
    "/v1/owners/me", "/v1/approvals", "/v1/agents", `/v1/agents/${agent}/connections`, `/v1/agents/${agent}/invites`,
    `/v1/agents/${agent}/keys`,
  ];
  const answers = await Promise.all(paths.map(async (path) => (await fetch(path)).json()));
  const sessions = (await (await fetch("/v1/sessions")).json()).items as readonly { readonly id: string }[];
  return [answers, sessions.map(({ id }) => id)];
}, ids);

const reads = (): readonly string[] => [
  "/v1/owners/me", "/v1/approvals", "/v1/agents", "/v1/sessions", "/v1/activity", "/health/ready", "/approvals",
];

const changes = (): readonly (readonly [method: string, path: string, body: string])[] => [
  ["POST", "/v1/owners/me/freeze", ""],
  ["POST", `/v1/agents/${ids.agent}/keys`, ""],
  ["POST", `/v1/approvals/${ids.agent}/${ids.peer}/${ids.message}`, '{"verdict":"reject"}'],
  ["POST", `/v1/connections/${ids.agent}/${ids.peer}/block`, ""],
  ["POST", "/v1/sessions/page-code", ""],
  ["POST", "/v1/sign-in/link", '{"email":"somebody@example.org"}'],
  ["PATCH", `/v1/agents/${ids.agent}`, '{"frozen":true}'],
  ["DELETE", "/v1/sessions/current", ""],
];

type Open = () => Promise<OtherSite>;

describe.each<readonly [string, Open]>([
  ["a neighbour on another port", () => OtherSite.neighbour()],
  ["a stranger on another host", () => OtherSite.stranger()],
])("%s", (_, begin) => {
  let site: OtherSite;
  let page: Page;
  let before: unknown;

  beforeAll(async () => {
    site = await begin();
    page = await bob.context.newPage();
  });

  afterAll(async () => {
    await page.close();
    await site.stop();
  });

  beforeEach(async () => {
    before ??= await everything();
    await page.goto(site.origin);
  });

  test("reads no answer, by fetch or as anything else that a page can include", async () => {
    const got = await page.evaluate(async ([server, paths]) => {
      const said: string[] = [];
      const include = (name: "script" | "img" | "link" | "object", url: string) => new Promise<string>((resolve) => {
        const element = document.createElement(name);
        element.onload = () => resolve(`${name} loaded ${url}`);
        element.onerror = () => resolve("nothing");
        if (name === "link") Object.assign(element, { rel: "stylesheet", href: url });
        else if (name === "object") Object.assign(element, { data: url });
        else Object.assign(element, { src: url });
        document.body.append(element);
      });
      for (const path of paths) {
        for (const credentials of ["include", "omit"] as const) {
          const asked = fetch(server + path, { credentials });
          said.push(await asked.then(({ status }) => `${path} ${status}`, () => "nothing"));
        }
        const opaque = await fetch(server + path, { credentials: "include", mode: "no-cors" }).catch(() => null);
        const isClosed = opaque === null || opaque.type === "opaque" && await opaque.text() === "";
        said.push(isClosed ? "nothing" : `${path} read`);
        for (const name of ["script", "img", "link", "object"] as const) said.push(await include(name, server + path));
      }
      return said.filter((one) => one !== "nothing");
    }, [silo.origin, reads()] as const);
    expect(got).toEqual([]);
  }, patience);

  test("changes nothing, by fetch, by beacon or by a form", async () => {
    const statuses: number[] = [];
    const watch = (url: string, status: number): void => void (url.startsWith(silo.origin) && statuses.push(status));
    page.on("response", (response) => watch(response.url(), response.status()));
    const got = await page.evaluate(async ([server, tries]) => {
      const said: string[] = [];
      for (const [method, path, body] of tries) {
        const content = body === "" ? {} : { body };
        for (const type of ["application/json", "text/plain"]) {
          const sent = { method, headers: { "Content-Type": type }, credentials: "include", ...content } as const;
          said.push(await fetch(server + path, sent).then(({ status }) => `${path} ${status}`, () => "nothing"));
        }
        if (method === "POST") {
          await fetch(server + path, { method, mode: "no-cors", credentials: "include", ...content }).catch(() => null);
          navigator.sendBeacon(server + path, body);
        }
      }
      return said.filter((one) => one !== "nothing");
    }, [silo.origin, changes()] as const);
    expect(got).toEqual([]);
    for (const [, path, body] of changes().filter(([method]) => method === "POST")) {
      const answered = page.waitForResponse(silo.origin + path);
      // Into a frame, so that the page stays. Such a form's body is JSON but for a tail that a reader would forgive.
      await page.evaluate(([to, text]) => {
        const form = document.createElement("form");
        const target = crypto.randomUUID();
        Object.assign(form, { method: "post", action: to, enctype: "text/plain", target });
        form.append(Object.assign(document.createElement("input"), { name: text.slice(0, -1), value: "}" }));
        document.body.append(form, Object.assign(document.createElement("iframe"), { name: target }));
        form.submit();
        form.remove();
      }, [silo.origin + path, body] as const);
      expect((await answered).status()).toBe(403);
    }
    expect(statuses.filter((status) => status < 400)).toEqual([]);
  }, patience);

  test("opens no socket and no stream", async () => {
    const got = await page.evaluate(async (server) => {
      const socket = (path: string, protocols: string[] = []) => new Promise<string>((resolve) => {
        const it = new WebSocket(server.replace("http", "ws") + path, protocols);
        it.onopen = () => resolve(`${path} opened`);
        it.onclose = ({ code }) => resolve(`closed ${code}`);
      });
      const stream = (withCredentials: boolean) => new Promise<string>((resolve) => {
        const it = new EventSource(`${server}/v1/activity`, { withCredentials });
        it.onopen = () => resolve("streams");
        it.onmessage = () => resolve("streams");
        it.onerror = () => { resolve(`closed ${it.readyState}`); it.close(); };
      });
      return Promise.all([
        socket("/v1/connect"), socket("/v1/connect", ["cxe1"]), socket("/hub"), socket("/hub?id=x"), stream(true),
        stream(false),
      ]);
    }, silo.origin);
    expect(got).toEqual([...Array<string>(4).fill("closed 1006"), ...Array<string>(2).fill("closed 2")]);
  }, patience);

  test("shows no page in a frame", async () => {
    for (const path of ["/", "/approvals", "/sign-in", "/v1/owners/me"]) {
      await page.evaluate((url) => new Promise((resolve) => {
        const frame = Object.assign(document.createElement("iframe"), { src: url, onload: resolve });
        document.body.append(frame);
      }), silo.origin + path);
    }
    const shown = () => page.frames().slice(1).map((frame) => frame.url());
    await expect.poll(shown, { timeout: 30_000 }).toEqual(Array(4).fill("chrome-error://chromewebdata/"));
  }, patience);

  test("has no hold on a window that it opens", async () => {
    const [opened, hold] = await Promise.all([
      bob.context.waitForEvent("page"),
      page.evaluateHandle((url) => {
        const held = open(url)!;
        // It may say what it likes, as long as it can.
        setInterval(() => held.postMessage({ verdict: "approve" }, "*"), 10);
        return held;
      }, `${silo.origin}/sign-in`),
    ]);
    await heading(opened, "Sign in");
    expect(await opened.evaluate(() => opener)).toBeNull();
    expect(await hold.evaluate((held) => held.closed)).toBe(true);
    await opened.close();
  }, patience);

  test("may link here: the person sees the page, and that the link was opened changes nothing", async () => {
    const opening = bob.context.waitForEvent("page");
    await page.evaluate((url) => {
      const link = Object.assign(document.createElement("a"), { href: url, target: "_blank", textContent: "Look" });
      document.body.append(link);
      link.click();
    }, `${silo.origin}/approvals`);
    const opened = await opening;
    await heading(opened, "Approvals");
    await opened.close();
  }, patience);

  test("has changed nothing by all that: the person is signed in, and what waited still waits", async () => {
    expect(await everything()).toEqual(before);
    expect(await isSignedIn(bob.page)).toBe(true);
    await bob.page.getByText("Is it a secret?").waitFor();
    expect(bob.errors).toEqual([]);
  }, patience);
});
