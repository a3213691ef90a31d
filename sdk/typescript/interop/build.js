// Bundles the TypeScript peers of tests/Interop.Tests and of `cex replay`, one file a target, into interop/dist: node interop/build.js
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const node = { bundle: true, format: "esm", platform: "node", target: "node20", logLevel: "warning" };
await Promise.all([
  build({ ...node, entryPoints: [here("peer.ts")], outfile: here("dist/peer.node.mjs") }),
  build({ ...node, entryPoints: [here("replayPeer.ts")], outfile: here("dist/replayPeer.mjs"), external: ["ws"] }),
  // The driver stays outside: it finds its own files beside itself.
  build({
    ...node, external: ["playwright-core"], entryPoints: [here("chromium.ts")], outfile: here("dist/chromium.mjs"),
  }),
  build({
    bundle: true, format: "esm", platform: "browser", target: "es2022", logLevel: "warning",
    entryPoints: [here("peer.ts")], outfile: here("dist/peer.browser.js"),
  }),
]);
