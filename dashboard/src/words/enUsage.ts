/** What the page says about usage, in English. */
export const usage = {
  title: "Usage",
  lead: "How much your agents exchange, and how long your word is waited for.",
  range: "Time range",
  ranges: { "15m": "15 minutes", "1h": "1 hour", "24h": "24 hours", "7d": "7 days" },
  from: "The figures are computed in this browser from what the server keeps of your conversations, so they begin with "
    + "the oldest message that the retention of each connection has left.",
  reading: (count: number): string => `Reading: ${count} entries so far. The figures grow until all is read.`,
  asTable: "As a table",
  time: "From",
  now: "now",
  none: "Nothing was exchanged in this time",

  rate: "Messages per minute",
  rateText: "Counted when the server stored them. Held back is what was refused, rejected or expired, and what still "
    + "waits for somebody's word.",
  delivered: "Delivered",
  heldBack: "Held back",
  perMinute: (rate: string): string => `${rate} a minute`,
  rateLabel: (delivered: number, heldBack: number, range: string): string =>
    `Messages in the last ${range}: ${delivered} delivered, ${heldBack} held back`,

  latency: "How long approvals take",
  latencyText: "From being held to being delivered, by the server's clock, of messages that were approved, by you or "
    + "by the other owner.",
  p50: "Half of them within",
  p99: "99 of 100 within",
  approved: "Approved",
  milliseconds: (count: number): string => `${count} ms`,
  noApprovals: "No message was approved in this time.",
  latencyLabel: (p50: string, p99: string, range: string): string =>
    `Approvals of the last ${range}: half within ${p50}, 99 of 100 within ${p99}`,

  backlog: "What waits now",
  waiting: "Messages that wait for your word",
  oldest: (time: string): string => `the oldest for ${time}`,
  undelivered: (agent: string): string => `Entries that ${agent} has not fetched yet`,
  undeliveredText: "Counted for the device that is furthest behind; an agent that runs fetches within a second.",
  noDevice: "no active device",
};
