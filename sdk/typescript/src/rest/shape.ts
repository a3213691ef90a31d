import { isId, type Id } from "../cxe1/bytes/id.js";
import { fromBase64Url } from "../wire/base64url.js";

/** Reads one JSON value strictly. Members that this version does not know are left out: servers may be newer. */
export type Shape<T> = (value: unknown, path: string) => T;

/** What a shape reads. */
export type Read<S> = S extends Shape<infer T> ? T : never;

/** A JSON value is not what it must be. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";

  constructor(path: string, expected: string) {
    super(`${path} is not ${expected}.`);
  }
}

/** A text. */
export const text: Shape<string> = (value, path) => {
  if (typeof value !== "string") throw new ShapeError(path, "a text");
  return value;
};

/** true or false. */
export const flag: Shape<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw new ShapeError(path, "true or false");
  return value;
};

/** A whole number from 0 to 2^53-1; times are Unix milliseconds. */
export const number: Shape<number> = (value, path) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new ShapeError(path, "a whole number");
  return value as number;
};

/** 32 lower-case hexadecimal digits. */
export const id: Shape<Id> = (value, path) => {
  if (typeof value !== "string" || !isId(value)) throw new ShapeError(path, "an id");
  return value;
};

/** Canonical base64url. */
export const bytes: Shape<Uint8Array> = (value, path) => {
  const read = typeof value === "string" ? fromBase64Url(value) : null;
  if (read === null) throw new ShapeError(path, "base64url");
  return read;
};

/** Exactly so many bytes in base64url. */
export function bytesOf(length: number): Shape<Uint8Array> {
  return (value, path) => {
    const read = bytes(value, path);
    if (read.length !== length) throw new ShapeError(path, `base64url of ${length} bytes`);
    return read;
  };
}

/** One of a few texts. */
export function oneOf<const T extends string>(...values: readonly T[]): Shape<T> {
  return (value, path) => {
    if (!values.includes(value as T)) throw new ShapeError(path, `one of ${values.join(", ")}`);
    return value as T;
  };
}

/** Null or absent, or what the shape reads. */
export function optional<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => value === undefined || value === null ? null : shape(value, path);
}

/** A list. */
export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path, "a list");
    return value.map((item, i) => shape(item, `${path}[${i}]`));
  };
}

/** An object whose members all have one shape. */
export function mapOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, path) => Object.fromEntries(
    Object.entries(plain(value, path)).map(([name, member]) => [name, shape(member, `${path}.${name}`)]));
}

/** An object with these members. */
export function object<M extends Readonly<Record<string, Shape<unknown>>>>(
  members: M,
): Shape<{ readonly [K in keyof M]: Read<M[K]> }> {
  return (value, path) => {
    const given = plain(value, path);
    return Object.fromEntries(Object.entries(members).map(([name, shape]) =>
      [name, shape(Object.hasOwn(given, name) ? given[name] : undefined, `${path}.${name}`)])) as {
        readonly [K in keyof M]: Read<M[K]>;
      };
  };
}

function plain(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new ShapeError(path, "an object");
  return value as Record<string, unknown>;
}
