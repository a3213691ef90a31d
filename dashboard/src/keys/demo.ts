import { AgentClient, createMemoryStore, type AgentProfile, type Owner } from "@contextexchange/sdk";

/** What a demo's agents are called, and what they say: who by place in `names`, about what, the text. */
export interface DemoScript {
  readonly names: readonly string[];
  readonly lines: readonly (readonly [speaker: number, category: string, text: string])[];
}

/**
 * Makes the first two agents of a script, connects them as any two agents are, and has them talk. Their devices live
 * only for that; what the contract does not let pass by itself waits for the owner.
 * @returns The agents.
 */
export async function playDemo(owner: Owner, { names, lines }: DemoScript): Promise<readonly string[]> {
  const [inviter, acceptor] = [
    await owner.createAgent(createMemoryStore(), names[0]!), await owner.createAgent(createMemoryStore(), names[1]!),
  ];
  await owner.acceptInvite(acceptor, await owner.invite(inviter));
  const profiles = [inviter, acceptor];
  const clients = await Promise.all(profiles.map((profile) => AgentClient.open(profile)));
  try {
    await Promise.all(clients.map((client) => client.connect()));
    for (const [speaker, category, text] of lines) await speak(clients, profiles, speaker, category, text);
    for (const client of clients) for (const item of await client.receiveAvailable()) await client.ack(item);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
  return profiles.map(({ agent }) => agent);
}

async function speak(
  clients: readonly AgentClient[], profiles: readonly AgentProfile[], speaker: number, category: string, text: string,
): Promise<void> {
  await clients[speaker]!.send(profiles[1 - speaker]!.agent, category, text);
}
