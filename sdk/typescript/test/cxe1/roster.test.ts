import { beforeEach, describe, expect, test } from "vitest";
import type { Cxe1Error } from "../../src/cxe1/bytes/cxe1Error.js";
import { Cxe1Limits } from "../../src/cxe1/bytes/cxe1Limits.js";
import { type ConnectionTerms, OwnerRead } from "../../src/cxe1/consent/connectionTerms.js";
import type { EpochView } from "../../src/cxe1/epochs/epochView.js";
import { checkRoster } from "../../src/cxe1/epochs/rosterRule.js";
import { AgentDirectory } from "../../src/cxe1/identity/agentDirectory.js";
import { DeviceList } from "../../src/cxe1/identity/deviceList.js";
import { collect, errorOf, message, parseEpoch, TestConversation } from "./support/testConversation.js";
import { ed25519Key, START } from "./support/testKeys.js";
import { patched } from "./support/tampering.js";
import { LEVELS, NOTHING_ASKED, TestCategory } from "./support/testTerms.js";

describe("a roster", () => {
  let talk: TestConversation;

  beforeEach(async () => {
    talk = await TestConversation.create({ aliceDevices: 2, bobDevices: 2 });
  });

  const openEpoch = async (peer?: AgentDirectory, category?: string): Promise<EpochView> => {
    const [own, known] = await talk.directories(talk.alice);
    const sealed = await talk.a.sender.seal(talk.context(talk.alice), message("text", category), own, peer ?? known);
    expect(errorOf(sealed)).toBe("None");
    return parseEpoch((await collect(talk.a))[0]!.bytes);
  };
  const check = async (
    epoch: EpochView,
    terms: { sender?: ConnectionTerms; recipient?: ConnectionTerms } = {},
    recipient?: AgentDirectory): Promise<Cxe1Error> => {
    const [own, peer] = await talk.directories(talk.alice);
    return checkRoster(
      epoch,
      { directory: own, terms: terms.sender ?? talk.alice.terms.at(-1)! },
      { directory: recipient ?? peer, terms: terms.recipient ?? talk.bob.terms.at(-1)! });
  };

  test("of the lists in force is accepted", async () => {
    expect(await check(await openEpoch())).toBe("None");
  });

  test("of a version that is not known here is stale", async () => {
    const old = await talk.bob.directory();
    await talk.bob.publishList();
    expect(await check(await openEpoch(), {}, old)).toBe("DirectoryStale");
  });

  test("with a device that was revoked before names a ghost", async () => {
    const old = await talk.bob.directory();
    talk.bob.devices.pop();
    await talk.bob.publishList();
    expect(await check(await openEpoch(old))).toBe("RosterNamesGhost");
  });

  test("with a device that was revoked afterwards is good", async () => {
    const epoch = await openEpoch();
    talk.clock.now++;
    talk.bob.devices.pop();
    await talk.bob.publishList();
    expect(await check(epoch)).toBe("None");
  });

  test.each<[number, Cxe1Error]>([[Cxe1Limits.rosterGrace - 1, "None"], [Cxe1Limits.rosterGrace, "RosterOmitsDevice"]])(
    "without a device that was added %i ms before: %s", async (later, expected) => {
      const old = await talk.bob.directory();
      await talk.bob.addDevice();
      await talk.bob.publishList();
      talk.clock.now += later;
      expect(await check(await openEpoch(old))).toBe(expected);
    });

  test("of a sender that was revoked before is refused", async () => {
    const epoch = await openEpoch();
    talk.alice.devices.shift();
    await talk.alice.publishList();
    expect(await check(epoch)).toBe("DeviceNotListed");
  });

  test("names a viewer only where the terms have a place for one, and must where it reads everything", async () => {
    const asked = await openEpoch(undefined, TestCategory.askToReceive);
    const free = await openEpoch();
    expect(await check(asked)).toBe("None");
    const nothing = await talk.changeTerms(talk.bob, OwnerRead.askedOnly, NOTHING_ASKED);
    expect(await check(asked, { recipient: nothing })).toBe("RosterNamesGhost");
    const everything = await talk.changeTerms(talk.bob, OwnerRead.everything, LEVELS);
    expect(await check(asked, { recipient: everything })).toBe("None");
    expect(await check(free, { recipient: everything })).toBe("RosterOmitsViewer");
    expect(await check(free, { sender: everything })).toBe("RosterOmitsViewer");
  });

  test("with a viewer that is not known here is stale, and with one whose time was over a ghost", async () => {
    const asked = await openEpoch(undefined, TestCategory.askToReceive);
    const { lists, certificates, prekeys, identity } = talk.bob;
    const without = await AgentDirectory.verify(identity, { lists, certificates, prekeys });
    expect(await check(asked, {}, without.ok ? without.value : undefined)).toBe("DirectoryStale");
    talk.clock.now += Cxe1Limits.viewerLife;
    for (const agent of [talk.alice, talk.bob])
      for (const device of agent.devices) {
        await agent.certify(device);
        await agent.addPrekeys(device, 1);
      }
    await talk.bob.addViewer();
    // The sender takes the newest viewer; one whose time is over is taken by no honest one.
    expect(await check(await openEpoch(undefined, TestCategory.askToReceive))).toBe("None");
  });
});

describe("a directory", () => {
  test("that another key signed, or whose lists do not follow each other, is refused", async () => {
    const { bob } = await TestConversation.create();
    const verify = async (lists: readonly DeviceList[]) =>
      errorOf(await AgentDirectory.verify(bob.identity, { lists, certificates: [] }));
    const first = bob.lists[0]!;
    const forged = await DeviceList.issue(await ed25519Key("mallory"), first.agent, START, []);
    expect(await verify([forged])).toBe("WrongIdentity");
    const { bytes } = first;
    const damaged = DeviceList.parse(
      patched(bytes, bytes.length - 1, Uint8Array.of(bytes[bytes.length - 1]! ^ 1)));
    expect(await verify(damaged.ok ? [damaged.value] : [])).toBe("SignatureInvalid");
    const other = await DeviceList.issue(bob.aik, first.agent, START, []);
    expect(await verify([first, await DeviceList.issue(bob.aik, first.agent, START, [], other)])).toBe("HistoryForked");
    expect(await verify([])).toBe("DirectoryStale");
  });

  test("of another owner's viewer, or with a forged certificate or prekey, is refused", async () => {
    const { alice, bob } = await TestConversation.create();
    const { lists, certificates, prekeys, viewers } = bob;
    const verify = async (changes: object) =>
      errorOf(await AgentDirectory.verify(bob.identity, { lists, certificates, prekeys, viewers, ...changes }));
    expect(await verify({})).toBe("None");
    expect(await verify({ viewers: alice.viewers })).toBe("WrongIdentity");
    expect(await verify({ certificates: alice.certificates })).toBe("WrongIdentity");
    expect(await verify({ prekeys: alice.prekeys })).toBe("WrongIdentity");
  });
});
