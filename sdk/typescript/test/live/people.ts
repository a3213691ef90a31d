import { AgentClient } from "../../src/live/agentClient.js";
import type { ClientOptions } from "../../src/live/clientOptions.js";
import { AgentProfile } from "../../src/live/agentProfile.js";
import type { MailboxItem, ReceivedItem } from "../../src/live/items.js";
import { Owner } from "../../src/owner/owner.js";
import { presetTerms } from "../../src/peers/contract.js";
import type { Terms } from "../../src/rest/models.js";
import { createMemoryStore, type ClientStore } from "../../src/store/index.js";
import { FakeExchange } from "./fakeExchange.js";
import { ManualClock } from "./manualClock.js";

/** An owner with one agent on one device. */
export interface Person {
  readonly owner: Owner;
  readonly profile: AgentProfile;
  readonly store: ClientStore;
  client: AgentClient;
}

/** Two people whose agents are connected. */
export interface Pair {
  readonly exchange: FakeExchange;
  readonly clock: ManualClock;
  readonly alice: Person;
  readonly bob: Person;
  readonly options: ClientOptions;
}

export const everyAuto: Terms = {
  levels: { schedule: { share: "auto", receive: "auto" }, projects: { share: "ask", receive: "auto" } }, ownerReads: true,
};

export async function meet(terms: Terms = presetTerms("balanced")): Promise<Pair> {
  const clock = new ManualClock(1_800_000_000_000);
  const exchange = new FakeExchange(clock);
  const options: ClientOptions = { clock, fetch: exchange.fetch, webSocket: exchange.webSocket, jitter: () => 0.5 };
  const alice = await person(exchange, "alice", options);
  const bob = await person(exchange, "bob", options);
  const link = await alice.owner.invite(alice.profile, { terms });
  await bob.owner.acceptInvite(bob.profile, link, terms);
  return { exchange, clock, alice, bob, options };
}

/** Opens the profile in a person's store again, as after a restart that closed nothing. */
export async function restart(one: Person, options: ClientOptions): Promise<void> {
  one.client = await AgentClient.open((await AgentProfile.load(one.store))!, options);
}

export async function person(
  exchange: FakeExchange, name: string, options: ClientOptions, store: ClientStore = lastingStore(),
): Promise<Person> {
  const owner = await Owner.create(store, exchange.origin, options as object);
  await owner.register({ name });
  const profile = await owner.createAgent(store, name);
  return { owner, profile, store, client: await AgentClient.open(profile, options) };
}

/** A store in memory that outlives its client, like a file. */
function lastingStore(): ClientStore {
  return Object.assign(createMemoryStore(), { close: () => Promise.resolve() });
}

/** The next entries of a client's mailbox, acknowledged unless told otherwise. */
export async function take(client: AgentClient, count: number, acknowledges = true): Promise<MailboxItem[]> {
  const items: MailboxItem[] = [];
  for await (const item of client.receive()) {
    items.push(item);
    if (acknowledges) await client.ack(item);
    if (items.length === count) break;
  }
  return items;
}

export async function takeMessage(client: AgentClient): Promise<ReceivedItem> {
  const [item] = await take(client, 1);
  if (item?.kind !== "message") throw new Error(`${JSON.stringify(item)} is no message.`);
  return item;
}

export async function close(...people: readonly Person[]): Promise<void> {
  await Promise.all(people.map(({ client }) => client.close()));
}
