import { answer } from "./commands.js";
import { answerLines } from "./standardLines.js";

// The TypeScript side of the interoperability tests: one line in, one line out. The same program runs in Node, between
// its standard streams, and as a page's script, whose lines `chromium.ts` relays.

declare global {
  /** The page's entry. */
  var answerLine: ((line: string) => Promise<string>) | undefined;
}

if ("document" in globalThis) globalThis.answerLine = answer;
else await answerLines(answer);
