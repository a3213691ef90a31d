import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FrameError, readBinary, readJson, writeBinary, writeJson, type Frame, type FrameSource } from "../../src/wire/index.js";

interface Good {
  readonly name: string;
  readonly from: FrameSource;
  readonly frame: Record<string, unknown>;
  readonly binary: string;
}

interface Bad {
  readonly name: string;
  readonly from: FrameSource;
  readonly encoding: "binary" | "json";
  readonly data: string;
  readonly zeros?: number;
  readonly reason: string;
}

const good = golden<Good>("frames.json");
const bad = golden<Bad>("refused.json");

describe("Golden frames", () => {
  test("are all there", () => {
    expect(good.length).toBeGreaterThanOrEqual(27);
    expect(bad.length).toBeGreaterThanOrEqual(91);
  });

  test.each(good)("binary is read and written as JSON: $name", ({ from, frame, binary }) => {
    const [read, ...more] = [...readBinary(Buffer.from(binary, "hex"), from)];
    expect(more).toEqual([]);
    expect(JSON.parse(writeJson(read!))).toEqual(frame);
  });

  test.each(good)("JSON is read and written as binary: $name", ({ from, frame, binary }) => {
    const read = readJson(JSON.stringify(frame), from);
    expect(Buffer.from(writeBinary(read)).toString("hex")).toBe(binary);
  });

  test.each(bad)("refused for the stated reason: $encoding, $name", ({ from, encoding, data, zeros, reason }) => {
    const read = (): Frame[] => encoding === "json"
      ? [readJson(data, from)]
      : [...readBinary(Buffer.concat([Buffer.from(data, "hex"), Buffer.alloc(zeros ?? 0)]), from)];
    expect(reasonOf(read)).toBe(reason);
  });

  test("several frames of one socket message are read in order", () => {
    const client = good.filter((entry) => entry.from === "client");
    const whole = Buffer.from(client.map((entry) => entry.binary).join(""), "hex");
    expect([...readBinary(whole, "client")].map((frame) => frame.type)).toEqual(client.map(({ frame }) => frame["type"]));
  });

  test("good frames before a bad one are seen", () => {
    const frames = readBinary(Buffer.from("040000080000000000000000000000010400", "hex"), "client");
    expect(frames.next().value).toMatchObject({ type: "ack", sequence: 1 });
    expect(() => frames.next()).toThrow(FrameError);
  });
});

describe("Writing", () => {
  test.each<[string, Frame]>([
    ["out-of-range", { type: "ack", ref: 0, sequence: 2 ** 53 }],
    ["out-of-range", { type: "ack", ref: 0, sequence: 1.5 }],
    ["wrong-ref", { type: "ack", ref: -1, sequence: 1 }],
    ["wrong-ref", { type: "send", ref: 0, lineage: new Uint8Array(0), envelope: new Uint8Array(1) }],
    ["wrong-length", { type: "send", ref: 1, lineage: new Uint8Array(38), envelope: new Uint8Array(1) }],
    ["wrong-length", { type: "ping", ref: 0, data: new Uint8Array(17) }],
    ["wrong-value", { type: "connect-ticket", ref: 0, resume: 0, ticket: "a b" }],
  ])("a mistake of the caller is not sent: %s", (reason, frame) => {
    expect(reasonOf(() => writeBinary(frame))).toBe(reason);
  });
});

function reasonOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof FrameError) return error.code;
    throw error;
  }
  return "accepted";
}

function golden<T>(file: string): T[] {
  return JSON.parse(readFileSync(new URL(`../../../../protocol/golden/${file}`, import.meta.url), "utf8")) as T[];
}
