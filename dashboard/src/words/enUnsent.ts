/** What the page says of decisions that did not go through, in English. */
export const unsent = {
  approve: "You approved this, but it did not go through. It is still undecided.",
  reject: "You rejected this, but it did not go through. It is still undecided.",
  "send-back": "You sent this back, but it did not go through. It is still undecided; your note is kept.",
  again: { approve: "Approve again", reject: "Reject again", "send-back": "Send back again" },
};
