import { ExchangeError } from "@contextexchange/sdk";
import type { KeyAnswer, KeyCalls, KeyRequest } from "./keyCalls.js";
import { workerScript } from "./workerScript.js";

interface Waiting {
  resolve(value: never): void;
  reject(error: Error): void;
}

/** The page's side of the worker that holds the keys. Ending it wipes them from memory. */
export class KeyWorker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor() {
    this.#worker = new Worker(workerScript(), { type: "module", name: "keys" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<KeyAnswer>) => this.#settle(data));
    this.#worker.addEventListener("error", () => this.#fail("failed", "The keys could not be used: reload the page."));
  }

  call<N extends keyof KeyCalls>(name: N, ...args: Parameters<KeyCalls[N]>): ReturnType<KeyCalls[N]> {
    const id = ++this.#last;
    const request: KeyRequest = { id, name, args };
    return new Promise<never>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(request);
    }) as ReturnType<KeyCalls[N]>;
  }

  end(): void {
    this.#worker.terminate();
    this.#fail("locked", "The keys were locked meanwhile.");
  }

  #settle(answer: KeyAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value as never);
    else waiting?.reject(new ExchangeError(answer.code, answer.message, { retryable: answer.retryable }));
  }

  #fail(code: string, message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new ExchangeError(code, message));
    this.#waiting.clear();
  }
}
