import { OwnerSide } from "../cxe1/consent/approval.js";
import { SealedNote } from "../cxe1/consent/sealedNote.js";
import { DeviceTable } from "../cxe1/device/deviceStore.js";
import { openNote } from "../cxe1/device/prekeyShelf.js";
import { sha256Of } from "../cxe1/bytes/id.js";
import { EnvelopeLayout } from "../cxe1/messages/envelopeLayout.js";
import { readEnvelopeHeader } from "../cxe1/messages/envelopeHeader.js";
import { findPin } from "../peers/pins.js";
import type { Notice } from "../wire/entries.js";
import type { ClientCore } from "./clientCore.js";

/** The owner's word with a message that was sent back; null where there is none, or it is not for that message. */
export async function readOwnerNote(core: ClientCore, notice: Notice): Promise<string | null> {
  const sealed = SealedNote.parse(notice.note);
  if (!sealed.ok) return null;
  const { store, device, identity } = core.profile;
  const sent = await store.transact((rows) => {
    for (const { value } of rows.scan(DeviceTable.sent, new Uint8Array(0))) {
      const header = readEnvelopeHeader(value);
      if (header.envelopeId !== notice.message) continue;
      const pin = findPin(rows, header.recipientAgent);
      return { hash: sha256Of(value.subarray(0, EnvelopeLayout.headerSize)), connection: header.connection, pin };
    }
    return null;
  });
  if (sent === null) return null;
  const { hash: envelopeHash, connection, pin } = sent;
  const sides = [[OwnerSide.sender, identity.oik], [OwnerSide.recipient, pin?.oik]] as const;
  for (const [side, oik] of sides) {
    if (oik === undefined) continue;
    const note = await openNote(store, device, sealed.value, { envelopeHash, connection, side, oik });
    if (note.ok) return note.value.text;
  }
  return null;
}
