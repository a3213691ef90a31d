// An HTTP proxy that takes every name for this machine: so that programs reach a host that no name server knows. A
// process of its own, since the tests stand still while they wait for a program.
import { createServer } from "node:http";
import { connect } from "node:net";

const server = createServer((_, response) => response.writeHead(405).end());
server.on("connect", ({ url }, client, head) => {
  const port = Number(/:(\d+)$/.exec(url)?.[1]);
  const target = connect(port, "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connected\r\n\r\n");
    target.write(head);
    target.pipe(client).pipe(target);
  });
  target.on("error", () => client.destroy());
  client.on("error", () => target.destroy());
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
