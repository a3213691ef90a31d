import { describe, expect, test } from "vitest";
import { qrCode } from "../../src/qr/qrCode.js";

const rows = (text: string, mask?: number): string[] =>
  qrCode(text, mask).map((row) => row.map((isDark) => isDark ? "#" : ".").join(""));

describe("A QR code", () => {
  test.each([
    ["1", 21], ["CXE1:" + "0123456789".repeat(6), 33], ["a".repeat(14), 21], ["a".repeat(15), 25],
    ["a".repeat(666), 97],
  ])("of %s has %d modules a side", (text, size) => {
    const code = qrCode(text);
    expect([code.length, ...new Set(code.map((row) => row.length))]).toEqual([size, size]);
  });

  test("of what no version holds is refused", () => {
    expect(() => qrCode("a".repeat(667))).toThrow(RangeError);
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7])("says level M and its mask %d twice, each with its correction", (mask) => {
    // ISO/IEC 18004, table C.1: the words of level M.
    const words = [0x5412, 0x5125, 0x5e7c, 0x5b4b, 0x45f9, 0x40ce, 0x4f97, 0x4aa0];
    const code = qrCode("CXE1", mask);
    const size = code.length;
    const bit = (row: number, column: number): string => code[row]![column]! ? "1" : "0";
    const beside = [0, 1, 2, 3, 4, 5, 7, 8].map((column) => bit(8, column))
      .concat([7, 5, 4, 3, 2, 1, 0].map((row) => bit(row, 8))).join("");
    const apart = [1, 2, 3, 4, 5, 6, 7].map((up) => bit(size - up, 8))
      .concat([8, 7, 6, 5, 4, 3, 2, 1].map((left) => bit(8, size - left))).join("");
    const word = words[mask]!.toString(2).padStart(15, "0");
    expect([beside, apart]).toEqual([word, word]);
  });

  test("has its three finders, and the module that is always dark", () => {
    const finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"];
    const code = rows("https://exchange.example.org/a/longer/address");
    const size = code.length;
    const part = (row: number, column: number) => code.slice(row, row + 7).map((line) => line.slice(column, column + 7));
    expect([part(0, 0), part(0, size - 7), part(size - 7, 0)]).toEqual([finder, finder, finder]);
    expect(code[size - 8]![8]).toBe("#");
  });
});
