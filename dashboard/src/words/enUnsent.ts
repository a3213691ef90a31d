/** What the page says of decisions that the server has not confirmed, in English: an answer may have been lost. */
export const unsent = {
  approve: "You approved this, but the server has not confirmed it.",
  reject: "You rejected this, but the server has not confirmed it.",
  "send-back": "You sent this back, but the server has not confirmed it. Your note is kept.",
  again: { approve: "Approve again", reject: "Reject again", "send-back": "Send back again" },
};
