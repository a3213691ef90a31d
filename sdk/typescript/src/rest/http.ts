import { ExchangeError } from "../errors.js";
import { toBase64Url } from "../wire/base64url.js";
import { maxPage } from "../wire/limits.js";
import { AnswerError, ProblemError, UnreachableError } from "./errors.js";
import { originOf } from "./origin.js";
import { list, object, optional, text, type Shape } from "./shape.js";

/** What a call may carry besides its body. */
export interface CallOptions {
  /** Cancels the wait. */
  readonly signal?: AbortSignal;
  /** Within 24 hours the same key with the same body gets the first answer again. 1 to 64 visible characters. */
  readonly idempotencyKey?: string;
  /** Of a stream: the last event that was seen. */
  readonly lastEventId?: string;
}

/** A JSON body: byte strings become base64url, absent members are left out. */
export type Body = Readonly<Record<string, unknown>>;

/** How the SDK calls `fetch`: the platform's, or another for tests and proxies. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

const timeout = 70_000;
const maxAnswer = 64 * 1_024 * 1_024;

/**
 * JSON over `fetch` towards one server, with one credential or none. Secrets go in the header and bodies, never in
 * URLs.
 */
export class Http {
  /** The server's origin. */
  readonly server: string;
  readonly #fetch: Fetch;
  readonly #renew: (() => Promise<string>) | null;
  #credential: string | null;

  constructor(server: string, fetch: Fetch, credential: string | null, renew: (() => Promise<string>) | null = null) {
    this.server = originOf(server);
    this.#fetch = fetch;
    this.#credential = credential;
    this.#renew = renew;
  }

  /**
   * The same calls with a bearer credential.
   * @param renew Obtains another one when the server no longer knows this one; the call is then made once more.
   */
  as(credential: string, renew: (() => Promise<string>) | null = null): Http {
    return new Http(this.server, this.#fetch, credential, renew);
  }

  /** A call whose answer has a shape. */
  async call<T>(
    method: string, path: string, body: Body | null, shape: Shape<T>, options: CallOptions = {},
  ): Promise<T> {
    return this.#read(await this.send(method, path, body, options), `${method} ${path}`, shape, options);
  }

  /** A call whose answer has a shape, or that has none: then null. */
  async callOrNone<T>(
    method: string, path: string, body: Body | null, shape: Shape<T>, options: CallOptions = {},
  ): Promise<T | null> {
    const response = await this.send(method, path, body, options);
    return response.status === 204 ? null : this.#read(response, `${method} ${path}`, shape, options);
  }

  /** A call without an answer. */
  async tell(method: string, path: string, body: Body | null = null, options: CallOptions = {}): Promise<void> {
    const response = await this.send(method, path, body, options);
    await response.body?.cancel();
  }

  /** A whole list, page by page. */
  async list<T>(path: string, item: Shape<T>, options: CallOptions = {}): Promise<T[]> {
    const page = object({ items: list(item), next: optional(text) });
    const items: T[] = [];
    let after: string | null = null;
    do {
      const query: string = after === null ? "" : `&after=${encodeURIComponent(after)}`;
      const read: { items: readonly T[]; next: string | null } =
        await this.call("GET", `${path}?limit=${maxPage}${query}`, null, page, options);
      items.push(...read.items);
      after = read.next;
    } while (after !== null);
    return items;
  }

  /** A call whose answer the caller reads; refusals are thrown. `unlimited` leaves out the time limit, for streams. */
  async send(
    method: string, path: string, body: Body | null, options: CallOptions & { readonly unlimited?: boolean } = {},
  ): Promise<Response> {
    const used = this.#credential;
    const response = await this.#sendOnce(method, path, body, options);
    if (response.ok) return response;
    const refusal = await problemOf(response);
    if (this.#renew === null || refusal.code !== "unauthenticated") throw refusal;
    // A call that was not authenticated was not carried out.
    if (this.#credential === used) this.#credential = await this.#renew();
    const again = await this.#sendOnce(method, path, body, options);
    if (!again.ok) throw await problemOf(again);
    return again;
  }

  async #read<T>(response: Response, call: string, shape: Shape<T>, options: CallOptions): Promise<T> {
    try {
      return shape(JSON.parse(await readText(response)), "the answer");
    } catch (error) {
      if (isAborted(error, options)) throw error;
      throw new AnswerError(call, error);
    }
  }

  async #sendOnce(
    method: string, path: string, body: Body | null, options: CallOptions & { readonly unlimited?: boolean },
  ): Promise<Response> {
    // An address loses such parts on its way: another thing would be called than the one that was named.
    if (/\/\.\.?(?=[/?]|$)/.test(path))
      throw new ExchangeError("usage", "'.' and '..' name nothing at the server: give an id.");
    const headers: Record<string, string> = { Accept: "application/json" };
    if (this.#credential !== null) headers["Authorization"] = `Bearer ${this.#credential}`;
    if (body !== null) headers["Content-Type"] = "application/json";
    if (options.idempotencyKey !== undefined) headers["Idempotency-Key"] = options.idempotencyKey;
    if (options.lastEventId !== undefined) headers["Last-Event-ID"] = options.lastEventId;
    const signals = [
      ...(options.signal ? [options.signal] : []), ...(options.unlimited ? [] : [AbortSignal.timeout(timeout)]),
    ];
    options.signal?.throwIfAborted();
    try {
      return await this.#fetch(`${this.server}${path}`, {
        method,
        headers,
        body: body === null ? null : JSON.stringify(body, encode),
        // A redirect would carry the credential elsewhere; a cookie or cache has no business here.
        redirect: "error",
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        ...(signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}),
      });
    } catch (error) {
      if (isAborted(error, options)) throw error;
      throw new UnreachableError(this.server, error);
    }
  }
}

const problem = object({
  title: optional(text),
  detail: optional(text),
  code: optional(text),
  retryable: (value: unknown) => typeof value === "boolean" ? value : null,
  requestId: optional(text),
  retryAfter: (value: unknown) => typeof value === "number" && value >= 0 ? value : null,
});

async function problemOf(response: Response): Promise<ProblemError> {
  const { status } = response;
  const said = await readProblem(response);
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return new ProblemError(
    said?.code ?? `http-${status}`, said?.detail ?? said?.title ?? `The server answered ${status}.`,
    {
      retryable: said?.retryable ?? (status === 429 || status >= 500),
      httpStatus: status,
      retryAfter: said?.retryAfter ?? (Number.isFinite(seconds) ? seconds * 1_000 : null),
      requestId: said?.requestId ?? null,
    });
}

async function readProblem(response: Response): Promise<ReturnType<typeof problem> | null> {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/problem+json") && !type.startsWith("application/json")) {
    await response.body?.cancel();
    return null;
  }
  try {
    return problem(JSON.parse(await readText(response)), "the problem");
  } catch {
    // What stands between may answer with anything: the status alone then says what is known.
    return null;
  }
}

/** The whole body, within bounds: a server that lies cannot fill the memory. */
async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const parts: string[] = [];
  let size = 0;
  while (true) {
    const { done, value } = await reader.read();
    if (done) return parts.join("") + decoder.decode();
    size += value.length;
    if (size > maxAnswer) {
      await reader.cancel();
      throw new RangeError("The answer is longer than allowed.");
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
}

function isAborted(error: unknown, { signal }: CallOptions): boolean {
  return signal?.aborted === true && error === signal.reason;
}

function encode(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? toBase64Url(value) : value;
}
