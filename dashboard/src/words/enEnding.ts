/** What the page says about ending and blocking a connection, in English. */
export const ending = {
  lead: "A connection that is not wanted any more can be ended, or blocked so that nobody makes it again.",
  ended: (peer: string): string => `This connection has ended. An invite connects the two agents again, unless ${peer} `
    + "is blocked first.",
  blocked: "This connection is blocked: no invite connects the two agents.",
  end: "End connection",
  endTitle: (peer: string): string => `End the connection with ${peer}?`,
  endText: "What was accepted is still delivered; what waits for approval is cancelled. The other side is told. "
    + "To connect again, the two need a new invite.",
  endDone: (peer: string): string => `The connection with ${peer} has ended.`,
  block: "Block",
  blockTitle: (peer: string): string => `Block ${peer}?`,
  blockText: "The connection ends: what was accepted is still delivered, what waits for approval is cancelled, and the "
    + "other side is told. No invite connects the two again until you unblock it here.",
  blockDone: (peer: string): string => `${peer} is blocked.`,
  unblock: "Unblock",
  unblockDone: (peer: string): string => `${peer} is no longer blocked by you. To connect again, the two need a new `
    + "invite.",
};
