/** One member of a flat JSON object: a string's text, or a number's or word's characters as they stand. */
export interface Member {
  readonly name: string;
  readonly kind: "string" | "number" | "true" | "false" | "null";
  readonly text: string;
}

const space = /[ \t\n\r]*/y;
const word = /true|false|null/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// eslint-disable-next-line no-control-regex
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/**
 * Splits one flat JSON object into its members as they stand: `JSON.parse` would hide duplicates and how a number was written.
 * @returns Null where it is not JSON, has anything nested or behind it, or a string that is no Unicode text.
 */
export function splitFlatObject(json: string): readonly Member[] | null {
  const members: Member[] = [];
  let at = skip(json, 0);
  if (json[at] !== "{") return null;
  at = skip(json, at + 1);
  if (json[at] === "}") return skip(json, at + 1) === json.length ? members : null;
  while (true) {
    const name = token(string, json, at);
    if (name === null) return null;
    at = skip(json, at + name.length);
    if (json[at] !== ":") return null;
    at = skip(json, at + 1);
    const value = token(string, json, at) ?? token(number, json, at) ?? token(word, json, at);
    if (value === null) return null;
    const member = memberOf(name, value);
    if (member === null) return null;
    members.push(member);
    at = skip(json, at + value.length);
    if (json[at] === "}") return skip(json, at + 1) === json.length ? members : null;
    if (json[at] !== ",") return null;
    at = skip(json, at + 1);
  }
}

function memberOf(name: string, value: string): Member | null {
  const readName = JSON.parse(name) as string;
  const kind = value[0] === "\"" ? "string" : /^[-0-9]/.test(value) ? "number" : (value as "true" | "false" | "null");
  const text = kind === "string" ? (JSON.parse(value) as string) : value;
  return readName.isWellFormed() && text.isWellFormed() ? { name: readName, kind, text } : null;
}

function token(pattern: RegExp, json: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(json)?.[0] ?? null;
}

function skip(json: string, at: number): number {
  return at + (token(space, json, at)?.length ?? 0);
}
