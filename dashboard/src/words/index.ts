import { en, type Words } from "./en.js";

/** The words that the page speaks. */
export const words: Words = en;
export type { Words };
