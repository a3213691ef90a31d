import encodeQR from "qr";

const quiet = 4;

/** A QR code's dark modules as a path, and the side of the square with its light quiet zone, both in modules. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const code = encodeQR(text, "raw", { ecc: "medium", border: quiet });
  const dark = code.flatMap((row, y) => row.flatMap((isDark, x) => isDark ? `M${x} ${y}h1v1h-1z` : []));
  return { size: code.length, path: dark.join("") };
}
