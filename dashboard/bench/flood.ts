import { createServer, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Stands before a server and passes everything on, but adds events of its own to the activity streams: as many as a
 * measurement wants, at a rate that the server and its clients on the same machine could not make.
 */
export class Flood {
  readonly #streams = new Set<ServerResponse>();
  readonly #server: Server;
  #sent = 0;

  private constructor(target: URL) {
    this.#server = createServer((asked, answer) => {
      const headers = { ...asked.headers, host: target.host };
      if (headers.origin !== undefined) headers.origin = target.origin;
      const options = { host: target.hostname, port: target.port, path: asked.url, method: asked.method, headers };
      const forwarded = request(options, (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
        if (asked.url === "/v1/activity" && got.statusCode === 200) {
          this.#streams.add(answer);
          answer.on("close", () => this.#streams.delete(answer));
        }
      });
      forwarded.on("error", () => answer.destroy());
      asked.pipe(forwarded);
    });
  }

  static async before(origin: string): Promise<Flood> {
    const flood = new Flood(new URL(origin));
    await new Promise<void>((resolve) => flood.#server.listen(0, "127.0.0.1", resolve));
    return flood;
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends events at this rate for so long, in milliseconds; the number that was sent. */
  async pour(rate: number, duration: number, from: string, to: string): Promise<number> {
    const begun = performance.now();
    const before = this.#sent;
    for (;;) {
      const past = performance.now() - begun;
      const due = Math.floor(Math.min(past, duration) * rate / 1_000);
      let text = "";
      while (this.#sent - before < due) text += this.#event(from, to);
      if (text !== "") for (const stream of this.#streams) stream.write(text);
      if (past >= duration) return this.#sent - before;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #event(from: string, to: string): string {
    const at = Date.now();
    const id = `flood-${++this.#sent}`;
    return `event: activity\nid: ${id}\ndata: ${JSON.stringify({
      at, kind: "message.accepted", connection: "0".repeat(32), from, to, category: "schedule", status: "accepted",
      size: 500, id,
    })}\n\n`;
  }
}
