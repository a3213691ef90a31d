// node eng/run.js examples/run.ts http://localhost:8080
import { meetAndTalk } from "./twoAgents.js";

const [server = "http://localhost:8080"] = process.argv.slice(2);
console.log(await meetAndTalk(server));
