import { fromHex } from "../../../src/crypto/bytes.js";
import type { FillRandom } from "../../../src/crypto/random.js";
import type { Cxe1Error } from "../../../src/cxe1/bytes/cxe1Error.js";
import { categoryId } from "../../../src/cxe1/bytes/id.js";
import type { Result } from "../../../src/cxe1/bytes/result.js";
import type { CategoryTerms } from "../../../src/cxe1/consent/categoryTerms.js";
import { ConnectionTerms, offerIdOf, OwnerRead } from "../../../src/cxe1/consent/connectionTerms.js";
import { partyOf } from "../../../src/cxe1/consent/termsParty.js";
import type { ConnectionContext } from "../../../src/cxe1/device/connectionContext.js";
import type { ReceiveOutcome } from "../../../src/cxe1/device/connectionReceiver.js";
import { type OutboxItem, pendingItems, settleItem } from "../../../src/cxe1/device/outbox.js";
import type { OutgoingMessage, SealedMessage } from "../../../src/cxe1/device/outgoingMessage.js";
import { EnvelopeView } from "../../../src/cxe1/messages/envelopeView.js";
import { EpochView } from "../../../src/cxe1/epochs/epochView.js";
import { Origin } from "../../../src/cxe1/messages/envelopeHeader.js";
import { ContentType } from "../../../src/cxe1/messages/messageContent.js";
import { TestAgent, type TestDevice } from "./testAgent.js";
import { digest, id, TestClock } from "./testKeys.js";
import { LEVELS, TestCategory } from "./testTerms.js";

/** The one connection of the tests. */
export const CONNECTION = id("connection");

/** The 32 bytes of the invite link from which it came. */
export const INVITE_SECRET = fromHex(digest("invite secret"));

/** How many devices both sides have, and what their owners read. */
export interface ConversationOptions {
  readonly aliceDevices?: number;
  readonly bobDevices?: number;
  readonly aliceReads?: OwnerRead;
  readonly bobReads?: OwnerRead;

  /** The platform's, except where the same bytes are wanted in every run. */
  readonly random?: FillRandom;
}

/** Two connected agents and a server that does nothing but carry bytes. */
export class TestConversation {
  private constructor(readonly clock: TestClock, readonly alice: TestAgent, readonly bob: TestAgent) {}

  static async create(options: ConversationOptions = {}): Promise<TestConversation> {
    const clock = new TestClock();
    const alice = await TestAgent.create("alice", clock, options.aliceDevices ?? 1, options.random);
    const bob = await TestAgent.create("bob", clock, options.bobDevices ?? 1, options.random);
    const talk = new TestConversation(clock, alice, bob);
    // Alice invited, so her first version is an offer.
    const ownerRead = options.aliceReads ?? OwnerRead.askedOnly;
    const fields = { own: partyOf(alice.identity), created: clock.now, ownerRead, categories: LEVELS };
    alice.terms.push(await ConnectionTerms.issueOffer(alice.oik, INVITE_SECRET, fields));
    await talk.changeTerms(bob, options.bobReads ?? OwnerRead.askedOnly, LEVELS);
    return talk;
  }

  get a(): TestDevice {
    return this.alice.devices[0] as TestDevice;
  }

  get b(): TestDevice {
    return this.bob.devices[0] as TestDevice;
  }

  /** The connection as one side sees it. */
  context(agent: TestAgent): ConnectionContext {
    const peer = this.peerOf(agent);
    return {
      connection: CONNECTION,
      own: agent.identity,
      peer: peer.identity,
      ownTerms: [...agent.terms],
      peerTerms: [...peer.terms],
      offers: [offerIdOf(INVITE_SECRET)],
    };
  }

  /** The owner signs the next version. */
  async changeTerms(
    agent: TestAgent, ownerRead: OwnerRead, categories: readonly CategoryTerms[]): Promise<ConnectionTerms> {
    const own = partyOf(agent.identity);
    const peer = partyOf(this.peerOf(agent).identity);
    const fields = { connection: CONNECTION, own, peer, created: this.clock.now, ownerRead, categories };
    const terms = await ConnectionTerms.issue(agent.oik, fields, agent.terms.at(-1));
    agent.terms.push(terms);
    return terms;
  }

  async trySeal(
    device: TestDevice, text: string, category: string = TestCategory.free): Promise<Result<SealedMessage>> {
    const [own, peer] = await this.directories(device.agent);
    return device.sender.seal(this.context(device.agent), message(text, category), own, peer);
  }

  async seal(
    device: TestDevice, text: string, category: string = TestCategory.free): Promise<SealedMessage> {
    return valueOf(await this.trySeal(device, text, category));
  }

  async reseal(device: TestDevice, envelopeHash: string): Promise<Result<SealedMessage>> {
    const [own, peer] = await this.directories(device.agent);
    return device.sender.reseal(this.context(device.agent), envelopeHash, own, peer);
  }

  /** Seals and returns the envelope; its epoch, if it is new, is given to the readers. */
  async send(from: TestDevice, text: string, ...readers: readonly TestDevice[]): Promise<Uint8Array> {
    await this.seal(from, text);
    const items = await collect(from);
    for (const item of items)
      if (item.isEpoch) for (const reader of readers) assertNone(await this.accept(reader, item.bytes));
    return (items.at(-1) as OutboxItem).bytes;
  }

  async accept(
    reader: TestDevice, epoch: Uint8Array, told: ConnectionContext = this.context(reader.agent)): Promise<Cxe1Error> {
    const [own, peer] = await this.directories(reader.agent);
    return reader.receiver.acceptEpoch(told, epoch, own, peer);
  }

  receive(reader: TestDevice, delivered: Uint8Array): Promise<ReceiveOutcome> {
    return reader.receiver.receive(this.context(reader.agent), delivered);
  }

  /** Sends one message all the way. */
  async exchange(from: TestDevice, to: TestDevice, text: string): Promise<void> {
    const outcome = await this.receive(to, await this.send(from, text, to));
    assertNone(outcome.error);
    if (outcome.message?.content.text !== text) throw new Error("Another text has arrived.");
  }

  peerOf(agent: TestAgent): TestAgent {
    return agent === this.alice ? this.bob : this.alice;
  }

  /** The directories of an agent and of its peer. */
  async directories(agent: TestAgent) {
    return [await agent.directory(), await this.peerOf(agent).directory()] as const;
  }
}

// Not the test runner's: the browser and the bench use this file as well.
function assertNone(error: Cxe1Error): void {
  if (error !== "None") throw new Error(error);
}

/** Takes what a device has to deliver. */
export async function collect(device: TestDevice): Promise<OutboxItem[]> {
  const items = await pendingItems(device.store, CONNECTION, Infinity);
  for (const item of items) await settleItem(device.store, CONNECTION, item.position);
  return items;
}

export function message(text: string, category: string = TestCategory.free): OutgoingMessage {
  return {
    category: categoryId(category),
    timeToLive: 3_600,
    maxHops: 8,
    budget: 100,
    origin: Origin.model,
    content: {
      type: ContentType.text,
      threadId: id("thread"),
      logicalId: id(`logical ${text}`),
      subject: "",
      note: "",
      schemaId: null,
      text,
    },
  };
}

/** The value, or the refusal as an error. */
export function valueOf<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(String(result.error));
  return result.value;
}

export function errorOf<T, E>(result: Result<T, E>): E | "None" {
  return result.ok ? "None" : result.error;
}

export function parseEpoch(bytes: Uint8Array): EpochView {
  return valueOf(EpochView.parse(bytes));
}

export function parseEnvelope(bytes: Uint8Array): EnvelopeView {
  return valueOf(EnvelopeView.parse(bytes));
}
