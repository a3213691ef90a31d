import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sha256OfBytes } from "../../src/cxe1/bytes/id.js";
import { AgentClient } from "../../src/live/agentClient.js";
import { Owner } from "../../src/owner/owner.js";
import type { Terms } from "../../src/rest/index.js";
import { findSealedVault, forgetSealedVault, keepSealedVault } from "../../src/owner/sealedVault.js";
import { createMemoryStore } from "../../src/store/index.js";
import { toBase64Url } from "../../src/wire/index.js";
import { close, everyAuto, meet, take, takeMessage, type Pair } from "../live/people.js";

let pair: Pair;

beforeEach(async () => {
  pair = await meet(everyAuto);
  await Promise.all([pair.alice.client.connect(), pair.bob.client.connect()]);
});

afterEach(() => close(pair.alice, pair.bob));

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "good", (error: unknown) => error);
const day = 24 * 60 * 60 * 1_000;

describe("Approvals", () => {
  test("a message that must be asked about waits, is read by its owner, approved, and arrives with the approval", async () => {
    const { alice, bob } = pair;
    const receipt = await alice.client.send(bob.profile.agent, "projects", { text: "the draft", note: "for my owner" });
    expect(receipt.status).toBe("held");
    expect(await bob.owner.held()).toEqual([]);
    const [held] = await alice.owner.held();
    expect(held!.content).toMatchObject({ text: "the draft", note: "for my owner" });
    expect(held!.peer).toBe(bob.profile.agent);
    await held!.approve();
    const message = await takeMessage(bob.client);
    expect(message).toMatchObject({ message: receipt.message, askedItsOwner: true, category: "projects" });
    expect(await take(alice.client, 1)).toMatchObject([{ kind: "notice", notice: "approved", message: receipt.message }]);
  });

  test("a rejected message never arrives, and its sender is told", async () => {
    const { alice, bob, exchange } = pair;
    const { message } = await alice.client.send(bob.profile.agent, "projects", "no");
    await (await alice.owner.held())[0]!.reject();
    expect(await take(alice.client, 1)).toMatchObject([{ kind: "notice", notice: "rejected", message, note: null }]);
    expect(exchange.agents.get(bob.profile.agent)!.mailbox).toEqual([]);
  });

  test("a message that is sent back brings the owner's words, sealed for the agent's devices alone", async () => {
    const { alice, bob, exchange } = pair;
    const { message } = await alice.client.send(bob.profile.agent, "projects", "too blunt");
    await (await alice.owner.held())[0]!.sendBack("Please be kind.");
    expect(await take(alice.client, 1)).toMatchObject([{ kind: "notice", notice: "sent-back", message, note: "Please be kind." }]);
    const body = exchange.agents.get(alice.profile.agent)!.mailbox[0]!.body;
    expect(Buffer.from(body).includes("kind")).toBe(false);
  });

  test("an approval that the server forges is refused by the receiver", async () => {
    const { alice, bob, exchange } = pair;
    await alice.client.send(bob.profile.agent, "projects", "forged");
    const [held] = await alice.owner.held();
    const decide = exchange.fetch;
    const liar = await Owner.load(alice.store, {
      clock: pair.clock,
      fetch: (url, init) => {
        if (!init.body || !url.includes("/v1/approvals/")) return decide(url, init);
        const body = JSON.parse(init.body as string) as { approval: string };
        const bytes = Buffer.from(body.approval, "base64url");
        bytes[bytes.length - 1]! ^= 1;
        return decide(url, { ...init, body: JSON.stringify({ ...body, approval: bytes.toString("base64url") }) });
      },
    });
    expect(held).toBeDefined();
    await (await liar!.held())[0]!.approve();
    expect(await take(bob.client, 1)).toMatchObject([{ kind: "unreadable", reason: "approval-invalid" }]);
  });

  test("a message that the owner cannot read cannot be approved", async () => {
    const { alice, bob } = pair;
    await alice.client.send(bob.profile.agent, "projects", "unseen");
    // The owner's viewer keys are lost: another vault of the same owner, without them.
    const { readOwnerVault, writeOwnerVault } = await import("../../src/cxe1/owner/ownerVault.js");
    const blob = await alice.store.transact((rows) => rows.get(111, new TextEncoder().encode("vault")));
    const vault = readOwnerVault(blob!);
    if (!vault.ok) throw new Error(vault.error);
    const store = createMemoryStore();
    await alice.store.transact(async (rows) => {
      const pins = rows.scan(102, new Uint8Array(0));
      await store.transact((other) => {
        for (const { key, value } of pins) other.put(102, key, value);
        other.put(111, new TextEncoder().encode("vault"), writeOwnerVault({ ...vault.value, viewers: [] }));
      });
    });
    const blind = await Owner.load(store, { clock: pair.clock, fetch: pair.exchange.fetch });
    const [held] = await blind!.held();
    expect(held!.content).toBeNull();
    expect(held!.problem).toMatchObject({ code: "prekey-gone" });
    expect(await outcome(held!.approve())).toMatchObject({ code: "prekey-gone" });
  });
});

describe("Reading along", () => {
  test("both owners read what both agents wrote", async () => {
    const { alice, bob } = pair;
    await alice.client.send(bob.profile.agent, "schedule", "question");
    await takeMessage(bob.client);
    await bob.client.send(alice.profile.agent, "schedule", "answer");
    for (const [person, other, mine] of [[alice, bob, "question"], [bob, alice, "answer"]] as const) {
      const conversation = await person.owner.conversation(person.profile.agent, other.profile.agent);
      const read = await conversation.read();
      expect(read.map((one) => one.kind === "read" && one.content.text)).toEqual(["question", "answer"]);
      expect(read.find((one) => one.kind === "read" && one.isOwn)).toMatchObject({ content: { text: mine } });
      conversation.dispose();
    }
  });

  test("some of the messages are read by themselves, also those of an epoch that began later", async () => {
    const { alice, bob } = pair;
    const conversation = await alice.owner.conversation(alice.profile.agent, bob.profile.agent);
    const entries = async () => (await alice.owner.api()).connections.messages(alice.profile.agent, bob.profile.agent);
    await alice.client.send(bob.profile.agent, "schedule", "one");
    expect(await conversation.readSome(await entries())).toMatchObject([{ kind: "read", content: { text: "one" } }]);
    await bob.client.send(alice.profile.agent, "schedule", "two");
    const read = await conversation.readSome((await entries()).slice(1));
    expect(read).toMatchObject([{ kind: "read", isOwn: false, content: { text: "two" } }]);
  });

  test("a wrap for the owner that does not open suspends the connection and is an alarm", async () => {
    const { alice, bob, exchange } = pair;
    const connection = exchange.between(alice.profile.agent, bob.profile.agent);
    // A rogue sender: the owner's wrap is another one, and the sender signs that.
    const { EpochView } = await import("../../src/cxe1/epochs/epochView.js");
    const { signDigest } = await import("../../src/cxe1/bytes/signatures.js");
    await bob.client.send(alice.profile.agent, "schedule", "honest");
    const [[, record]] = [...connection.epochs] as [[string, Uint8Array]];
    const epoch = EpochView.parse(record);
    if (!epoch.ok) throw new Error(epoch.error);
    const index = epoch.value.entries.findIndex((entry) => entry.kind === 2 && entry.agent === alice.profile.agent);
    const rogue = record.slice();
    const wraps = rogue.length - 80 * epoch.value.entries.length;
    rogue[wraps + 80 * index + 40]! ^= 1;
    const forged = EpochView.parse(rogue);
    if (!forged.ok) throw new Error(forged.error);
    // The signed body of an epoch is its hash.
    const digest = sha256OfBytes(forged.value.epochHash);
    rogue.set(await signDigest(bob.profile.device.dsk, "epoch", digest), wraps - 64);
    const message = connection.log[0]!;
    const { EnvelopeView } = await import("../../src/cxe1/messages/envelopeView.js");
    const envelope = EnvelopeView.parse(message.body);
    if (!envelope.ok) throw new Error(envelope.error);
    connection.epochs.set(envelope.value.fields.epochHash, rogue);
    const read = await (await alice.owner.conversation(alice.profile.agent, bob.profile.agent)).read();
    expect(read).toMatchObject([{ kind: "unreadable", isAlarm: true, reason: "wrap-invalid" }]);
    expect(connection.suspended).toBe("wrap-invalid");
  });

  test("a new viewer is made every 30 days, and the old one still reads", async () => {
    const { alice, bob, clock, exchange } = pair;
    await alice.client.send(bob.profile.agent, "schedule", "old");
    const viewers = exchange.owners.get(alice.owner.id)!.viewers;
    await alice.owner.renewViewer();
    expect(viewers).toHaveLength(1);
    clock.advance(30 * day);
    await alice.owner.renewViewer();
    expect(viewers).toHaveLength(2);
    const read = await (await alice.owner.conversation(alice.profile.agent, bob.profile.agent)).read();
    expect(read).toMatchObject([{ kind: "read", content: { text: "old" } }]);
  });
});

describe("Contracts", () => {
  const closed: Terms = { levels: { projects: { share: "auto", receive: "auto" } }, ownerReads: false };

  test("a change is signed after the newest and holds for both sides from then on", async () => {
    const { alice, bob } = pair;
    await alice.client.send(bob.profile.agent, "schedule", "under the old terms");
    await takeMessage(bob.client);
    const changed = await bob.owner.changeTerms(bob.profile.agent, alice.profile.agent, closed);
    expect(changed).toMatchObject({ ownVersion: 2, own: closed });
    expect(await take(alice.client, 1)).toMatchObject([{ kind: "notice", notice: "connection-changed" }]);
    expect(await outcome(alice.client.send(bob.profile.agent, "schedule", "not any more"))).toMatchObject({ code: "unknown-category" });
    const receipt = await alice.client.send(bob.profile.agent, "projects", "asked on my side only");
    expect(receipt.status).toBe("held");
  });

  test("a sender that does not know of the change seals again under the new terms", async () => {
    const { alice, bob, exchange } = pair;
    await alice.client.send(bob.profile.agent, "schedule", "first");
    const notify = exchange.notify.bind(exchange);
    exchange.notify = () => undefined;
    await bob.owner.changeTerms(bob.profile.agent, alice.profile.agent, { ...everyAuto, ownerReads: false });
    exchange.notify = notify;
    expect(await alice.client.send(bob.profile.agent, "schedule", "second")).toMatchObject({ status: "accepted", sequence: 2 });
    const texts = (await take(bob.client, 2)).map((item) => item.kind === "message" && item.content.text);
    expect(texts).toEqual(["first", "second"]);
  });
});

describe("Vault and devices", () => {
  test("an exported vault brings the owner to another machine, with its agents and viewers", async () => {
    const { alice, bob } = pair;
    await alice.client.send(bob.profile.agent, "schedule", "to be read elsewhere");
    const link = await alice.owner.exportLink("correct horse battery");
    expect(link).toMatch(/^http:\/\/localhost:8080\/owner#[A-Za-z0-9_-]+$/);
    const options = { clock: pair.clock, fetch: pair.exchange.fetch };
    expect(await outcome(Owner.importVault(createMemoryStore(), link, "wrong", options))).toMatchObject({ code: "vault-refused" });
    const elsewhere = await Owner.importVault(createMemoryStore(), link, "correct horse battery", options);
    expect(elsewhere.id).toBe(alice.owner.id);
    expect(elsewhere.agents).toEqual(alice.owner.agents);
    expect((await (await elsewhere.api()).owners.approvals())).toEqual([]);
  }, 60_000);

  test("a store holds one owner", async () => {
    const { alice } = pair;
    expect(await outcome(Owner.create(alice.store, "http://localhost:8080"))).toMatchObject({ code: "conflict" });
    expect((await Owner.load(alice.store))!.id).toBe(alice.owner.id);
    expect(await Owner.load(createMemoryStore())).toBeNull();
  });

  test("a device that enrolled later reads history that its owner re-wrapped, and only shows it", async () => {
    const { alice, bob, options } = pair;
    await alice.client.send(bob.profile.agent, "schedule", "before the second device");
    await takeMessage(bob.client);
    const profile = await bob.owner.addDevice(createMemoryStore(), bob.profile.agent);
    const second = await AgentClient.open(profile, options);
    expect(await bob.owner.rewrapFor(bob.profile.agent, alice.profile.agent, profile.deviceId)).toBe(1);
    const history = await second.history(alice.profile.agent);
    expect(history).toMatchObject([{ kind: "read", isOwn: false, content: { text: "before the second device" } }]);
    await second.close();
  });
});

describe("A conversation that is read", () => {
  test("names each message by its hash: both directions have the same places", async () => {
    const { alice, bob } = pair;
    await alice.client.send(bob.profile.agent, "schedule", "out");
    await bob.client.send(alice.profile.agent, "schedule", "in");
    const messages = await (await alice.owner.conversation(alice.profile.agent, bob.profile.agent)).read();
    expect(new Set(messages.map(({ hash }) => hash)).size).toBe(2);
    expect(messages.every(({ hash }) => hash !== null)).toBe(true);
  });
});

describe("A vault that stays sealed", () => {
  const passphrase = "correct horse battery staple";

  test("opens for reading and deciding, and puts no key into the store", async () => {
    const { alice, bob, clock, options } = pair;
    await bob.client.send(alice.profile.agent, "projects", "the draft");
    const store = createMemoryStore();
    await keepSealedVault(store, await bob.owner.exportVault(passphrase));

    const owner = await Owner.unlock(store, (await findSealedVault(store))!, passphrase, options as object);

    const [held] = await owner.held();
    expect(held!.problem).toBeNull();
    expect(held!.content?.text).toBe("the draft");
    await held!.approve();
    expect((await takeMessage(alice.client)).content.text).toBe("the draft");
    expect(await Owner.load(store, { clock })).toBeNull();
  }, 60_000);

  test("knows whom its owner invited, as a link's secret follows from the agent's key", async () => {
    const { alice, bob, options } = pair;
    await alice.client.send(bob.profile.agent, "projects", "the draft");
    const vault = await alice.owner.exportVault(passphrase);
    const owner = await Owner.unlock(createMemoryStore(), vault, passphrase, options as object);
    expect((await owner.held())[0]!.problem).toBeNull();
    const conversation = await owner.conversation(alice.profile.agent, bob.profile.agent);
    expect((await conversation.safetyNumber()).isTrusted).toBe(true);
  }, 60_000);

  test("reads nothing of who did not know the link's secret before safety numbers were compared", async () => {
    const { alice, bob, exchange, options } = pair;
    await alice.client.send(bob.profile.agent, "projects", "the draft");
    exchange.between(alice.profile.agent, bob.profile.agent).acceptance.bytes = toBase64Url(new Uint8Array(32));
    const vault = await alice.owner.exportVault(passphrase);
    const owner = await Owner.unlock(createMemoryStore(), vault, passphrase, options as object);
    expect((await owner.held())[0]!.problem).toMatchObject({ code: "peer-unverified" });
    const conversation = await owner.conversation(alice.profile.agent, bob.profile.agent);
    const { number, isTrusted } = await conversation.safetyNumber();
    expect([number, isTrusted]).toEqual([(await bob.client.safetyNumber(alice.profile.agent)).number, false]);

    expect(await conversation.trust()).toBe(number);

    expect((await owner.held())[0]!.problem).toBeNull();
    expect((await conversation.safetyNumber()).isTrusted).toBe(true);
  }, 60_000);

  test("knows whom its owner's signed terms name, before anything was read", async () => {
    const { alice, bob, options } = pair;
    const vault = await bob.owner.exportVault(passphrase);
    const owner = await Owner.unlock(createMemoryStore(), vault, passphrase, options as object);
    const conversation = await owner.conversation(bob.profile.agent, alice.profile.agent);
    expect((await conversation.safetyNumber()).isTrusted).toBe(true);
  }, 60_000);

  test("refuses another passphrase", async () => {
    const vault = await pair.alice.owner.exportVault(passphrase);
    expect(await outcome(Owner.unlock(createMemoryStore(), vault, "another"))).toMatchObject({ code: "vault-refused" });
  }, 60_000);

  test("makes a new viewer when it is time, and keeps its key sealed", async () => {
    const { bob, clock, exchange, options } = pair;
    const store = createMemoryStore();
    const owner = await Owner.unlock(store, await bob.owner.exportVault(passphrase), passphrase, options as object);
    expect(await owner.renewViewer(40 * day)).toBe("current");
    clock.advance(35 * day);
    expect(await owner.renewViewer(40 * day)).toBe("current");
    clock.advance(6 * day);

    expect(await owner.renewViewer(40 * day)).toBe("renewed");

    expect(exchange.owners.get(bob.owner.id)!.viewers).toHaveLength(2);
    expect(await Owner.load(store, { clock })).toBeNull();
    const again = await Owner.unlock(store, (await findSealedVault(store))!, passphrase, options as object);
    expect(await again.renewViewer(40 * day)).toBe("current");
    expect(exchange.owners.get(bob.owner.id)!.viewers).toHaveLength(2);
  }, 60_000);

  test("publishes a viewer whose publication failed", async () => {
    const { bob, clock, exchange, options } = pair;
    const store = createMemoryStore();
    const vault = await bob.owner.exportVault(passphrase);
    const cut = await Owner.unlock(store, vault, passphrase, {
      clock,
      fetch: (address, init) => init?.method === "PUT" ? Promise.reject(new TypeError("cut")) : exchange.fetch(address, init),
    });
    clock.advance(40 * day);
    expect(await outcome(cut.renewViewer())).toBeInstanceOf(Error);
    expect(exchange.owners.get(bob.owner.id)!.viewers).toHaveLength(1);

    const owner = await Owner.unlock(store, (await findSealedVault(store))!, passphrase, options as object);
    expect(await owner.renewViewer()).toBe("current");
    expect(exchange.owners.get(bob.owner.id)!.viewers).toHaveLength(2);
  }, 60_000);

  test("leaves it to the copy that has renewed, and takes over from it what it has more", async () => {
    const { alice, bob, clock, options } = pair;
    const vault = await bob.owner.exportVault(passphrase);
    const owner = await Owner.unlock(createMemoryStore(), vault, passphrase, options as object);
    clock.advance(31 * day);
    expect(await bob.owner.renewViewer()).toBe("renewed");
    const newer = await bob.owner.exportVault(passphrase);

    expect(await owner.renewViewer()).toBe("elsewhere");
    expect(await outcome(owner.merge(await alice.owner.exportVault(passphrase), passphrase)))
      .toMatchObject({ code: "other-owner" });
    expect(await owner.merge(newer, passphrase)).toBe(false);
    expect(await owner.renewViewer()).toBe("current");
    expect(await owner.merge(vault, passphrase)).toBe(true);
  }, 120_000);

  test("is gone when it is forgotten", async () => {
    const store = createMemoryStore();
    await keepSealedVault(store, Uint8Array.of(1, 2, 3));
    await forgetSealedVault(store);
    expect(await findSealedVault(store)).toBeNull();
  });
});
