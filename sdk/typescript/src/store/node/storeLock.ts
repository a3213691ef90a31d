import { createHash } from "node:crypto";
import { realpath, unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { basename, dirname, join } from "node:path";
import { DeviceStoreError } from "../deviceStoreError.js";

/**
 * One process at a time has a store: it listens on a local address that names the store, which the system gives back by
 * itself when the process dies. Linux and Windows have such addresses without a file; elsewhere the address is a socket
 * file that outlives a crash, and one that nobody answers is taken over.
 */
export async function lockStore(path: string): Promise<() => Promise<void>> {
  const address = await addressOf(path);
  const server = await listen(address)
    ?? (isFile(address) && await isAbandoned(address) ? await retake(address) : null);
  if (server === null) {
    throw new DeviceStoreError(
      "store-in-use", `Another process uses the device store ${path}: stop it first, or use another one.`);
  }
  // The lock alone keeps no process alive.
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

async function addressOf(path: string): Promise<string> {
  const folder = await realpath(dirname(path));
  const file = join(folder, basename(path));
  const name = `contextexchange-${createHash("sha256").update(file).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return `\0${name}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  return `${file}.lock`;
}

function isFile(address: string): boolean {
  return process.platform !== "linux" && process.platform !== "win32" && address.endsWith(".lock");
}

/** Null where somebody listens there already. */
function listen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(null) : reject(error));
    server.listen(address, () => resolve(server));
  });
}

function isAbandoned(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
  });
}

async function retake(address: string): Promise<Server | null> {
  await unlink(address);
  return listen(address);
}
