import { useMemo, type ReactElement } from "react";
import { qrPath } from "./qrPath.js";

/**
 * A text as a QR code: dark on light with a light quiet zone in every theme, for that is what readers look for.
 * @param label What it says, for those who do not see it.
 */
export function QrImage({ text, label }: { text: string; label: string }): ReactElement {
  const { size, path } = useMemo(() => qrPath(text), [text]);
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
