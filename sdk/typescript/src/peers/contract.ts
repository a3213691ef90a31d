import { categoryId, type Id } from "../cxe1/bytes/id.js";
import { ConsentLevel, type CategoryTerms } from "../cxe1/consent/categoryTerms.js";
import { OwnerRead, type ConnectionTerms } from "../cxe1/consent/connectionTerms.js";
import { ExchangeError } from "../errors.js";
import type { Level, Terms } from "../rest/models.js";

/** The built-in categories, in the order that people are shown. */
export const categories = ["schedule", "projects", "knowledge", "requests", "personal", "health", "finances"] as const;

/** Ready-made contracts. */
export type Preset = "balanced" | "colleagues" | "minimal";

const shared: Readonly<Record<Preset, Readonly<Record<string, Level>>>> = {
  balanced: { schedule: "auto", knowledge: "auto", projects: "ask", requests: "ask", personal: "ask" },
  colleagues: { schedule: "auto", knowledge: "auto", projects: "auto", requests: "auto" },
  minimal: { schedule: "auto" },
};

const levels: Readonly<Record<Level, ConsentLevel>> =
  { auto: ConsentLevel.auto, ask: ConsentLevel.ask, never: ConsentLevel.never };

/** The contract that a preset stands for: `receive` is `never` where `share` is, else `auto`; the owner reads along. */
export function presetTerms(preset: Preset, ownerReads = true): Terms {
  return {
    levels: Object.fromEntries(categories.map((name) => {
      const share = shared[preset][name] ?? "never";
      return [name, { share, receive: share === "never" ? "never" : "auto" }];
    })),
    ownerReads,
  };
}

/**
 * The id of a category.
 * @throws {ExchangeError} `usage`: not 1 to 32 characters, a lower-case letter, then lower-case letters, digits and hyphens.
 */
export function categoryOf(name: string): Id {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
    throw new ExchangeError(
      "usage", "A category is 1 to 32 characters: a-z first, then a-z, 0-9 and '-'.");
  }
  return categoryId(name);
}

/** What a signed record says of a contract: the names as hashes only. */
export function signedFields(terms: Terms): { categories: CategoryTerms[]; ownerRead: OwnerRead } {
  return {
    categories: Object.entries(terms.levels).map(([name, { share, receive }]) =>
      ({ category: categoryOf(name), share: levels[share], receive: levels[receive] })),
    ownerRead: terms.ownerReads ? OwnerRead.everything : OwnerRead.askedOnly,
  };
}

/** Whether a signed record says the same as the names beside it. */
export function saysTheSame(record: ConnectionTerms, terms: Terms): boolean {
  const fields = signedFields(terms);
  return record.ownerRead === fields.ownerRead
    && record.categories.length === fields.categories.length
    && fields.categories.every(({ category, share, receive }) =>
      record.categories.some((one) => one.category === category && one.share === share && one.receive === receive));
}

/** The name of a category among known names; null where none has that id. */
export function categoryName(id: Id, names: Iterable<string>): string | null {
  for (const name of names) if (categoryId(name) === id) return name;
  return null;
}
