import { useState } from "react";
import { explain } from "../exchange/refusals.js";

/** Something that a person asked for and that may fail: whether it runs, and what was wrong the last time. */
export interface Attempt {
  readonly isBusy: boolean;
  readonly problem: string | undefined;
  /** Runs it; what is thrown becomes `problem`. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
  readonly setProblem: (problem: string | undefined) => void;
}

/** @param said What certain codes mean here. */
export function useAttempt(said: Readonly<Record<string, string>> = {}): Attempt {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(explain(error, said));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problem, run, setProblem };
}
