import { nextAuditHash, type AuditEntry } from "@contextexchange/sdk";
import { describe, expect, test } from "vitest";
import { actionsOf, shownRecords } from "../../src/audit/auditFilter.js";
import { AuditReader, type ReadPage } from "../../src/audit/AuditReader.js";

function logOf(count: number): AuditEntry[] {
  const records: AuditEntry[] = [];
  let hash: Uint8Array = new Uint8Array(32);
  for (let position = 1; position <= count; position++) {
    const record = {
      position, at: 1_000 * position, actor: position % 2 === 0 ? "ada" : "bob", origin: "",
      action: position % 3 === 0 ? "key.create" : "invite.create", subject: `s${position}`,
      outcome: position % 5 === 0 ? "rate-limited" : "ok",
    };
    hash = nextAuditHash(hash, record);
    records.push({ ...record, hash });
  }
  return records;
}

const serverOf = (log: readonly AuditEntry[]): ReadPage => (after) => Promise.resolve(log.slice(after, after + 200));
const { signal } = new AbortController();

describe("Reading an audit log", () => {
  test.each([0, 1, 199, 200, 201, 450])("reads and checks %i records to the end", async (count) => {
    const reader = new AuditReader(serverOf(logOf(count)), null);
    await reader.read(signal);
    expect(reader.current()).toMatchObject({ state: "done", finding: { fault: null, sound: { position: count } } });
    expect(reader.current().records).toHaveLength(count);
  });

  test("says on the way how far it is", async () => {
    const reader = new AuditReader(serverOf(logOf(450)), null);
    const seen: number[] = [];
    reader.subscribe(() => seen.push(reader.current().records.length));
    await reader.read(signal);
    expect(seen).toEqual([0, 200, 400, 450]);
  });

  test("shows what comes behind a record that does not follow, and says which one it is", async () => {
    const log = logOf(450).map((record) => record.position === 321 ? { ...record, outcome: "ok?" } : record);
    const reader = new AuditReader(serverOf(log), null);
    await reader.read(signal);
    expect(reader.current()).toMatchObject({ state: "done", finding: { fault: "broken", at: 321 } });
    expect(reader.current().records).toHaveLength(450);
  });

  test("goes on where a page could not be read, and later with what is new", async () => {
    const log = logOf(450);
    let isDown = true;
    const reader = new AuditReader((after, stop) => {
      if (after === 200 && isDown) return Promise.reject(new Error("down"));
      return serverOf(log)(after, stop);
    }, null);
    await reader.read(signal);
    expect(reader.current()).toMatchObject({ state: "stopped", finding: { sound: { position: 200 } } });
    isDown = false;
    await reader.read(signal);
    expect(reader.current()).toMatchObject({ state: "done", finding: { fault: null, sound: { position: 450 } } });
    log.push(...logOf(460).slice(450));
    await reader.read(signal);
    expect(reader.current()).toMatchObject({ state: "done", finding: { fault: null, sound: { position: 460 } } });
  });

  test("ends with a server that shows the same page again and again", async () => {
    const reader = new AuditReader(() => Promise.resolve(logOf(200)), null);
    await reader.read(signal);
    expect(reader.current()).toMatchObject({ state: "done", finding: { fault: "gap", at: 201 } });
  });

  test("finds a log that lacks what was known before", async () => {
    const reader = new AuditReader(serverOf(logOf(3)), { position: 5, hash: logOf(5)[4]!.hash });
    await reader.read(signal);
    expect(reader.current().finding).toMatchObject({ fault: "fork", at: 5 });
  });
});

describe("The filter of the audit log", () => {
  const log = logOf(30);

  test("shows all of it, the newest first, where nothing is asked", () => {
    expect(shownRecords(log, {}).map(({ position }) => position)).toEqual(log.map((_, i) => 30 - i));
  });

  test("takes words out of any of the four fields, whatever their case", () => {
    expect(shownRecords(log, { filter: "ADA key" }).map(({ position }) => position)).toEqual([30, 24, 18, 12, 6]);
    expect(shownRecords(log, { filter: "s17" }).map(({ position }) => position)).toEqual([17]);
    expect(shownRecords(log, { filter: "limited" })).toHaveLength(6);
  });

  test("takes an action and an outcome exactly", () => {
    expect(shownRecords(log, { action: "key" })).toEqual([]);
    expect(shownRecords(log, { action: "key.create", outcome: "refused" }).map(({ position }) => position)).toEqual([30, 15]);
    expect(shownRecords(log, { outcome: "ok" })).toHaveLength(24);
  });

  test("offers each action once", () => {
    expect(actionsOf(log)).toEqual(["invite.create", "key.create"]);
  });
});
