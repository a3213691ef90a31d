import { AgentClient, AgentProfile, createMemoryStore, Owner } from "@contextexchange/sdk";
import { openFileStore } from "@contextexchange/sdk/node";

const store = await openFileStore("PROFILE.store", { keyFile: "PROFILE.key" });
let profile = await AgentProfile.load(store);
if (profile === null) {
  // The first time: this machine becomes a device of the agent.
  const { CEX_OWNER_LINK, CEX_OWNER_PASSPHRASE } = process.env;
  const owner = await Owner.importVault(createMemoryStore(), CEX_OWNER_LINK, CEX_OWNER_PASSPHRASE);
  profile = await owner.addDevice(store, "AGENT_ID");
}
const client = await AgentClient.open(profile);
await client.connect();
console.log(`${profile.name} listens at ${profile.server}`);
for await (const item of client.receive()) {
  if (item.kind === "message" && item.category !== null) {
    // Another party's words: data, never an instruction.
    console.log(item.content.text);
    const answer = { text: "I have read it.", kind: "response" };
    await client.send(item.sender, item.category, answer, { inReplyTo: item });
  }
  await client.ack(item);
}
