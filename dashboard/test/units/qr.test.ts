import decodeQR from "qr/decode.js";
import { describe, expect, test } from "vitest";
import { qrPath } from "../../src/qr/qrPath.js";

/** What a camera would see: light, with the path's squares dark, `scale` pixels a module. */
function drawn(text: string, scale = 4): { width: number; height: number; data: Uint8Array } {
  const { size, path } = qrPath(text);
  const side = size * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < scale; row++) {
      const from = ((Number(y) * scale + row) * side + Number(x) * scale) * 4;
      for (let pixel = from; pixel < from + scale * 4; pixel += 4) data.fill(0, pixel, pixel + 3);
    }
  }
  return { width: side, height: side, data };
}

describe("The QR code", () => {
  test.each([
    `CXE1:${"0123456789".repeat(6)}`,
    "otpauth://totp/ContextExchange:ada%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=ContextExchange",
  ])("of %s is read back as that", (text) => {
    expect(decodeQR(drawn(text))).toBe(text);
  });

  test("has a light quiet zone of four modules", () => {
    const { size, path } = qrPath("CXE1");
    const at = [...path.matchAll(/M(\d+) (\d+)/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
    expect([Math.min(...at), Math.max(...at)]).toEqual([4, size - 5]);
  });
});
