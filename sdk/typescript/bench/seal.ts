// Sealing and opening a message of 1 KiB inside an epoch, and opening an epoch for four readers: medians in
// microseconds, on the clock and of the processor. Fails above the limit.
import { TestConversation, message } from "../test/cxe1/support/testConversation.js";
import type { MemoryDeviceStore } from "../test/cxe1/support/memoryDeviceStore.js";
import { DeviceTable } from "../src/cxe1/device/deviceStore.js";

const LIMIT_MS = 1.5;
const ROUNDS = 30;
const PER_EPOCH = 99;
const WARM_ROUNDS = 5;

interface Cost {
  readonly wall: number;
  readonly processor: number;
}

const talk = await TestConversation.create({ aliceDevices: 3, bobDevices: 2 });
const [own, peer] = await talk.directories(talk.alice);
const [sender, reader] = [talk.context(talk.alice), talk.context(talk.bob)];
const text = "x".repeat(1_024 - 44);

const inside: Cost[] = [];
const opening: Cost[] = [];
for (let round = 0; round < ROUNDS; round++) {
  talk.a.sender.dropEpoch();
  const [first, opened] = await measure(() => seal());
  const record = first.epoch?.bytes;
  if (record === undefined) throw new Error("The epoch is not new.");
  expectNone(await talk.b.receiver.acceptEpoch(reader, record, peer, own));
  expectNone((await talk.b.receiver.receive(reader, first.envelope.bytes)).error);
  const [, messages] = await measure(async () => {
    for (let n = 0; n < PER_EPOCH; n++)
      expectNone((await talk.b.receiver.receive(reader, (await seal()).envelope.bytes)).error);
  });
  await forget(talk.a.store);
  await forget(talk.b.store);
  if (round < WARM_ROUNDS) continue;
  opening.push(opened);
  inside.push({ wall: messages.wall / PER_EPOCH, processor: messages.processor / PER_EPOCH });
}

const perMessage = median(inside);
const perEpoch = median(opening);
print("seal and open inside an epoch, 1 KiB", perMessage);
print("open an epoch for 4 readers, and seal", perEpoch);
// On a busy machine the clock counts the work of others as well; then the processor's time decides.
if (Math.min(perMessage.wall, perMessage.processor) > LIMIT_MS) process.exitCode = 1;

async function seal() {
  const sealed = await talk.a.sender.seal(sender, message(text), own, peer);
  if (!sealed.ok) throw new Error(sealed.error);
  return sealed.value;
}

/**
 * Rows that an application would have settled and acknowledged, and their notes: the store in memory scans them all.
 */
async function forget(store: MemoryDeviceStore): Promise<void> {
  const { outbox, inbox, sent, sentByEpoch, history, replay, expiry, prekeys } = DeviceTable;
  for (const table of [outbox, inbox, sent, sentByEpoch, history, replay, expiry])
    await store.apply(store.rows(table).map(({ key }) => ({ table, key, value: undefined })));
  // The signed prekeys stay; the many reply prekeys go.
  const replies = store.rows(prekeys).filter(({ value }) => value[0] === 3);
  await store.apply(replies.map(({ key }) => ({ table: prekeys, key, value: undefined })));
}

async function measure<T>(work: () => Promise<T>): Promise<[T, Cost]> {
  const [cpu, clock] = [process.cpuUsage(), performance.now()];
  const value = await work();
  const wall = performance.now() - clock;
  const { user, system } = process.cpuUsage(cpu);
  return [value, { wall, processor: (user + system) / 1_000 }];
}

function median(costs: readonly Cost[]): Cost {
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  return { wall: middle(costs.map((one) => one.wall)), processor: middle(costs.map((one) => one.processor)) };
}

function print(bench: string, { wall, processor }: Cost): void {
  const micros = (milliseconds: number) => Math.round(milliseconds * 1_000);
  console.log(JSON.stringify({ engine: "node", bench, median_us: micros(wall), processor_us: micros(processor) }));
}

function expectNone(error: string): void {
  if (error !== "None") throw new Error(error);
}
