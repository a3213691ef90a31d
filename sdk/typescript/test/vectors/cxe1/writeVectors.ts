// Writes protocol/vectors/cxe1-ts, or the folder that is named, from a fixed seed: the same bytes every time.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "../../../src/crypto/bytes.js";
import { sha256Of } from "../../../src/cxe1/bytes/id.js";
import { SeededRandom } from "../../cxe1/support/tampering.js";
import { type SampleRecord, SampleWorld } from "../../cxe1/support/testRecords.js";
import type { FormJson, Mutation, MutationsJson, VerdictJson, WorldJson } from "./formats.js";
import { judgeForm } from "./formJudge.js";
import { mutated } from "./mutations.js";
import { judgeRule } from "./ruleJudge.js";
import { writeCases } from "./verdictCases.js";
import { VectorWorldWriter } from "./vectorWorldWriter.js";
import { World } from "./world.js";

const SEED = 20_260_104;
const MUTATIONS_PER_RECORD = 60;

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: npm run vectors");
mkdirSync(folder, { recursive: true });

const random = new SeededRandom(SEED);
const sample = await SampleWorld.create(random.fill);
const writer = new VectorWorldWriter();
const records = await sample.records();
const forms: FormJson[] = [];
const mutations: MutationsJson[] = [];
for (const record of records) {
  const bytes = writer.add(`${record.kind} ${sha256Of(record.bytes).slice(0, 12)}`, record.bytes);
  const signer = record.signer === undefined ? {} : { signer: record.signer };
  forms.push({ name: record.name, kind: record.kind, bytes, ...signer, ...await judgeForm(
    record.kind, record.bytes, record.signer) });
  mutations.push({ base: bytes, kind: record.kind, ...signer, m: await mutate(record) });
}
const cases = await writeCases(sample, records, writer);
const world: WorldJson = writer.json();
const judge = new World(world);
const verdicts: VerdictJson[] = [];
for (const one of cases) verdicts.push({ ...one, ...await judgeRule(judge, { ...one, v: "" }) } as VerdictJson);

write("world.json", world);
write("forms.json", forms);
write("mutations.json", mutations);
write("verdicts.json", verdicts);
const refused = mutations.flatMap((one) => one.m).filter((one) => one.at(-1) !== "ok").length;
console.log(`${forms.length} forms, ${mutations.flatMap((one) => one.m).length} mutations (${refused} refused), `
  + `${verdicts.length} verdicts (${verdicts.filter((one) => one.v !== "ok").length} refused)`);

async function mutate({ kind, bytes, signer }: SampleRecord): Promise<Mutation[]> {
  const made: Mutation[] = [];
  while (made.length < MUTATIONS_PER_RECORD) {
    const mutation = randomMutation(bytes);
    const { v } = await judgeForm(kind, mutated(bytes, [...mutation, ""] as unknown as Mutation), signer);
    made.push([...mutation, v] as unknown as Mutation);
  }
  return made;
}

function randomMutation(bytes: Uint8Array): readonly (string | number)[] {
  const offset = random.next(bytes.length);
  switch (random.next(8)) {
    case 0:
      return ["c", random.next(bytes.length)];
    case 1: {
      const more = new Uint8Array(1 + random.next(8));
      random.fill(more);
      return ["x", toHex(more)];
    }
    case 2: {
      const over = new Uint8Array(1 + random.next(Math.min(8, bytes.length - offset)));
      if (random.next(2) === 0) random.fill(over);
      else over.fill(random.next(2) * 0xff);
      return ["o", offset, toHex(over)];
    }
    default:
      return ["f", offset, random.next(8)];
  }
}

function write(file: string, value: unknown): void {
  // One entry a line: readable differences without the size of full indentation.
  const text = Array.isArray(value)
    ? `[\n${value.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`
    : `${JSON.stringify(value, undefined, 1)}\n`;
  writeFileSync(join(folder as string, file), text);
}
