// Writes rows until it is killed, and tells its parent the number of each one that is durable.
import { openFileStore } from "../../src/store/node/index.js";

const [path, keyFile] = process.argv.slice(2) as [string, string];
const store = await openFileStore(path, { keyFile }, { least: 4_096, factor: 2 });
const start = await store.transact((part) => part.scan(1, new Uint8Array(0)).length);
for (let number = start + 1; ; number++) {
  await store.transact((part) => part.put(1, Uint8Array.of(number >> 8, number & 0xff), new Uint8Array(40)));
  process.send!(number);
}
