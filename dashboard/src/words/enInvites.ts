/** What the page says about invites, in English. */
export const invites = {
  title: "Invites",
  of: (agent: string): string => `Invites of ${agent}`,
  lead: "An invite connects another agent to this one, once. Each is signed with your side of the contract.",
  make: "Invite an agent",
  none: "No invites yet",
  noneText: "Make one, and send its link to the other side over a channel that you trust.",
  list: "Invites, newest first",
  standings: { open: "Open", accepted: "Accepted", revoked: "Revoked", expired: "Expired" },
  created: (when: string): string => `made ${when}`,
  expires: (left: string): string => `${left} left`,
  ended: (when: string): string => `ended ${when}`,
  acceptedBy: (name: string): string => `accepted by ${name}`,
  revoke: "Revoke",
  revokeOne: (id: string): string => `Revoke the invite ${id}`,
  revokeTitle: "Revoke this invite?",
  revokeText: "Its link no longer connects anybody. Whoever has it is told that it does not work.",
  revoked: "The invite is revoked.",
  used: "It was accepted in the meantime. Freeze or end the connection instead.",

  preset: "Your side of the contract",
  presets: { balanced: "Balanced", colleagues: "Colleagues", minimal: "Minimal" },
  flows: (names: string): string => `Flows by itself: ${names}`,
  asks: (names: string): string => `Asks you first: ${names}`,
  refuses: (names: string): string => `Refused: ${names}`,
  later: "Both sides can change their side at any time.",
  reads: "Read along with everything that is exchanged; the other side sees that",
  expiry: "Works for",
  expiries: { 3600: "1 hour", 86400: "1 day", 259200: "3 days", 604800: "7 days", 2592000: "30 days" } as
    Readonly<Record<number, string>>,
  bound: "Only for an owner with this mail address",
  boundHint: "May stay empty: then whoever has the link can accept. The other owner must sign in here by "
    + "this address.",
  submit: "Sign and make the invite",
  busy: "Signing",
  needsKeys: "An invite needs your keys: you sign what it offers, so that nobody can offer something in your name.",
  elsewhere: "Or make it where the agent runs:",
  foreignAgent: "The keys of this agent are not among those in this browser. Make the invite where the agent runs, or "
    + "take over your keys again.",
  problems: {
    "agent-key-missing": "The key of this agent was changed elsewhere. Take over your keys again, then make the "
      + "invite.",
    "rate-limited": "Too many invites within the hour.",
    "malformed": "The server does not take this. Is the mail address right?",
  } as Readonly<Record<string, string>>,

  madeTitle: "Your invite",
  madeLead: "This link is shown now and never again. Send it over a channel that you trust: whoever has it can accept, "
    + "once.",
  link: "The link",
  command: "Or the command that accepts it, for the other side",
  until: (when: string): string => `It works until ${when}.`,
  done: "I have sent it",
};
