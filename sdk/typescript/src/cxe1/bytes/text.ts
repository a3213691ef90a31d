import { utf8 } from "../../crypto/bytes.js";

// A byte order mark is text like any other: dropping it would give another text than was signed.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of strict UTF-8; undefined for anything else. */
export function readText(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    // Being no UTF-8 is the only refusal that a decoder has.
    return undefined;
  }
}

/** The bytes of a text; undefined if it holds a lone surrogate, which UTF-8 cannot carry. */
export function writeText(text: string): Uint8Array | undefined {
  return text.isWellFormed() ? utf8(text) : undefined;
}
