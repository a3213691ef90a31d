// Speaks the hub as any SignalR client would and prints what it got, one JSON object a line.
// node hub.mjs ORIGIN TICKET PEER ENVELOPE METHOD,... (those that need a session)
import { HubConnectionBuilder, HttpTransportType, LogLevel } from "@microsoft/signalr";

const [origin, ticket, peer, envelope, methods] = process.argv.slice(2);
const print = (step, value) => console.log(JSON.stringify({ step, value }));

const build = () => new HubConnectionBuilder()
  .withUrl(`${origin}/hub?tell=acknowledged`, { skipNegotiation: true, transport: HttpTransportType.WebSockets })
  .configureLogging(LogLevel.None)
  .build();

const early = {};
for (const method of methods.split(",")) {
  const stranger = build();
  const ended = new Promise((resolve) => stranger.on("closed", resolve));
  await stranger.start();
  const isRefused = await stranger.invoke(method, {}).then(() => false, () => true);
  early[method] = isRefused ? (await ended).code : 0;
  await stranger.stop();
}
print("early", early);

const connection = build();

const delivered = new Promise((resolve) => connection.on("delivery", resolve));
const acknowledged = new Promise((resolve) => connection.on("acknowledged", resolve));
const closed = new Promise((resolve) => connection.on("closed", resolve));
connection.on("drain", () => {});

await connection.start();
print("ready", await connection.invoke("Connect", ticket, 0));
print("delivery", await delivered);
print("receipt", await connection.invoke("Send", { envelope }));
print("acknowledged", await acknowledged);
print("ack", await connection.invoke("Ack", { sequence: 1 }));
print("epoch", await connection.invoke("GetEpoch", { peer, hash: Buffer.alloc(32).toString("base64url") }));
print("published", await connection.invoke("PublishEpoch", { peer, record: Buffer.from([1]).toString("base64url") }));
const failed = await connection.invoke("Send", { envelope, extra: 1 }).then(() => false, () => true);
print("failed", failed);
print("closed", await closed);
await connection.stop();
