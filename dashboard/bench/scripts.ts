import { request } from "node:http";
import type { Page } from "playwright-core";
import { gzipSync } from "node:zlib";

/** A script's compressed length in kilobytes of 1,024 bytes. */
export interface ScriptSize {
  /** As the server sends it. */
  readonly sent: number;
  readonly gzip: number;
}

/** Notes every script that a page asks for; call it before the page is opened. */
export function watchScripts(page: Page): ReadonlySet<string> {
  const asked = new Set<string>();
  page.context().on("request", (one) => {
    const { pathname } = new URL(one.url());
    if (pathname.endsWith(".js")) asked.add(pathname);
  });
  return asked;
}

/** How large scripts of a server are together. */
export async function sizeOf(origin: string, paths: Iterable<string>): Promise<ScriptSize> {
  const sizes = await Promise.all([...paths].map(async (path) => ({
    sent: (await body(origin + path, "br")).length,
    gzip: gzipSync(await body(origin + path, "identity"), { level: 9 }).length,
  })));
  const sum = (one: keyof ScriptSize): number => sizes.reduce((before, size) => before + size[one], 0) / 1_024;
  return { sent: sum("sent"), gzip: sum("gzip") };
}

/** The bytes of an answer as they come over the wire. */
function body(address: string, coding: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    request(address, { headers: { "accept-encoding": coding } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(Buffer.concat(chunks));
        else reject(new Error(`${address} answered ${answer.statusCode}.`));
      });
    }).on("error", reject).end();
  });
}
