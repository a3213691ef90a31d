import { beforeEach, describe, expect, test } from "vitest";
import { fromHex } from "../../src/crypto/bytes.js";
import { systemRandom } from "../../src/crypto/random.js";
import type { Cxe1Error } from "../../src/cxe1/bytes/cxe1Error.js";
import { sha256Of, ZERO_BYTES32 } from "../../src/cxe1/bytes/id.js";
import { OwnerRead } from "../../src/cxe1/consent/connectionTerms.js";
import { commitmentOf } from "../../src/cxe1/epochs/epochSecrets.js";
import type { EpochView } from "../../src/cxe1/epochs/epochView.js";
import { sealWrap } from "../../src/cxe1/epochs/epochWrap.js";
import { ReaderKind } from "../../src/cxe1/epochs/rosterEntry.js";
import { Prekey, PrekeyKind } from "../../src/cxe1/identity/prekey.js";
import { headerSizeOf, resignEpoch, wrapAgain } from "./support/forgery.js";
import { patched } from "./support/tampering.js";
import { collect, errorOf, parseEpoch, TestConversation } from "./support/testConversation.js";
import { digest } from "./support/testKeys.js";

const FIRST_REPLY_PREKEY = 289;
const FIRST_ENTRY = FIRST_REPLY_PREKEY + 3 * 179;

/** A rogue sender signs whatever it likes: epochs that are rightly signed and still refused. */
describe("a signed epoch", () => {
  let talk: TestConversation;
  let record: Uint8Array;
  let honest: EpochView;
  let mine: number;

  beforeEach(async () => {
    // Bob's owner reads everything, so there are three devices and one viewer.
    talk = await TestConversation.create({ aliceDevices: 2, bobDevices: 2, bobReads: OwnerRead.everything });
    await talk.seal(talk.a, "text");
    record = (await collect(talk.a))[0]!.bytes;
    honest = parseEpoch(record);
    mine = honest.indexOf(talk.bob.identity.agent, talk.b.keys.device, ReaderKind.device);
  });

  const sign = (bytes: Uint8Array, size?: number) => resignEpoch(bytes, talk.a.keys.dsk, size);

  /** The answer, after a check that a refusal changed nothing. */
  const accept = async (bytes: Uint8Array): Promise<Cxe1Error> => {
    const before = talk.b.store.changes;
    const error = await talk.accept(talk.b, bytes);
    if (error !== "None") expect(talk.b.store.changes).toBe(before);
    return error;
  };

  test("that is honest is accepted, so the refusals below have one reason", async () => {
    expect([honest.replyPrekeyCount, honest.entries.length]).toEqual([3, 4]);
    expect(await accept(await sign(record))).toBe("None");
  });

  test.each<[number, string, Cxe1Error]>([
    [0, "02", "UnknownVersion"],
    [1, "0002", "UnknownSuite"],
    [19, "00000000", "NumberOutOfRange"],
    [199, "ffffffffffffffff", "NumberOutOfRange"],
    [207, "001fffffffffffff", "LifetimeOutOfRange"],
    [207, "0000000000000000", "LifetimeOutOfRange"],
    [215, "00000000", "NumberOutOfRange"],
    [215, "00000009", "DirectoryStale"],
    [219, "00000009", "DirectoryStale"],
    [71, "0000000000000000", "WrongIdentity"],
    [103, "0000000000000000", "DirectoryStale"],
    [135, "01", "TermsUnknown"],
    [167, "01", "TermsUnknown"],
    [135, "00".repeat(32), "NumberOutOfRange"],
    [223, "0000000000000000", "WrapInvalid"],
    [287, "02", "WrongLength"],
    [288, "00", "WrongLength"],
    [FIRST_REPLY_PREKEY, "ff".repeat(16), "NotSorted"],
    [FIRST_REPLY_PREKEY + 32, "0002", "UnknownSuite"],
    [FIRST_REPLY_PREKEY + 34, "ff", "WrongIdentity"],
    [FIRST_REPLY_PREKEY + 66, "01", "UnknownValue"],
  ])("with other bytes at %i (%s) is refused: %s", async (offset, bytes, expected) => {
    expect(await accept(await sign(patched(record, offset, fromHex(bytes)), honest.header.length))).toBe(expected);
  });

  test.each<[number, string, Cxe1Error]>([
    [32, "03", "UnknownValue"],
    [32, "02", "DirectoryStale"],
    [33, "0000000000000000", "RosterNamesGhost"],
    [65, "0000000000000000", "PrekeyGone"],
  ])("whose entry for this device has other bytes at %i (%s) is refused: %s", async (offset, bytes, expected) => {
    const patch = patched(record, FIRST_ENTRY + mine * 97 + offset, fromHex(bytes));
    expect(await accept(await sign(patch))).toBe(expected);
  });

  test.each<[number, string, Cxe1Error]>([
    [16, "00".repeat(16), "NotSorted"],
    [33, "00".repeat(8), "RosterNamesGhost"],
    [65, "00".repeat(8), "RosterNamesGhost"],
  ])("whose entry for the viewer has other bytes at %i (%s) is refused: %s", async (offset, bytes, expected) => {
    const viewer = honest.entries.findIndex((entry) => entry.kind === ReaderKind.ownerViewer);
    const verdict = await accept(await sign(patched(record, FIRST_ENTRY + viewer * 97 + offset, fromHex(bytes))));
    // Where the viewer's id sorts first, zeros keep the order and are an unknown viewer.
    expect(expected === "NotSorted" ? ["NotSorted", "DirectoryStale"] : [expected]).toContain(verdict);
  });

  test("with two entries for one reader is refused", async () => {
    const twice = record.slice();
    twice.copyWithin(FIRST_ENTRY + 97, FIRST_ENTRY, FIRST_ENTRY + 97);
    expect(await accept(await sign(twice))).toBe("NotSorted");
  });

  test("with a wrap of another secret than the committed one is refused", async () => {
    // The equivocation: this reader would get its own chain, and another text than the others.
    const { publicKey } = talk.bob.prekeys.find((one) => one.device === talk.b.keys.device)!;
    const lie = await wrapAgain(record, mine, publicKey, fromHex(digest("another secret")), talk.a.keys.dsk);
    expect(await accept(lie)).toBe("CommitmentMismatch");
  });

  test("with a reader's wrap in another reader's place does not open", async () => {
    const wraps = honest.header.length + 64;
    const other = (mine + 1) % 3;
    const moved = record.slice();
    moved.copyWithin(wraps + mine * 80, wraps + other * 80, wraps + other * 80 + 80);
    expect(await accept(await sign(moved))).toBe("WrapInvalid");
  });

  test("with a wrap of small order does not open", async () => {
    const start = honest.header.length + 64 + mine * 80;
    expect(await accept(await sign(patched(record, start, new Uint8Array(32))))).toBe("WrapInvalid");
  });

  test("with a reply prekey that the sender did not sign is refused", async () => {
    const device = fromHex(talk.b.keys.device);
    let place = 0;
    const startOf = (index: number) => FIRST_REPLY_PREKEY + index * 179;
    while (record.subarray(startOf(place) + 16, startOf(place) + 32).some((byte, i) => byte !== device[i])) place++;
    const changed = record.slice();
    changed[startOf(place) + 178]! ^= 1;
    // A changed header needs a new wrap, or the wrap would be what is refused.
    const secret = fromHex(digest("secret"));
    changed.set(fromHex(commitmentOf(secret, honest.epochId)), 223);
    const { publicKey } = talk.bob.prekeys.find((one) => one.device === talk.b.keys.device)!;
    const size = headerSizeOf(changed);
    const headerHash = sha256Of(changed.subarray(0, size));
    const wrap = await sealWrap(publicKey, headerHash, honest.entryBytes(mine), secret, systemRandom);
    expect(await accept(await sign(patched(changed, size + 64 + mine * 80, wrap!)))).toBe("SignatureInvalid");
  });

  test("for a prekey of small order is never made: it is the reader's refusal", async () => {
    const { agent, device, dsk } = talk.b.keys;
    talk.bob.prekeys.push(
      await Prekey.issue(dsk, agent, device, PrekeyKind.oneTimePrekey, ZERO_BYTES32, talk.clock.now));
    talk.a.sender.dropEpoch();
    expect(errorOf(await talk.trySeal(talk.a, "text"))).toBe("RecipientKeyInvalid");
    expect(await collect(talk.a)).toEqual([]);
  });
});
