import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { AgentClient } from "../src/live/agentClient.js";
import type { MailboxItem, ReceivedItem } from "../src/live/items.js";
import type { PostedMessage } from "../src/live/pendingSend.js";
import { SendRefusedError } from "../src/live/sendErrors.js";
import { ExchangeError } from "../src/errors.js";
import { Owner } from "../src/owner/owner.js";
import type { Terms } from "../src/rest/models.js";
import { openFileStore } from "../src/store/node/index.js";

// One side of `cex replay --peer node`: an owner and an agent that run on this SDK and are led by lines of JSON. A line
// {"id", "op", ...} on the standard input is answered by {"id", ...} or {"id", "error"}; what happens by itself is told
// by lines with an "event". It ends with its input.

type Command =
  | { readonly op: "start"; readonly server: string; readonly folder: string; readonly maxInFlight: number }
  | { readonly op: "accept"; readonly link: string; readonly terms: Terms }
  | { readonly op: "connect" }
  | {
    readonly op: "post"; readonly peer: string; readonly category: string; readonly text: string;
    readonly thread: string;
    readonly logicalId: string; readonly parent?: string;
  }
  | { readonly op: "ack"; readonly sequence: number }
  | { readonly op: "approve" };

const longestDelay = 500;
const remembered = 4_096;

/** Only the client's own word for the outcome: accepted, held, duplicate, or a status of the protocol. */
async function outcomeOf(receipt: Promise<{ readonly status: string }>): Promise<string> {
  try {
    return (await receipt).status;
  } catch (error) {
    if (error instanceof SendRefusedError) return error.status;
    throw error;
  }
}

class ReplayPeer {
  #owner: Owner | null = null;
  #client: AgentClient | null = null;
  readonly #stop = new AbortController();
  /** Items that are not acknowledged, and messages that may still be answered. */
  readonly #items = new Map<number, MailboxItem>();
  readonly #messages = new Map<string, ReceivedItem>();

  async do(command: Command): Promise<Record<string, unknown>> {
    switch (command.op) {
      case "start": return this.#start(command.server, command.folder, command.maxInFlight);
      case "accept": return this.#accept(command.link, command.terms);
      case "connect": return this.#connect();
      case "post": return this.#post(command);
      case "ack": return this.#ack(command.sequence);
      case "approve": return this.#approve();
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#client?.close();
    await this.#owner?.store.close();
  }

  async #start(server: string, folder: string, maxInFlight: number): Promise<Record<string, unknown>> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const protection = { keyFile: join(folder, "device.key") };
    this.#owner = await Owner.create(await openFileStore(join(folder, "owner.store"), protection), server);
    await this.#owner.register({ name: "system" });
    const store = await openFileStore(join(folder, "device.store"), protection);
    const profile = await this.#owner.createAgent(store, "system");
    this.#client = await AgentClient.open(profile, { maxInFlight, longestDelay });
    return { agent: profile.agent };
  }

  async #accept(link: string, terms: Terms): Promise<Record<string, unknown>> {
    await this.#ownerOf().acceptInvite(this.#clientOf().profile, link, terms);
    return {};
  }

  async #connect(): Promise<Record<string, unknown>> {
    await this.#clientOf().connect(this.#stop.signal);
    void this.#receive();
    return {};
  }

  async #receive(): Promise<void> {
    try {
      for await (const item of this.#clientOf().receive(this.#stop.signal)) {
        this.#items.set(item.sequence, item);
        tell(this.#told(item));
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) fail(error);
    }
  }

  #told(item: MailboxItem): Record<string, unknown> {
    const { sequence, kind } = item;
    if (item.kind !== "message") return { event: "item", sequence, kind };
    this.#messages.set(item.message, item);
    if (this.#messages.size > remembered) this.#messages.delete(this.#messages.keys().next().value!);
    const { logicalId, text } = item.content;
    const { sender, message, hop, maxHops, askedItsOwner } = item;
    return { event: "item", sequence, kind, sender, message, logicalId, text, hop, maxHops, askedItsOwner };
  }

  async #post(command: Extract<Command, { op: "post" }>): Promise<Record<string, unknown>> {
    const { peer, category, text, thread, logicalId, parent } = command;
    const inReplyTo = parent === undefined ? undefined : this.#messages.get(parent);
    let posted: PostedMessage;
    try {
      posted = await this.#clientOf().post(
        peer, category, { text, thread, logicalId }, inReplyTo === undefined ? {} : { inReplyTo });
    } catch (error) {
      // The signed contract forbids it: nothing was sealed.
      if (!(error instanceof ExchangeError) || error.code !== "not-allowed") throw error;
      tell({ event: "settled", logicalId, status: error.code });
      return {};
    }
    void outcomeOf(posted.receipt).then((status) => tell({ event: "settled", logicalId, status }), fail);
    return {};
  }

  async #ack(sequence: number): Promise<Record<string, unknown>> {
    const item = this.#items.get(sequence);
    if (item === undefined) throw new ExchangeError("usage", `There is no entry ${sequence} to acknowledge.`);
    this.#items.delete(sequence);
    await this.#clientOf().ack(item);
    return {};
  }

  async #approve(): Promise<Record<string, unknown>> {
    for (const held of await this.#ownerOf().held()) await held.approve();
    return {};
  }

  #clientOf(): AgentClient {
    if (this.#client === null) throw new ExchangeError("usage", "Start first.");
    return this.#client;
  }

  #ownerOf(): Owner {
    if (this.#owner === null) throw new ExchangeError("usage", "Start first.");
    return this.#owner;
  }
}

function tell(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function fail(error: unknown): void {
  tell({ event: "failed", error: String(error) });
}

const peer = new ReplayPeer();
for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...command } = JSON.parse(line) as Command & { readonly id: number };
  // Not awaited: calls overlap, but each begins before the next line is read.
  peer.do(command as Command).then(
    (answer) => tell({ id, ...answer }),
    (error: unknown) => tell({
      id, error: error instanceof ExchangeError ? `${error.code}: ${error.message}` : String(error),
    }));
}
await peer.close();
