import { describe, expect, test } from "vitest";
import {
  fromBase64Url, idBytes, idOf, isCredential, lostSocket, parseId, publicIdOf, readNotice, readStub, socketEnd, toBase64Url,
} from "../../src/wire/index.js";

describe("base64url", () => {
  test.each(["", "AA", "AAA", "AAAA", "_-8", "AAECAwQFBgc"])("a canonical text is the text of its bytes: %s", (text) => {
    expect(toBase64Url(fromBase64Url(text)!)).toBe(text);
  });

  test.each(["A", "AB", "AAB", "AA==", "AA AA", "+/+/", "AAAAA", "é"])("another text is none: %s", (text) => {
    expect(fromBase64Url(text)).toBeNull();
  });

  test("every length is read back", () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff);
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
    }
  });
});

describe("Ids", () => {
  test("bytes and text are the same id", () => {
    const id = parseId("00112233445566778899aabbccddeeff");
    expect(idOf(idBytes(id))).toBe(id);
  });

  test.each(["", "00112233-4455-6677-8899-aabbccddeeff", "00112233445566778899AABBCCDDEEFF"])("no id: %s", (text) => {
    expect(() => parseId(text)).toThrow(RangeError);
  });
});

describe("Credentials", () => {
  const key = "cex_live_AbCdEfGh0123_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf37UfYv";

  test("the protocol's example is one", () => {
    expect(isCredential("apiKey", key)).toBe(true);
    expect(publicIdOf("apiKey", key)).toBe("AbCdEfGh0123");
  });

  test.each([
    ["a changed digit", key.replace("JC7", "JC8")], ["a digit less", key.slice(0, -1)],
    ["a secret above 256 bits", "cex_live_AbCdEfGh0123_" + "z".repeat(43) + "000000"], ["nothing", ""],
  ])("is none: %s", (_, text) => {
    expect(isCredential("apiKey", text)).toBe(false);
  });

  test("another kind is none", () => {
    expect(isCredential("invite", key)).toBe(false);
  });
});

describe("The end of a socket", () => {
  test("a code of the second half is terminal", () => {
    expect(socketEnd(4403, "", null)).toMatchObject({ code: 4403, name: "revoked", terminal: true, retryAfter: null });
  });

  test("the server's delay is read from the reason", () => {
    expect(socketEnd(4000, "retry=1200", 5)).toMatchObject({ name: "draining", terminal: false, retryAfter: 1200 });
  });

  test("without a reason the delay of drain counts", () => {
    expect(socketEnd(4000, "", 700).retryAfter).toBe(700);
    expect(socketEnd(4000, "retry=soon", 700).retryAfter).toBe(700);
  });

  test("an unknown code and a broken socket are tried again", () => {
    expect(socketEnd(1006, "", null)).toMatchObject({ code: null, name: null, terminal: false });
    expect(lostSocket("gone")).toMatchObject({ code: null, terminal: false, reason: "gone" });
  });
});

describe("Mailbox entries", () => {
  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

  test("a notice is read with its note", () => {
    const body = hex(`0a${"11".repeat(16)}${"22".repeat(16)}000001a201892c95${"0002"}abcd`);
    expect(readNotice(body)).toEqual({
      kind: "nack", connection: "11".repeat(16), message: "22".repeat(16), at: 0x1a201892c95, note: hex("abcd"),
    });
  });

  test.each([
    ["an unknown kind", `0b${"11".repeat(16)}${"22".repeat(16)}00000000000000000000`],
    ["kind zero", `00${"11".repeat(16)}${"22".repeat(16)}00000000000000000000`],
    ["a note that is too short", `01${"11".repeat(16)}${"22".repeat(16)}00000000000000000001`],
    ["a note that is too long", `01${"11".repeat(16)}${"22".repeat(16)}00000000000000000000ff`],
    ["a time above 2^53-1", `01${"11".repeat(16)}${"22".repeat(16)}00200000000000000000`],
    ["too little", "01"],
  ])("no notice: %s", (_, text) => {
    expect(readNotice(hex(text))).toBeNull();
  });

  test("a stub is read", () => {
    const body = hex(`${"11".repeat(16)}${"22".repeat(16)}0000000000000007${"33".repeat(32)}`);
    expect(readStub(body)).toEqual({
      connection: "11".repeat(16), device: "22".repeat(16), sequence: 7, envelopeHash: hex("33".repeat(32)),
    });
    expect(readStub(body.subarray(1))).toBeNull();
  });
});
