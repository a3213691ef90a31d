import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { acceptanceOf, formatInviteLink, identityHashOf, inviteIdOf, parseInviteLink } from "../../src/peers/inviteLink.js";
import { categories, categoryOf, presetTerms } from "../../src/peers/contract.js";
import { connectionBetween } from "../../src/peers/connectionId.js";
import { sealingCode } from "../../src/peers/sealingErrors.js";
import { toHex } from "../../src/crypto/index.js";
import { repository } from "../vectors/vectorFiles.js";

const inviter = { agent: "11".repeat(16), aik: "a1".repeat(32), oik: "a2".repeat(32) };
const acceptor = { agent: "22".repeat(16), aik: "b1".repeat(32), oik: "b2".repeat(32) };

interface LinkVector {
  readonly name: string;
  readonly link: string;
  readonly v: string;
  readonly server?: string;
  readonly code?: string;
  readonly identityHash?: string;
  readonly secret?: string;
}

describe("Invite links", () => {
  test.each(JSON.parse(readFileSync(`${repository}/protocol/vectors/invite-links.json`, "utf8")) as LinkVector[])(
    "are read by one rule: $name", ({ link, v, ...parts }) => {
      if (v !== "ok") {
        expect(() => parseInviteLink(link)).toThrow(expect.objectContaining({ code: v }) as Error);
        return;
      }
      const read = parseInviteLink(link);
      expect({ ...read, secret: toHex(read.secret) }).toEqual({
        server: parts.server, code: parts.code, identityHash: parts.identityHash, secret: parts.secret,
      });
      expect(parseInviteLink(formatInviteLink(read))).toEqual(read);
      expect(parts.code).toContain(inviteIdOf(read));
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
