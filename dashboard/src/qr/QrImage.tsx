import { useMemo, type ReactElement } from "react";
import { qrCode } from "./qrCode.js";

const quiet = 4;

/**
 * A text as a QR code: dark on light with a light quiet zone in every theme, for that is what readers look for.
 * @param label What it says, for those who do not see it.
 */
export function QrImage({ text, label }: { text: string; label: string }): ReactElement {
  const { size, path } = useMemo(() => {
    const code = qrCode(text);
    const dark = code.flatMap(
      (row, y) => row.flatMap((isDark, x) => isDark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : []));
    return { size: code.length + 2 * quiet, path: dark.join("") };
  }, [text]);
  return (
    <svg
      role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges"
      className="qr size-48 rounded-lg"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
