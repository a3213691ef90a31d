import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "vitest";

/** One case of a Wycheproof file. */
export interface WycheproofTest {
  readonly tcId: number;
  readonly result: string;
  readonly [member: string]: unknown;
}

/** A group of cases with what they share. */
export interface WycheproofGroup {
  readonly tests: readonly WycheproofTest[];
  readonly [member: string]: unknown;
}

/** The repository's root. */
export const repository = findUpwards(dirname(fileURLToPath(import.meta.url)), "ContextExchange.sln");

/**
 * The folder with the test vectors of others: the one that CEX_VECTORS names, or shared/vectors beside the checkout or
 * beside one of its parents; undefined if there is none.
 */
export const vectorFolder = findVectors();

/** A test of a file that may not be here; then it is skipped and its name says how many cases that leaves out. */
export function testWithVectors(
  name: string, file: string, cases: number, run: (file: unknown) => Promise<void> | void): void {
  if (vectorFolder === undefined) {
    test.skip(`${name} (${cases} cases of ${file} not run: no vectors)`, () => undefined);
    return;
  }
  const path = join(vectorFolder, file);
  test(name, { timeout: 120_000 }, () => run(JSON.parse(readFileSync(path, "utf8"))));
}

/** Runs every case of a Wycheproof file; fails unless the file states this many cases and all were run. */
export function testWycheproof(
  name: string,
  file: string,
  cases: number,
  run: (test: WycheproofTest, group: WycheproofGroup) => Promise<void> | void): void {
  testWithVectors(name, `wycheproof/${file}_test.json`, cases, async (parsed) => {
    const { numberOfTests, testGroups } = parsed as { numberOfTests: number; testGroups: WycheproofGroup[] };
    let ran = 0;
    for (const group of testGroups)
      for (const one of group.tests) {
        try {
          await run(one, group);
        } catch (error) {
          throw new Error(`${file} case ${one.tcId}`, { cause: error });
        }
        ran++;
      }
    if (ran !== cases || numberOfTests !== cases) throw new Error(`${ran} of ${cases} cases ran.`);
  });
}

/** Whether Wycheproof calls the case valid; neither valid nor invalid is an error here. */
export function isValid(one: WycheproofTest): boolean {
  if (one.result !== "valid" && one.result !== "invalid") throw new Error(`Unexpected result ${one.result}.`);
  return one.result === "valid";
}

/** The bytes of a hexadecimal member. */
export function member(of: object, name: string): Uint8Array {
  const digits = (of as Record<string, unknown>)[name];
  if (typeof digits !== "string") throw new Error(`No text ${name}.`);
  return new Uint8Array(Buffer.from(digits, "hex"));
}

function findVectors(): string | undefined {
  const named = process.env["CEX_VECTORS"];
  if (named !== undefined && named !== "") {
    // A wrong setting must fail, not skip.
    if (!existsSync(named)) throw new Error(`CEX_VECTORS: ${named}`);
    return named;
  }
  for (let folder = repository; ; folder = dirname(folder)) {
    const path = join(folder, "shared", "vectors");
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return undefined;
  }
}

function findUpwards(from: string, file: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return folder;
    if (dirname(folder) === folder) throw new Error(`No ${file} above ${from}.`);
  }
}
