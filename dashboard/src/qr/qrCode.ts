import { codewordsOf } from "./codewords.js";

/** Dark modules by row and column, without the quiet zone. */
export type QrCode = readonly (readonly boolean[])[];

/** Which modules a mask turns over (ISO/IEC 18004, 7.8.2). */
const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => row * column % 2 + row * column % 3 === 0,
  (row, column) => (row * column % 2 + row * column % 3) % 2 === 0,
  (row, column) => ((row + column) % 2 + row * column % 3) % 2 === 0,
];

/**
 * The QR code of a text at error correction level M.
 * @param text At most 666 bytes of UTF-8.
 * @param mask 0 to 7; by default the one that a reader has the least trouble with.
 * @throws {RangeError} The text is longer.
 */
export function qrCode(text: string, mask?: number): QrCode {
  const { version, bytes } = codewordsOf(text);
  const candidates = (mask === undefined ? masks.map((_, at) => at) : [mask])
    .map((one) => drawn(version, bytes, one));
  return candidates.reduce((best, one) => penaltyOf(one) < penaltyOf(best) ? one : best);
}

type Modules = (boolean | undefined)[][];

function drawn(version: number, bytes: Uint8Array, mask: number): QrCode {
  const size = 17 + 4 * version;
  const modules: Modules = Array.from({ length: size }, () => Array<boolean | undefined>(size).fill(undefined));
  drawPatterns(modules, version);
  drawFormat(modules, mask);
  drawVersion(modules, version);
  drawBytes(modules, bytes, masks[mask]!);
  return modules as boolean[][];
}

function drawPatterns(modules: Modules, version: number): void {
  const size = modules.length;
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]] as const)
    drawSquare(modules, row, column, 4, (distance) => distance !== 2 && distance !== 4);
  const places = alignments(version);
  for (const row of places) {
    for (const column of places) {
      const isFinder = [row, column].every((place) => place === 6)
        || Math.min(row, column) === 6 && Math.max(row, column) === size - 7;
      if (!isFinder) drawSquare(modules, row, column, 2, (distance) => distance !== 1);
    }
  }
  for (let at = 8; at < size - 8; at++) {
    modules[6]![at] ??= at % 2 === 0;
    modules[at]![6] ??= at % 2 === 0;
  }
}

function drawSquare(
  modules: Modules, row: number, column: number, radius: number, isDark: (distance: number) => boolean,
): void {
  for (let down = -radius; down <= radius; down++) {
    for (let right = -radius; right <= radius; right++) {
      const line = modules[row + down];
      if (line === undefined || column + right < 0 || column + right >= line.length) continue;
      line[column + right] = isDark(Math.max(Math.abs(down), Math.abs(right)));
    }
  }
}

function alignments(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => version * 4 + 10 - at * step)];
}

/** Level M and the mask with their correction, twice, and the module that is always dark. */
function drawFormat(modules: Modules, mask: number): void {
  let rest = mask;
  for (let i = 0; i < 10; i++) rest = rest << 1 ^ (rest >> 9) * 0x537;
  const bits = (mask << 10 | rest) ^ 0x5412;
  const size = modules.length;
  for (let at = 0; at < 15; at++) {
    const bit = (bits >> at & 1) === 1;
    const along = at < 6 ? at : at < 8 ? at + 1 : 14 - at;
    if (at < 8) modules[along]![8] = bit;
    else modules[8]![at === 8 ? 7 : along] = bit;
    if (at < 8) modules[8]![size - 1 - at] = bit;
    else modules[size - 15 + at]![8] = bit;
  }
  modules[size - 8]![8] = true;
}

function drawVersion(modules: Modules, version: number): void {
  if (version < 7) return;
  let rest = version;
  for (let i = 0; i < 12; i++) rest = rest << 1 ^ (rest >> 11) * 0x1f25;
  const bits = version << 12 | rest;
  for (let at = 0; at < 18; at++) {
    const [near, far] = [Math.floor(at / 3), modules.length - 11 + at % 3];
    modules[near]![far] = modules[far]![near] = (bits >> at & 1) === 1;
  }
}

/** From the right below, two columns at a time, up and down in turn. */
function drawBytes(modules: Modules, bytes: Uint8Array, isTurned: (row: number, column: number) => boolean): void {
  const size = modules.length;
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUp = (right + 1 & 2) === 0;
    for (let step = 0; step < size; step++) {
      const row = isUp ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (modules[row]![column] !== undefined) continue;
        const bit = ((bytes[at >> 3] ?? 0) >> 7 - (at & 7) & 1) === 1;
        modules[row]![column] = bit !== isTurned(row, column);
        at++;
      }
    }
  }
}

const finderLike = ["00001011101", "10111010000"];

/** What a reader may stumble over (7.8.3): runs, squares, what looks like a finder, too much of one colour. */
function penaltyOf(code: QrCode): number {
  const size = code.length;
  const lines = [...code, ...code.map((_, column) => code.map((row) => row[column]!))]
    .map((line) => line.map((isDark) => isDark ? "1" : "0").join(""));
  let penalty = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    for (let at = 0; at + 11 <= size; at++) if (finderLike.includes(line.slice(at, at + 11))) penalty += 40;
  }
  for (let row = 0; row + 1 < size; row++) {
    for (let column = 0; column + 1 < size; column++) {
      const isDark = code[row]![column];
      if (code[row]![column + 1] === isDark && code[row + 1]![column] === isDark
        && code[row + 1]![column + 1] === isDark) penalty += 3;
    }
  }
  const share = code.flat().filter(Boolean).length / size ** 2;
  return penalty + 10 * Math.floor(Math.abs(share - 0.5) * 20);
}
