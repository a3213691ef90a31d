/** The time, in Unix milliseconds. Tests pass one that stands still. */
export type Clock = () => number;

/** The platform's clock. */
export const systemClock: Clock = () => Date.now();
