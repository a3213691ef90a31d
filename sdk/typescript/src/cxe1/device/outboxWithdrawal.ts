import type { Id } from "../bytes/id.js";
import { EnvelopeView } from "../messages/envelopeView.js";
import { type DeviceStore, inTransaction } from "./deviceStore.js";
import { readPending, removeItem } from "./outbox.js";
import type { OutgoingMessage } from "./outgoingMessage.js";
import { loadSendingState, saveSendingState } from "./sendingState.js";
import { dropSent, readSent } from "./sentMessages.js";

/**
 * Takes back every message of a connection from a sequence on, and the epochs that only they need, which the server has
 * refused without settling their numbers, so that they, or others, can be sealed again under the same numbers. Only the
 * server's answer to exactly these bytes permits it: a number of which the server knows other bytes would cost this
 * device its connection.
 *
 * It is one transaction, and afterwards the texts are nowhere but in the answer. So whoever seals them again does it in
 * a store that joins transactions, and makes both durable together: a crash in between would lose the texts.
 * @param fromSequence The first number that the server has not settled.
 * @returns What was to be sent, one per message in the order of their sequences; undefined for a text that is no longer
 * here. The caller drops the sender's epoch and seals the rest again.
 */
export function withdrawFrom(
  store: DeviceStore, connection: Id, fromSequence: number): Promise<(OutgoingMessage | undefined)[]> {
  return inTransaction(store, async (transaction) => {
    const texts: (OutgoingMessage | undefined)[] = [];
    let state = await loadSendingState(transaction, connection);
    for (const { position, isEpoch, bytes } of await readPending(transaction, connection, Infinity)) {
      const envelope = isEpoch ? undefined : EnvelopeView.parse(bytes);
      if (envelope?.ok === true) {
        const { sequence, previousHash } = envelope.value.fields;
        if (sequence < fromSequence) continue;
        if (sequence === fromSequence) state = { ...state, sequence: fromSequence - 1, lastEnvelope: previousHash };
        texts.push(await readSent(transaction, envelope.value.hash));
        await dropSent(transaction, envelope.value.hash);
      } else if (texts.length === 0) {
        continue;
      }
      removeItem(transaction, connection, position);
    }
    saveSendingState(transaction, connection, state);
    await transaction.commit();
    return texts;
  });
}
