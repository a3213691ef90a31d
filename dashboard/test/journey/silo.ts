import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { place } from "./place.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const program = join(root, "src/Silo/bin/Release/net10.0/ContextExchange.Silo.dll");
const cexProgram = join(root, "src/Cli/bin/Release/net10.0/cex.dll");
const tunnelProgram = fileURLToPath(new URL("./tunnel.mjs", import.meta.url));
const patience = 60_000;

/** The passphrase of every vault of these tests. */
export const passphrase = "correct horse battery staple";

/** A real server on a free port with a folder of its own, and `cex` beside it. `stop` ends and removes all of it. */
export class Silo {
  private constructor(
    readonly origin: string, readonly administratorLink: string, private process: ChildProcess,
    private readonly options: readonly string[], private readonly tunnel: Tunnel | null,
    private readonly folder: string) {}

  /** @param settings As on the command line. */
  static async start(...settings: readonly string[]): Promise<Silo> {
    const folder = mkdtempSync(join(tmpdir(), "cex-dashboard-"));
    const port = await freePort();
    const origin = place === null ? `http://localhost:${port}` : `https://${place.host}:${port}`;
    const elsewhere = place === null ? [] : [
      "--PublicUrl", origin, "--ListenAddress", "127.0.0.1",
      "--CertificateFile", place.certificateFile, "--CertificateKeyFile", place.keyFile,
    ];
    const all = ["--port", String(port), "--data", join(folder, "data"), ...elsewhere, ...settings];
    const process = run(all, folder);
    const link = await administratorLinkOf(process);
    return new Silo(origin, link, process, all, place === null ? null : await openTunnel(), folder);
  }

  /** Ends the server: by its own leave, or as a cut of the power does. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill(signal);
    await ended;
  }

  /** Starts it anew with what it has stored, for as long as it has no administrator. */
  async startAgain(): Promise<void> {
    this.process = run(this.options, this.folder);
    await administratorLinkOf(this.process);
  }

  /** Runs `cex` and gives what it prints; fails with what it says on the error stream. */
  cex(...args: readonly string[]): string {
    return this.#run(args, "");
  }

  /** The same for a profile whose owner's keys are under `passphrase`. */
  cexWithKeys(...args: readonly string[]): string {
    return this.#run(args, passphrase);
  }

  /** The same with `--json`, read. */
  json(...args: readonly string[]): Readonly<Record<string, string>> {
    return JSON.parse(this.cex(...args, "--json")) as Record<string, string>;
  }

  /** The link that takes an owner's keys over, under `passphrase`. */
  ownerLink(profile: string): string {
    const link = /\S+\/owner#\S+/.exec(this.cexWithKeys("owner", "export", "--link", "--as", profile))?.[0];
    if (link === undefined) throw new Error("cex printed no link.");
    return link;
  }

  /** Connects two new agents of two new owners; the first invites. */
  connect(inviter: string, acceptor: string): void {
    const link = /\S+\/join#\S+/.exec(this.cex("invite", "--as", inviter))?.[0];
    if (link === undefined) throw new Error("cex printed no link.");
    this.cex("accept", link, "--as", acceptor);
  }

  /** A code that signs the owner of a profile in. */
  pageCode(profile: string): string {
    const code = /cex_page_\w+/.exec(this.cex("owner", "code", "--as", profile))?.[0];
    if (code === undefined) throw new Error("cex printed no code.");
    return code;
  }

  #run(args: readonly string[], secret: string): string {
    const run = spawnSync("dotnet", [cexProgram, ...args], {
      encoding: "utf8", cwd: this.folder, timeout: patience,
      env: { ...this.#environment, CEX_OWNER_PASSPHRASE: secret },
    });
    if (run.status !== 0) throw new Error(`cex ${args.join(" ")} ended with ${run.status}: ${run.stderr}`);
    return run.stdout.trim();
  }

  get #environment(): NodeJS.ProcessEnv {
    return {
      ...process.env, CEX_HOME: join(this.folder, "cex"), CEX_SERVER: this.origin, DOTNET_EnableDiagnostics: "0",
      ...(place === null ? {} : { SSL_CERT_FILE: place.certificateFile }),
      ...(this.tunnel === null ? {} : { HTTPS_PROXY: `http://127.0.0.1:${this.tunnel.port}` }),
    };
  }

  /** The newest sign-in link that was mailed to an address, of at least `count` mails with one. */
  mailedLink(email: string, count = 1): Promise<string> {
    const outbox = join(this.folder, "data", "outbox");
    return vi.waitFor(() => {
      const mails = existsSync(outbox) ? readdirSync(outbox).filter((name) => name.endsWith(".eml")).sort() : [];
      const links = mails.map((name) => readFileSync(join(outbox, name), "utf8"))
        .filter((mail) => mail.includes(`To: ${email}\r\n`))
        .flatMap((mail) => /http\S+\/sign-in#cex_link_\w+/.exec(mail)?.[0] ?? []);
      if (links.length < count) throw new Error(`${email} has ${links.length} mails with a link, not ${count}.`);
      return links.at(-1)!;
    }, { timeout: patience, interval: 50 });
  }

  async stop(): Promise<void> {
    await this.end("SIGTERM");
    this.tunnel?.process.stdin?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function run(options: readonly string[], folder: string): ChildProcess {
  return spawn("dotnet", [program, ...options], {
    stdio: ["ignore", "pipe", "pipe"], cwd: folder,
    env: { ...process.env, DOTNET_EnableDiagnostics: "0", CEX_Limits__AnonymousPerMinute: "100000" },
  });
}

interface Tunnel {
  readonly process: ChildProcess;
  readonly port: string;
}

function openTunnel(): Promise<Tunnel> {
  const tunnel = spawn(process.execPath, [tunnelProgram], { stdio: ["pipe", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    tunnel.stdout.once("data", (port: Buffer) => resolve({ process: tunnel, port: port.toString().trim() }));
    tunnel.once("exit", () => reject(new Error("The tunnel ended.")));
  });
}

function administratorLinkOf(process: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const timer = setTimeout(() => reject(new Error(`The server did not start: ${printed}`)), patience);
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const link = /http\S+\/#cex_boot_\w+/.exec(printed)?.[0];
      if (link === undefined) return;
      clearTimeout(timer);
      resolve(link);
    };
    process.stdout?.on("data", read);
    process.stderr?.on("data", read);
    process.once("exit", (code) => reject(new Error(`The server ended with ${code}: ${printed}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
