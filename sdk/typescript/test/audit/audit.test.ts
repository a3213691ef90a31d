import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AuditCheck, auditLine } from "../../src/audit/index.js";
import { fromHex, toHex } from "../../src/crypto/index.js";
import type { AuditEntry } from "../../src/rest/index.js";
import { repository } from "../vectors/vectorFiles.js";

// An export that the server's verifier holds to be sound as well (AuditVerifierTests).
const lines = readFileSync(`${repository}/protocol/vectors/audit-export.jsonl`, "utf8").trimEnd().split("\n");
const records: readonly AuditEntry[] = lines.map((line) => {
  const { hash, ...record } = JSON.parse(line) as Omit<AuditEntry, "hash"> & { readonly hash: string };
  return { ...record, hash: fromHex(hash) };
});

function checked(log: readonly AuditEntry[], known?: ConstructorParameters<typeof AuditCheck>[0]): AuditCheck {
  const check = new AuditCheck(known);
  for (const record of log) check.add(record);
  check.end();
  return check;
}

const changed = (at: number, change: Partial<AuditEntry>): AuditEntry[] =>
  records.map((record, i) => i === at ? { ...record, ...change } : record);

describe("An audit log", () => {
  test("is sound as the server wrote it, to its last hash", () => {
    const { finding } = checked(records);
    expect(finding).toMatchObject({ fault: null, at: null, sound: { position: records.length } });
    expect(toHex(finding.sound.hash)).toBe(toHex(records.at(-1)!.hash));
  });

  test("of no record at all is sound", () => {
    expect(checked([]).finding).toMatchObject({ fault: null, sound: { position: 0 } });
  });

  test.each(["actor", "action", "subject", "outcome", "origin"] as const)("is broken where a record has another %s", (field) => {
    for (let at = 0; at < records.length; at++) {
      const { finding } = checked(changed(at, { [field]: `${records[at]![field]}.` }));
      expect(finding).toMatchObject({ fault: "broken", at: at + 1, sound: { position: at } });
    }
  });

  test("is broken where a record has another time or hash", () => {
    expect(checked(changed(2, { at: records[2]!.at + 1 })).finding).toMatchObject({ fault: "broken", at: 3 });
    expect(checked(changed(2, { hash: new Uint8Array(32) })).finding).toMatchObject({ fault: "broken", at: 3 });
  });

  test("is broken where text moves from one field into the next", () => {
    const { action, subject } = records[1]!;
    const moved = changed(1, { action: action.slice(0, -1), subject: action.slice(-1) + subject });
    expect(checked(moved).finding).toMatchObject({ fault: "broken", at: 2 });
  });

  test("has a gap where a record is missing, repeated or elsewhere", () => {
    const [first, second, ...rest] = records;
    expect(checked([first!, ...rest]).finding).toMatchObject({ fault: "gap", at: 2 });
    expect(checked([first!, first!, ...rest]).finding).toMatchObject({ fault: "gap", at: 2 });
    expect(checked([second!, first!, ...rest]).finding).toMatchObject({ fault: "gap", at: 1 });
  });

  test("stays at its first fault", () => {
    const check = checked(changed(1, { actor: "mallory" }));
    check.add(records[1]!);
    expect(check.finding).toMatchObject({ fault: "broken", at: 2, sound: { position: 1 } });
  });
});

describe("A checkpoint", () => {
  const known = { position: 3, hash: records[2]!.hash };

  test("is found again in the log that it is of", () => {
    expect(checked(records, known).finding.fault).toBeNull();
    expect(checked(records.slice(0, 3), known).finding.fault).toBeNull();
  });

  test("tells a log that was cut", () => {
    expect(checked(records.slice(0, 2), known).finding).toMatchObject({ fault: "fork", at: 3 });
  });

  test("tells a log that was rewritten as a whole, and a sound one of another server", () => {
    expect(checked(records, { position: 3, hash: records[1]!.hash }).finding).toMatchObject({ fault: "fork", at: 3 });
  });

  test("beyond what was read so far is no fault before the end", () => {
    const check = new AuditCheck(known);
    check.add(records[0]!);
    expect(check.finding.fault).toBeNull();
    expect(check.end().fault).toBe("fork");
  });
});

describe("A line of an export", () => {
  test("is what the server's tools write, to the byte", () => {
    expect(records.map(auditLine)).toEqual(lines);
  });
});
