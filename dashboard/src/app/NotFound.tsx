import { Link } from "@tanstack/react-router";
import { MapPinOff } from "lucide-react";
import type { ReactElement } from "react";
import { buttonClass } from "../pieces/Button.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { words } from "../words/index.js";

export function NotFound(): ReactElement {
  return (
    <main className="p-6">
      <EmptyState isPage icon={MapPinOff} title={words.pages.notFound}>
        <p className="mb-4">{words.pages.notFoundText}</p>
        <Link to="/" className={buttonClass("primary")}>{words.pages.toHome}</Link>
      </EmptyState>
    </main>
  );
}
