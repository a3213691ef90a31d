import { AgentClient, AgentProfile, openIndexedDbStore } from "../../src/index.js";
import { FakeExchange } from "./fakeExchange.js";
import { ManualClock } from "./manualClock.js";
import { everyAuto, person, take, takeMessage } from "./people.js";

declare global {
  interface Window {
    converse(): Promise<unknown>;
  }
}

/** Two agents on IndexedDB talk; one is closed, opened again from its database, and reads what came meanwhile. */
window.converse = async () => {
  const clock = new ManualClock(Date.now());
  const exchange = new FakeExchange(clock);
  const options = { clock, fetch: exchange.fetch, webSocket: exchange.webSocket };
  const alice = await person(exchange, "alice", options, await openIndexedDbStore("alice"));
  const bob = await person(exchange, "bob", options, await openIndexedDbStore("bob"));
  const link = await alice.owner.invite(alice.profile, { terms: everyAuto });
  await bob.owner.acceptInvite(bob.profile, link, everyAuto);
  await Promise.all([alice.client.connect(), bob.client.connect()]);
  const first = await alice.client.send(bob.profile.agent, "schedule", "before");
  const before = (await takeMessage(bob.client)).content.text;
  await bob.client.close();
  await alice.client.send(bob.profile.agent, "schedule", "meanwhile");
  const store = await openIndexedDbStore("bob");
  const again = await AgentClient.open((await AgentProfile.load(store))!, options);
  await again.connect();
  const [item] = await take(again, 1);
  await Promise.all([alice.client.close(), again.close()]);
  return { status: first.status, before, meanwhile: item?.kind === "message" ? item.content.text : item?.kind };
};
