import { words } from "../words/index.js";

const length = 8;

/** The beginning of an id; anything else as it is. */
export function shortId(text: string): string {
  return /^[0-9a-f]{32}$/.test(text) ? text.slice(0, length) : text;
}

/** Who did something, in a word. The log has ids: names change and can be chosen by anybody. */
export function actorName(actor: string): string {
  if (actor === "anonymous") return words.audit.anonymous;
  return actor === "" ? words.audit.system : shortId(actor);
}
