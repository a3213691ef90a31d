import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { ReactElement } from "react";
import { useRights } from "../exchange/useRights.js";
import { Card } from "../pieces/Card.js";
import { furtherPlaces } from "../shell/places.js";
import { words } from "../words/index.js";

/** The pages for which a phone has no room at its bottom. */
export function MorePlaces(): ReactElement {
  const places = furtherPlaces(useRights());
  return (
    <Card className="overflow-clip lg:hidden">
      <h2 className="border-b border-line px-4 py-3 sm:px-5">{words.pages.more}</h2>
      <ul className="divide-y divide-line">
        {places.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              className="flex min-h-12 items-center gap-3 px-4 hover:bg-sunken focus-visible:-outline-offset-2 sm:px-5"
            >
              <Icon aria-hidden="true" className="size-5 text-ink-soft" />
              <span className="flex-1 font-medium">{label}</span>
              <ChevronRight aria-hidden="true" className="size-4 text-ink-soft" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
