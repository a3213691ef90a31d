import { AgentClient, createMemoryStore, Owner } from "@contextexchange/sdk";

/** An owner with an agent that is connected. */
export interface Person {
  readonly owner: Owner;
  readonly client: AgentClient;
}

export async function come(server: string, name: string): Promise<Person> {
  const store = createMemoryStore();
  const owner = await Owner.create(store, server);
  await owner.register({ name });
  return { owner, client: await AgentClient.open(await owner.createAgent(store, name)) };
}

/** Connects two people; the second has invited. */
export async function meet(one: Person, other: Person): Promise<void> {
  await one.owner.acceptInvite(one.client.profile, await other.owner.invite(other.client.profile));
  await Promise.all([one.client.connect(), other.client.connect()]);
}
