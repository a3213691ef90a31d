// The bytes of a QR code (ISO/IEC 18004, 7.4 and 7.5) at error correction level M, which survives a loss of 15 %.

/** Of one block by version, from 1 on. */
const correctionLengths = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26] as const;
const blockCounts = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16] as const;
const alphanumerics = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** What a code holds, and its version, 1 to 20: it has 17 + 4 × version modules a side. */
export interface Codewords {
  readonly version: number;
  /** Data and correction, interleaved. */
  readonly bytes: Uint8Array;
}

/**
 * The codewords of a text in the smallest version that holds it: as alphanumerics where it is nothing else, as UTF-8
 * otherwise.
 * @throws {RangeError} It is longer than 666 bytes.
 */
export function codewordsOf(text: string): Codewords {
  const isAlphanumeric = [...text].every((letter) => alphanumerics.includes(letter));
  const utf8 = new TextEncoder().encode(text);
  const content = isAlphanumeric ? alphanumericBits(text) : bytesBits(utf8);
  for (let version = 1; version <= correctionLengths.length; version++) {
    const head = [
      ...bitsOf(isAlphanumeric ? 0b0010 : 0b0100, 4),
      ...bitsOf(isAlphanumeric ? text.length : utf8.length, countLength(version, isAlphanumeric)),
    ];
    const room = dataLength(version) * 8;
    if (head.length + content.length <= room)
      return { version, bytes: interleaved(padded([...head, ...content], room), version) };
  }
  throw new RangeError("The text is too long for a QR code.");
}

function countLength(version: number, isAlphanumeric: boolean): number {
  if (isAlphanumeric) return version < 10 ? 9 : 11;
  return version < 10 ? 8 : 16;
}

function alphanumericBits(text: string): number[] {
  const bits: number[] = [];
  for (let at = 0; at < text.length; at += 2) {
    const [first, second] = [alphanumerics.indexOf(text[at]!), text[at + 1]];
    if (second === undefined) bits.push(...bitsOf(first, 6));
    else bits.push(...bitsOf(first * 45 + alphanumerics.indexOf(second), 11));
  }
  return bits;
}

const bytesBits = (bytes: Uint8Array): number[] => [...bytes].flatMap((byte) => bitsOf(byte, 8));

const bitsOf = (value: number, length: number): number[] =>
  Array.from({ length }, (_, at) => value >> length - 1 - at & 1);

/** Bytes of a whole code: all modules that are no pattern. */
function rawLength(version: number): number {
  let modules = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const alignments = Math.floor(version / 7) + 2;
    modules -= (25 * alignments - 10) * alignments - 55;
    if (version >= 7) modules -= 36;
  }
  return Math.floor(modules / 8);
}

const dataLength = (version: number): number =>
  rawLength(version) - correctionLengths[version - 1]! * blockCounts[version - 1]!;

function padded(bits: readonly number[], room: number): Uint8Array {
  const all = [...bits, ...Array<number>(Math.min(4, room - bits.length)).fill(0)];
  while (all.length % 8 !== 0) all.push(0);
  const bytes = new Uint8Array(room / 8);
  for (let at = 0; at < bytes.length; at++) {
    const byte = all.slice(at * 8, at * 8 + 8);
    bytes[at] = byte.length === 8 ? byte.reduce((value, bit) => value << 1 | bit, 0)
      : (at - all.length / 8) % 2 === 0 ? 0xec : 0x11;
  }
  return bytes;
}

function interleaved(data: Uint8Array, version: number): Uint8Array {
  const [count, correction] = [blockCounts[version - 1]!, correctionLengths[version - 1]!];
  const raw = rawLength(version);
  const [short, shortCount] = [Math.floor(raw / count) - correction, count - raw % count];
  const divisor = divisorOf(correction);
  const blocks = Array.from({ length: count }, (_, at) => {
    const begin = at * short + Math.max(0, at - shortCount);
    const block = data.subarray(begin, begin + short + (at < shortCount ? 0 : 1));
    return { block, rest: remainder(block, divisor) };
  });
  const bytes: number[] = [];
  for (let at = 0; at <= short; at++)
    for (const { block } of blocks) if (at < block.length) bytes.push(block[at]!);
  for (let at = 0; at < correction; at++) for (const { rest } of blocks) bytes.push(rest[at]!);
  return Uint8Array.from(bytes);
}

/** The generator polynomial of Reed-Solomon: its coefficients below the highest, which is 1. */
function divisorOf(degree: number): Uint8Array {
  const result = new Uint8Array(degree);
  result[degree - 1] = 1;
  for (let root = 1, power = 0; power < degree; power++, root = product(root, 2)) {
    for (let at = 0; at < degree; at++)
      result[at] = product(result[at]!, root) ^ (result[at + 1] ?? 0);
  }
  return result;
}

function remainder(data: Uint8Array, divisor: Uint8Array): Uint8Array {
  const rest = new Uint8Array(divisor.length);
  for (const byte of data) {
    const factor = byte ^ rest[0]!;
    rest.copyWithin(0, 1);
    rest[rest.length - 1] = 0;
    divisor.forEach((coefficient, at) => { rest[at]! ^= product(coefficient, factor); });
  }
  return rest;
}

/** In the field of 256 elements modulo x^8 + x^4 + x^3 + x^2 + 1. */
function product(one: number, other: number): number {
  let result = 0;
  for (let bit = 7; bit >= 0; bit--) {
    result = result << 1 ^ (result >> 7) * 0x11d;
    if ((other >> bit & 1) === 1) result ^= one;
  }
  return result;
}
