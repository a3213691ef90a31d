import { beforeAll, describe, expect, test } from "vitest";
import { fromHex } from "../../src/crypto/bytes.js";
import { CXE1_ERRORS, type Cxe1Error } from "../../src/cxe1/bytes/cxe1Error.js";
import { ENVELOPE_ERRORS } from "../../src/cxe1/messages/envelopeError.js";
import { judgeForm, KINDS } from "../vectors/cxe1/formJudge.js";
import { patched, SeededRandom } from "./support/tampering.js";
import { type SampleRecord, SampleWorld } from "./support/testRecords.js";

/** Bytes that no honest writer makes: one row for the rules of the tables, and random damage for the rest. */
describe("the forms of all records", () => {
  let records: SampleRecord[];

  beforeAll(async () => {
    records = await (await SampleWorld.create()).records();
  });

  test("there is a record of every kind, and each is read with its signer", async () => {
    expect([...new Set(records.map((one) => one.kind))].sort()).toEqual([...KINDS].sort());
    for (const { name, kind, bytes, signer } of records)
      expect((await judgeForm(kind, bytes, signer)).v, name).toBe("ok");
  });

  test("one byte more or less is another length", async () => {
    for (const { name, kind, bytes } of records) {
      const wrong = kind === "padded" ? ["PaddingNotCanonical"] : ["WrongLength", "BucketMismatch",
        "ApprovalsNotCanonical"];
      expect(wrong, name).toContain((await judgeForm(kind, Uint8Array.from([...bytes, 0]), undefined)).v);
      expect(wrong, name).toContain((await judgeForm(kind, bytes.subarray(0, bytes.length - 1), undefined)).v);
    }
  });

  test.each<[string, number, string, Cxe1Error]>([
    ["agent certificate", 80, "0020000000000000", "NumberOutOfRange"],
    ["device certificate", 0, "02", "UnknownValue"],
    ["device certificate", 97, "0020000000000000", "NumberOutOfRange"],
    ["device certificate", 105, "0000000000000000", "LifetimeOutOfRange"],
    ["device certificate", 97, "0000000000000000", "LifetimeOutOfRange"],
    ["device list", 0, "01", "UnknownValue"],
    ["device list", 49, "00000000", "NumberOutOfRange"],
    ["device list", 49, "00000002", "NumberOutOfRange"],
    ["device list", 93, "01", "WrongLength"],
    ["device list", 93, "ff", "WrongLength"],
    ["device list", 142, "ffffffffffffffff", "NumberOutOfRange"],
    ["device list", 94, "ffffffffffffffffffffffffffffffff", "NotSorted"],
    ["viewer certificate", 0, "0002", "UnknownSuite"],
    ["viewer certificate", 90, "0000000000000000", "LifetimeOutOfRange"],
    ["signed prekey", 0, "0100", "UnknownSuite"],
    ["signed prekey", 34, "00", "UnknownValue"],
    ["signed prekey", 34, "04", "UnknownValue"],
    ["signed prekey", 34, "03", "LifetimeOutOfRange"],
    ["signed prekey", 75, "ffffffffffffffff", "NumberOutOfRange"],
    ["rotation", 0, "03", "UnknownValue"],
    ["rotation", 0, "02", "WrongIdentity"],
    ["rotation", 81, "0020000000000000", "NumberOutOfRange"],
    ["terms", 220, "02", "UnknownValue"],
    ["terms", 238, "03", "UnknownValue"],
    ["terms", 239, "03", "UnknownValue"],
    ["terms", 176, "00000000", "NumberOutOfRange"],
    ["terms", 212, "ffffffffffffffff", "NumberOutOfRange"],
    ["terms", 222, "ffffffffffffffffffffffffffffffff", "NotSorted"],
    ["terms", 221, "07", "WrongLength"],
    ["terms", 96, "00000000000000000000000000000000", "WrongIdentity"],
    ["offer", 96, "01", "WrongIdentity"],
    ["offer", 176, "00000002", "NumberOutOfRange"],
    ["approval", 96, "03", "UnknownValue"],
    ["approval", 161, "00", "UnknownValue"],
    ["approval", 162, "0020000000000000", "NumberOutOfRange"],
    ["approval", 170, "00000000000000000000000000000000", "NumberOutOfRange"],
    ["owner note", 0, "01", "UnknownValue"],
    ["owner note", 65, "00", "UnknownValue"],
    ["owner note", 74, "0401", "NumberOutOfRange"],
    ["owner note", 76, "ff", "InvalidText"],
    ["owner note", 1_108, "01", "PaddingNotCanonical"],
    ["sealed note", 0, "00", "WrongLength"],
    ["sealed note", 1, "ffffffffffffffffffffffffffffffff", "NotSorted"],
    ["nack", 112, "00", "UnknownValue"],
    ["nack", 112, "0a", "UnknownValue"],
    ["nack", 113, "0020000000000000", "NumberOutOfRange"],
    ["re-wrap", 64, "02", "UnknownValue"],
    ["connect proof", 96, "0020000000000000", "NumberOutOfRange"],
    ["vault", 0, "02", "UnknownVersion"],
    ["vault", 50, "80", "InvalidText"],
    ["body", 0, "02", "UnknownVersion"],
    ["body", 1, "06", "UnknownValue"],
    ["body", 36, "0003", "WrongLength"],
    ["epoch", 0, "02", "UnknownVersion"],
    ["epoch", 1, "0002", "UnknownSuite"],
    ["epoch", 135, "00".repeat(32), "NumberOutOfRange"],
    ["epoch", 167, "00".repeat(32), "NumberOutOfRange"],
  ])("%s with other bytes at %i (%s) is refused: %s", async (name, offset, bytes, expected) => {
    const { kind, bytes: valid } = records.find((one) => one.name === name)!;
    expect((await judgeForm(kind, patched(valid, offset, fromHex(bytes)), undefined)).v).toBe(expected);
  });

  test("no parser answers random damage with anything but a value or a refusal", { timeout: 120_000 }, async () => {
    const seed = 20_260_102;
    const random = new SeededRandom(seed);
    const verdicts = new Set<string>(["ok", ...CXE1_ERRORS, ...ENVELOPE_ERRORS]);
    verdicts.delete("None");
    let refused = 0;
    for (let round = 0; round < 20_000; round++) {
      const { kind, bytes } = records[random.next(records.length)]!;
      const damaged = damage(random, bytes);
      const { v } = await judgeForm(kind, damaged, undefined);
      if (!verdicts.has(v)) expect.fail(`seed ${seed}, round ${round}: ${v}`);
      if (v !== "ok") refused++;
    }
    expect(refused).toBeGreaterThan(5_000);
  });

  test("a damaged record is never taken for one that its signer signed", { timeout: 120_000 }, async () => {
    const seed = 20_260_103;
    const random = new SeededRandom(seed);
    const signed = records.filter((one) => one.signer !== undefined);
    for (let round = 0; round < 2_000; round++) {
      const { name, kind, bytes, signer } = signed[random.next(signed.length)]!;
      // Of a delivered message the form alone is asked; its approvals are judged elsewhere.
      const end = kind === "delivered" ? bytes.length - 2 * 250 : bytes.length;
      const damaged = bytes.slice();
      damaged[random.next(end)]! ^= 1 << random.next(8);
      expect((await judgeForm(kind, damaged, signer)).v, `${name}, seed ${seed}, round ${round}`).not.toBe("ok");
    }
  });
});

function damage(random: SeededRandom, original: Uint8Array): Uint8Array {
  const copy = original.slice();
  for (let run = 1 + random.next(3); run > 0; run--) {
    const start = random.next(copy.length);
    const part = copy.subarray(start, start + 1 + random.next(12));
    if (random.next(3) === 0) part.fill(random.next(2) * 0xff);
    else random.fill(part);
  }
  switch (random.next(8)) {
    case 0:
      return copy.subarray(0, random.next(copy.length + 1));
    case 1:
      return Uint8Array.from([...copy, ...copy.subarray(0, random.next(100))]);
    default:
      return copy;
  }
}
