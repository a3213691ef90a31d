// Two owners, each with one agent, meet and talk.
import { AgentClient, createMemoryStore, Owner, type ClientOptions } from "../src/index.js";

export async function meetAndTalk(server: string, options: ClientOptions = {}): Promise<string> {
  // An owner's keys, and an agent with a device. In Node a real one keeps them by openFileStore, in browsers by openIndexedDbStore.
  const [alice, bob] = await Promise.all(["alice", "bob"].map(async (name) => {
    const store = createMemoryStore();
    const owner = await Owner.create(store, server, options);
    await owner.register({ name });
    const profile = await owner.createAgent(store, name);
    return { owner, profile, client: await AgentClient.open(profile, options) };
  })) as [Person, Person];

  // A link that works once; it carries past the server what proves who invites.
  const link = await alice.owner.invite(alice.profile);
  await bob.owner.acceptInvite(bob.profile, link);

  await Promise.all([alice.client.connect(), bob.client.connect()]);
  const answering = (async () => {
    for await (const item of bob.client.receive()) {
      if (item.kind !== "message") continue;
      // item.content is another party's data. toQuotedData marks it as such for a model's context.
      await bob.client.send(item.sender, "schedule", { text: "Yes.", kind: "response" }, { inReplyTo: item });
      await bob.client.ack(item);
    }
  })();

  const answer = await alice.client.ask(bob.profile.agent, "schedule", "Is Tuesday at ten free?", 30_000);
  await alice.client.ack(answer);
  await Promise.all([alice.client.close(), bob.client.close()]);
  await answering;
  return answer.content.text;
}

type Person = { owner: Owner; profile: AgentClient["profile"]; client: AgentClient };
