import { fork } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClientStore } from "../../src/store/index.js";
import { openFileStore } from "../../src/store/node/index.js";
import { storeCases } from "./conformance.js";

let folder: string;
let path: string;
let keyFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cex-store-"));
  path = join(folder, "device.store");
  keyFile = join(folder, "device.key");
});

afterEach(() => rm(folder, { recursive: true }));

const open = (): Promise<ClientStore> => openFileStore(path, { keyFile });
const key = (number: number): Uint8Array => Uint8Array.of(number >> 8, number & 0xff);

async function put(store: ClientStore, number: number, value: Uint8Array = Uint8Array.of(number)): Promise<void> {
  await store.transact((part) => part.put(1, key(number), value));
}

async function count(): Promise<number> {
  const store = await open();
  const rows = await store.transact((part) => part.scan(1, new Uint8Array(0)).length);
  await store.close();
  return rows;
}

describe("The store in a file", () => {
  test.each(storeCases)("$name", ({ run }) => run({ open, isDurable: true }));

  test.each(storeCases)("rewritten at every flush: $name", ({ run }) =>
    run({ open: () => openFileStore(path, { keyFile }, { least: 0, factor: 0 }), isDurable: true }));

  test("only its user may read file and key", async () => {
    await (await open()).close();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  });

  test("no value stands in the file in the clear", async () => {
    const store = await open();
    await put(store, 1, new TextEncoder().encode("a secret that must not be seen"));
    await store.close();
    expect((await readFile(path)).includes("a secret")).toBe(false);
  });

  test("a passphrase opens it, another does not, a key file neither", async () => {
    const store = await openFileStore(path, { passphrase: "correct horse" });
    await put(store, 1);
    await store.close();
    await expect(openFileStore(path, { passphrase: "battery" })).rejects.toMatchObject({ code: "store-locked" });
    await expect(open()).rejects.toMatchObject({ code: "store-locked" });
    const again = await openFileStore(path, { passphrase: "correct horse" });
    expect(await again.transact((part) => part.get(1, key(1)))).toEqual(Uint8Array.of(1));
    await again.close();
  }, 60_000);

  test("a key file that others may read, that is missing or that belongs to another store is refused", async () => {
    await (await open()).close();
    await chmod(keyFile, 0o644);
    await expect(open()).rejects.toMatchObject({ code: "store-locked" });
    await rm(keyFile);
    await expect(open()).rejects.toMatchObject({ code: "store-locked" });
    await writeFile(keyFile, new Uint8Array(32), { mode: 0o600 });
    await expect(open()).rejects.toMatchObject({ code: "store-locked" });
    await writeFile(keyFile, new Uint8Array(31), { mode: 0o600 });
    await expect(open()).rejects.toMatchObject({ code: "store-locked" });
  });

  test("a flush that was torn at any byte is dropped, what completed before is kept", async () => {
    const store = await open();
    await put(store, 1);
    await put(store, 2);
    const whole = (await stat(path)).size;
    await put(store, 3);
    await store.close();
    const end = (await stat(path)).size;
    await copyFile(path, `${path}.whole`);
    for (let size = whole; size < end; size++) {
      await copyFile(`${path}.whole`, path);
      await truncate(path, size);
      expect(await count()).toBe(2);
    }
  });

  test("a torn flush whose end is zeros is dropped, and writing goes on behind what was kept", async () => {
    const store = await open();
    await put(store, 1);
    const whole = (await stat(path)).size;
    await put(store, 2);
    await store.close();
    const bytes = await readFile(path);
    bytes.fill(0, whole + 3);
    await writeFile(path, bytes);
    const again = await open();
    await put(again, 3);
    await again.close();
    expect(await count()).toBe(2);
  });

  test("a byte that was changed before the last record is damage, wherever it is", async () => {
    const store = await open();
    for (let i = 1; i <= 3; i++) await put(store, i);
    await store.close();
    const bytes = await readFile(path);
    const lastRecord = bytes.lastIndexOf("CXDR");
    for (let at = 42; at < lastRecord; at += 5) {
      const altered = Buffer.from(bytes);
      altered[at] = altered[at]! ^ 1;
      await writeFile(path, altered);
      await expect(open(), `byte ${at}`).rejects.toMatchObject({ code: at < 114 ? "store-locked" : "store-damaged" });
    }
  });

  test("a record that was taken out or moved is damage", async () => {
    const store = await open();
    for (let i = 1; i <= 3; i++) await put(store, i);
    await store.close();
    const bytes = await readFile(path);
    const [first, second, third] = marks(bytes).slice(1);
    await writeFile(path, Buffer.concat([bytes.subarray(0, first), bytes.subarray(second)]));
    await expect(open()).rejects.toMatchObject({ code: "store-damaged" });
    await writeFile(path, Buffer.concat([
      bytes.subarray(0, first), bytes.subarray(second, third), bytes.subarray(first, second), bytes.subarray(third)]));
    await expect(open()).rejects.toMatchObject({ code: "store-damaged" });
  });

  test("a file of somebody else, and one of a later version, are refused and left alone", async () => {
    await writeFile(path, "something else entirely, and long enough for a header; really, it has to be long: ".repeat(3));
    await expect(open()).rejects.toMatchObject({ code: "store-damaged" });
    await rm(path);
    await (await open()).close();
    const bytes = await readFile(path);
    bytes[4] = 2;
    await writeFile(path, bytes);
    await expect(open()).rejects.toMatchObject({ code: "store-newer" });
    expect(await readFile(path)).toEqual(bytes);
  });

  test("the log is rewritten when most of it is out of date, and never grows without bound", async () => {
    const store = await openFileStore(path, { keyFile }, { least: 20_000, factor: 4 });
    for (let i = 0; i < 200; i++) await put(store, 1, new Uint8Array(1_000).fill(i));
    await put(store, 2);
    await store.close();
    expect((await stat(path)).size).toBeLessThan(30_000);
    const again = await open();
    expect(await again.transact((part) => part.get(1, key(1)))).toEqual(new Uint8Array(1_000).fill(199));
    await again.close();
  });

  test("what a rewriting left that never came to its rename is removed", async () => {
    const store = await open();
    await put(store, 1);
    await store.close();
    await writeFile(`${path}.new`, "half a file");
    expect(await count()).toBe(1);
    await expect(stat(`${path}.new`)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("after a failed flush everything fails, and the next opener finds what was durable", async () => {
    const store = await open();
    await put(store, 1);
    await truncate(path, (await stat(path)).size - 1);
    await expect(put(store, 2)).rejects.toMatchObject({ code: "store-in-use" });
    await expect(store.transact(() => 1)).rejects.toMatchObject({ code: "store-in-use" });
    await store.close();
    expect(await count()).toBe(0);
  });
});

describe("A process that is killed while it writes", () => {
  test("loses nothing that it was told is durable", async () => {
    const script = join(folder, "writer.mjs");
    await build({
      entryPoints: [new URL("./storeWriter.ts", import.meta.url).pathname], outfile: script, bundle: true,
      platform: "node", format: "esm",
    });
    let durable = 0;
    for (let round = 0; round < 5; round++) {
      const writer = fork(script, [path, keyFile], { stdio: "ignore" });
      const told = await new Promise<number>((resolve) => {
        let last = 0;
        writer.on("message", (number: number) => {
          last = number;
          // Killed at another moment of a flush each time.
          if (number >= durable + 20 + round) writer.kill("SIGKILL");
        });
        writer.once("exit", () => resolve(last));
      });
      expect(told).toBeGreaterThan(durable);
      const rows = await count();
      expect(rows).toBeGreaterThanOrEqual(told);
      expect(rows).toBeLessThanOrEqual(told + 300);
      durable = rows;
    }
  }, 60_000);

  test("leaves the lock behind for nobody", async () => {
    const script = join(folder, "writer.mjs");
    await build({
      entryPoints: [new URL("./storeWriter.ts", import.meta.url).pathname], outfile: script, bundle: true,
      platform: "node", format: "esm",
    });
    const writer = fork(script, [path, keyFile], { stdio: "ignore" });
    await once(writer, "message");
    await expect(open()).rejects.toMatchObject({ code: "store-in-use", retryable: true });
    writer.kill("SIGKILL");
    await once(writer, "exit");
    expect(await count()).toBeGreaterThan(0);
  }, 60_000);
});

function marks(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf("CXDR"); at >= 0; at = bytes.indexOf("CXDR", at + 1)) found.push(at);
  return found;
}
