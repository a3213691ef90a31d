import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Owner } from "../../src/owner/owner.js";
import { createMemoryStore } from "../../src/store/index.js";
import { presetTerms } from "../../src/peers/contract.js";
import { AgentClient } from "../../src/live/agentClient.js";
import { toBase64Url } from "../../src/wire/index.js";
import { close, everyAuto, meet, person, restart, takeMessage, type Pair } from "../live/people.js";

let pair: Pair;

beforeEach(async () => {
  pair = await meet(everyAuto);
});

afterEach(() => close(pair.alice, pair.bob));

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "good", (error: unknown) => error);

describe("Who the peer is", () => {
  test("both sides see the same safety number, and each other as trusted", async () => {
    const { alice, bob } = pair;
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    await alice.client.send(bob.profile.agent, "schedule", "hello");
    const one = await alice.client.safetyNumber(bob.profile.agent);
    const other = await bob.client.safetyNumber(alice.profile.agent);
    expect(one.number).toBe(other.number);
    expect(one.number).toMatch(/^(\d{5} ){11}\d{5}$/);
    expect(one.qrText).toBe(`CXE1:${one.number.replaceAll(" ", "")}`);
    expect([one.isTrusted, other.isTrusted]).toEqual([true, true]);
  });

  test("another identity under a pinned name stops the connection, tells the server, and nothing is sealed for it", async () => {
    const { alice, bob, exchange } = pair;
    await alice.client.connect();
    await alice.client.send(bob.profile.agent, "schedule", "before");
    const mallory = await person(exchange, "mallory", pair.options);
    swapKeys(pair, mallory.profile.agent, mallory.owner);
    await restart(alice, pair.options);
    await alice.client.connect();
    const sealed = exchange.between(alice.profile.agent, bob.profile.agent).epochs.size;
    expect(await outcome(alice.client.send(bob.profile.agent, "schedule", "after"))).toMatchObject({ code: "peer-identity-invalid" });
    expect(exchange.between(alice.profile.agent, bob.profile.agent).epochs.size).toBe(sealed);
    await mallory.client.close();
  });

  test("a changed owner key that signs for the pinned agent suspends it until it is trusted", async () => {
    const { alice, bob, exchange } = pair;
    await alice.client.connect();
    await alice.client.send(bob.profile.agent, "schedule", "before");
    const before = await alice.client.safetyNumber(bob.profile.agent);
    await reissue(pair);
    await restart(alice, pair.options);
    await alice.client.connect();
    expect(await outcome(alice.client.send(bob.profile.agent, "schedule", "after"))).toMatchObject({ code: "peer-identity-changed" });
    expect(exchange.between(alice.profile.agent, bob.profile.agent).suspended).toBe("identity-changed");
    // It stays so over a restart, whatever the server shows then.
    exchange.shownKeys.clear();
    await restart(alice, pair.options);
    await alice.client.connect();
    expect(await outcome(alice.client.send(bob.profile.agent, "schedule", "again"))).toMatchObject({ code: "peer-identity-changed" });
    expect(await alice.client.trust(bob.profile.agent)).toBe(before.number);
    exchange.between(alice.profile.agent, bob.profile.agent).suspended = null;
    expect(await alice.client.send(bob.profile.agent, "schedule", "trusted")).toMatchObject({ status: "accepted" });
  });

  test("a peer of whom only the server speaks is not sent to", async () => {
    const { alice, bob, exchange } = pair;
    await alice.client.connect();
    exchange.between(alice.profile.agent, bob.profile.agent).acceptance.bytes = toBase64Url(new Uint8Array(32));
    expect(await outcome(alice.client.send(bob.profile.agent, "schedule", "hello"))).toMatchObject({ code: "peer-unverified" });
  });

  test("a device list that contradicts one that was seen is refused", async () => {
    const { alice, bob, exchange } = pair;
    await alice.client.connect();
    await alice.client.send(bob.profile.agent, "schedule", "before");
    const { DeviceList } = await import("../../src/cxe1/identity/deviceList.js");
    const fork = await DeviceList.issue(bob.profile.aik, bob.profile.agent, pair.clock.now() + 1, []);
    exchange.shownKeys.set(bob.profile.agent, (keys) => ({ ...keys, directory: toBase64Url(fork.bytes), directories: [toBase64Url(fork.bytes)] }));
    await restart(alice, pair.options);
    await alice.client.connect();
    expect(await outcome(alice.client.send(bob.profile.agent, "schedule", "after"))).toMatchObject({ code: "history-forked" });
  });
});

describe("Invites", () => {
  test("another inviter than the link names is refused before anything is accepted", async () => {
    const { alice, exchange, options } = pair;
    const carol = await person(exchange, "carol", options);
    const link = await alice.owner.invite(alice.profile);
    const foreign = link.replace(/\.([A-Za-z0-9_-]+)$/, `.${toBase64Url(new Uint8Array(64).fill(1))}`);
    expect(await outcome(carol.owner.acceptInvite(carol.profile, foreign))).toMatchObject({ code: "peer-identity-invalid" });
    await carol.client.close();
  });

  test("a contract that the inviter did not sign is refused", async () => {
    const { alice, exchange, options } = pair;
    const carol = await person(exchange, "carol", options);
    const link = await alice.owner.invite(alice.profile, { terms: presetTerms("minimal") });
    const lying = exchange.fetch;
    const honest = await carol.owner.previewInvite(carol.profile, link);
    expect(honest.terms).toEqual(presetTerms("minimal"));
    const liar = await Owner.load(carol.store, {
      clock: pair.clock,
      fetch: async (url, init) => {
        const response = await lying(url, init);
        if (!url.endsWith("/preview")) return response;
        return Response.json({ ...await response.json() as object, terms: presetTerms("colleagues") });
      },
    });
    expect(await outcome(liar!.acceptInvite(carol.profile, link))).toMatchObject({ code: "invite-invalid" });
    await carol.client.close();
  });

  test("a second device of an agent is told by its owner who the peers are, and reads what is sent from then on", async () => {
    const { alice, bob, options } = pair;
    const profile = await bob.owner.addDevice(createMemoryStore(), bob.profile.agent);
    const second = await AgentClient.open(profile, options);
    await Promise.all([alice.client.connect(), bob.client.connect(), second.connect()]);
    expect((await second.safetyNumber(alice.profile.agent)).isTrusted).toBe(true);
    await alice.client.send(bob.profile.agent, "schedule", "to both devices");
    const [one, other] = await Promise.all([takeMessage(bob.client), takeMessage(second)]);
    expect([one.content.text, other.content.text]).toEqual(["to both devices", "to both devices"]);
    await second.close();
  });
});

/** The server shows another agent's and owner's keys under Bob's name. */
function swapKeys({ exchange, bob }: Pair, other: string, owner: Owner): void {
  exchange.shownKeys.set(bob.profile.agent, (keys) => ({
    ...keys, certificate: exchange.agents.get(other)!.certificate, ownerKey: toBase64Url(owner.oik.publicKey),
  }));
}

/** The server shows a new owner's key and a certificate of Bob's agent that it signed. */
async function reissue({ exchange, bob, clock }: Pair): Promise<void> {
  const { AgentCertificate } = await import("../../src/cxe1/identity/agentCertificate.js");
  const { importSigningKey } = await import("../../src/crypto/index.js");
  const oik = await importSigningKey(new Uint8Array(32).fill(3));
  const certificate = await AgentCertificate.issue(oik, bob.profile.agent, bob.profile.identity.aik, clock.now());
  exchange.shownKeys.set(bob.profile.agent, (keys) => ({
    ...keys, certificate: toBase64Url(certificate.bytes), ownerKey: toBase64Url(oik.publicKey), viewers: [],
  }));
}
