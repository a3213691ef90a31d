import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { place } from "./place.js";

const markup = "<!doctype html><html lang=en><title>Another site</title><h1>Another site</h1>";

/** An empty page of somebody else, without any policy: what it does is what a test tells it. */
export class OtherSite {
  private constructor(readonly origin: string, private readonly server: Server) {}

  /** On the server's own host, at another port: cookies do not tell the two apart. */
  static neighbour(): Promise<OtherSite> {
    if (place === null) return OtherSite.#open(createHttpServer(), "http://localhost");
    const [cert, key] = [readFileSync(place.certificateFile), readFileSync(place.keyFile)];
    return OtherSite.#open(createHttpsServer({ cert, key }), `https://${place.host}`);
  }

  /** On another host. */
  static stranger(): Promise<OtherSite> {
    return OtherSite.#open(createHttpServer(), "http://127.0.0.1");
  }

  static #open(server: Server, host: string): Promise<OtherSite> {
    server.on("request", (_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(markup));
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () =>
        resolve(new OtherSite(`${host}:${(server.address() as AddressInfo).port}`, server)));
    });
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => { this.server.close(() => resolve()); });
  }
}
