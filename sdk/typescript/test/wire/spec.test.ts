import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { closeCodes, refusals, sendStatuses, noticeKinds } from "../../src/wire/index.js";
import { isOptional, layouts, type Field } from "../../src/wire/layouts.js";

const text = readFileSync(new URL("../../../../protocol/exchange-v1.md", import.meta.url), "utf8");

describe("The protocol's text says the same as the code about", () => {
  test("frames", () => {
    const rows = layouts.map((layout) => ({
      type: `0x${layout.byte.toString(16).padStart(2, "0")}`, name: layout.name, from: layout.from, ref: layout.ref,
    }));
    expect(table("frames").map(([type, name, from, ref]) => ({ type, name, from, ref }))).toEqual(rows);
  });

  test("the payload of every frame", () => {
    expect(table("frames").map((row) => payloadNames(row[4]!))).toEqual(
      layouts.map((layout) => layout.fields.map((field) => field.name)));
    expect(table("frames").find((row) => row[1] === "delivery")![4]).toContain("1 to 66423");
  });

  test("members", () => {
    const rows = layouts.map((layout) => [layout.name, layout.fields.map(memberText).join(", ")]);
    expect(table("members")).toEqual(rows);
  });

  test("statuses", () => {
    expect(table("statuses")).toEqual(sendStatuses.map((status) => [
      `${status.byte}`, status.code, `${status.http}`, yes(status.retry), yes(status.settles), status.remedy,
    ]));
  });

  test("refusals", () => {
    expect(table("refusals")).toEqual(refusals.map((refusal) => [
      `${refusal.byte}`, refusal.code, `${refusal.http}`, yes(refusal.retry), refusal.meaning,
    ]));
  });

  test("close codes", () => {
    expect(table("close codes")).toEqual(closeCodes.map((code) => [
      `${code.code}`, code.name, yes(code.reconnect), code.why.replaceAll("`", ""),
    ]));
  });

  test("notices", () => {
    const rows = [...text.matchAll(/^\| ([a-z-]+) \| (\d+) \| /gm)].map(([, name, byte]) => [name, Number(byte)]);
    expect(rows).toEqual(noticeKinds.map((kind, index) => [kind, index + 1]));
  });
});

function table(name: string): string[][] {
  const part = text.split(`<!-- table: ${name} -->`)[1]?.split("<!-- end -->")[0];
  if (part === undefined) throw new Error(`The text has no table ${name}.`);
  return part.trim().split("\n").slice(2).map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim().replaceAll("`", "")));
}

function payloadNames(cell: string): string[] {
  return cell.replaceAll(/\([^)]*\)/g, "").split(", ")
    .map((part) => part.trim().split(" ")[0]!)
    // "tag length 1, tag": the length byte is no field of its own.
    .filter((name, index, all) => all.indexOf(name) === index);
}

function memberText(field: Field): string {
  const optional = isOptional(field) ? "?" : "";
  switch (field.kind) {
    case "id": return `${field.name}${optional} id`;
    case "number": case "milliseconds": return `${field.name}${optional} number`;
    case "flag": return `${field.name}${optional} boolean`;
    case "status": return `${field.name} code of section 2`;
    case "refusal": return `${field.name}? code of section 3`;
    case "kind": return `${field.name} message, stub or notice`;
    case "bytes": case "prefixed": case "rest": return `${field.name}${optional} bytes`;
    case "text": return `${field.name} text`;
  }
}

function yes(value: boolean): string {
  return value ? "yes" : "no";
}
