import { describe, expect, test } from "vitest";
import { acceptanceOf, formatInviteLink, identityHashOf, inviteIdOf, parseInviteLink } from "../../src/peers/inviteLink.js";
import { categories, categoryOf, presetTerms } from "../../src/peers/contract.js";
import { connectionBetween } from "../../src/peers/connectionId.js";
import { sealingCode } from "../../src/peers/sealingErrors.js";
import { toBase64Url } from "../../src/wire/index.js";

const inviter = { agent: "11".repeat(16), aik: "a1".repeat(32), oik: "a2".repeat(32) };
const acceptor = { agent: "22".repeat(16), aik: "b1".repeat(32), oik: "b2".repeat(32) };
const code = "cex_inv_AbCdEfGh0123_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf1hEzeD";
const pin = toBase64Url(new Uint8Array(64).fill(5));

describe("Invite links", () => {
  const valid = findCode();

  test("are read and written", () => {
    const text = `https://cex.example/join#${valid}.${pin}`;
    const link = parseInviteLink(`  ${text}\n`);
    expect(link).toEqual({
      server: "https://cex.example", code: valid, identityHash: "05".repeat(32), secret: new Uint8Array(32).fill(5),
    });
    expect(formatInviteLink(link)).toBe(text);
    expect(inviteIdOf(link)).toBe("AbCdEfGh0123");
  });

  test.each([
    ["no fragment", "https://cex.example/join"], ["another path", `https://cex.example/owner#${valid}.${pin}`],
    ["half a PIN", `https://cex.example/join#${valid}.${pin.slice(0, -2)}`], ["a typing error", `https://cex.example/join#${valid.slice(0, -1)}.${pin}`],
    ["something more", `https://cex.example/join#${valid}.${pin}.x`], ["a query", `https://cex.example/join?a#${valid}.${pin}`],
    ["an API key", `https://cex.example/join#${valid.replace("inv", "live")}.${pin}`], ["nothing", ""],
  ])("that are not whole are refused: %s", (_, text) => {
    expect(() => parseInviteLink(text)).toThrow(expect.objectContaining({ code: "usage" }) as Error);
  });

  test("name the inviter by both identity keys", () => {
    expect(identityHashOf(inviter)).not.toBe(identityHashOf({ ...inviter, oik: acceptor.oik }));
    expect(identityHashOf(inviter)).not.toBe(identityHashOf({ ...inviter, aik: acceptor.aik }));
  });

  test("an acceptance is for one secret, one invite and these identities", () => {
    const secret = new Uint8Array(32).fill(9);
    const proof = acceptanceOf(secret, "AbCdEfGh0123", inviter, acceptor);
    expect(proof).toHaveLength(32);
    for (const other of [
      acceptanceOf(new Uint8Array(32).fill(8), "AbCdEfGh0123", inviter, acceptor),
      acceptanceOf(secret, "AbCdEfGh0124", inviter, acceptor),
      acceptanceOf(secret, "AbCdEfGh0123", acceptor, inviter),
      acceptanceOf(secret, "AbCdEfGh0123", inviter, { ...acceptor, aik: "b3".repeat(32) }),
    ]) expect(other).not.toEqual(proof);
  });
});

describe("Contracts", () => {
  test("the presets are those of the server", () => {
    expect(presetTerms("balanced").levels).toMatchObject({
      schedule: { share: "auto", receive: "auto" }, projects: { share: "ask", receive: "auto" }, health: { share: "never", receive: "never" },
    });
    expect(Object.keys(presetTerms("minimal").levels)).toEqual([...categories]);
    expect(Object.entries(presetTerms("colleagues").levels).filter(([, { share }]) => share === "auto").map(([name]) => name).sort())
      .toEqual(["knowledge", "projects", "requests", "schedule"]);
  });

  test("a category has the id that the protocol's text gives as an example", () => {
    expect(categoryOf("schedule")).toBe("5f72005e81c4ecbd5aa3588e80e3daf0");
  });

  test.each(["", "Schedule", "9lives", "a b", "x".repeat(33), "ä"])("no category: %s", (name) => {
    expect(() => categoryOf(name)).toThrow(expect.objectContaining({ code: "usage" }) as Error);
  });

  test("two agents have one connection, whoever names the other", () => {
    expect(connectionBetween(inviter.agent, acceptor.agent)).toBe(connectionBetween(acceptor.agent, inviter.agent));
  });

  test("refusals of CXE1 have stable codes", () => {
    expect(["RecipientKeysExpired", "NoViewer", "WrapInvalid"].map((error) => sealingCode(error as "NoViewer")))
      .toEqual(["recipient-keys-expired", "no-approver", "wrap-invalid"]);
  });
});

/** The code above with its right checksum. */
function findCode(): string {
  const text = code.slice(0, -6);
  let crc = 0xffff_ffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  let value = (crc ^ 0xffff_ffff) >>> 0;
  let checksum = "";
  for (let i = 0; i < 6; i++) {
    checksum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[value % 62]! + checksum;
    value = Math.floor(value / 62);
  }
  return text + checksum;
}
