import { account } from "./enAccount.js";
import { accounts } from "./enAccounts.js";
import { agentKeys } from "./enAgentKeys.js";
import { newAgent } from "./enAgents.js";
import { audit } from "./enAudit.js";
import { contract } from "./enContract.js";
import { deletion } from "./enDeletion.js";
import { demo } from "./enDemo.js";
import { ending } from "./enEnding.js";
import { invites } from "./enInvites.js";
import { issuers } from "./enIssuers.js";
import { keys } from "./enKeys.js";
import { notices } from "./enNotices.js";
import { policy } from "./enPolicy.js";
import { run } from "./enRun.js";
import { servers } from "./enServers.js";
import { unsent } from "./enUnsent.js";
import { usage } from "./enUsage.js";

/** Every word of the page in English. A second language is a file of the type `Words`. */
export const en = {
  product: "ContextExchange",
  skip: "Skip to content",
  navigation: "Main",
  loading: "Loading",
  close: "Close",
  cancel: "Cancel",
  back: "Back",
  copy: "Copy",
  copied: "Copied",
  retry: "Try again",
  undo: "Undo",
  dismiss: "Dismiss",
  you: "you",

  pages: {
    home: "Home",
    approvals: "Approvals",
    inbox: "Inbox",
    activity: "Activity",
    agents: "Agents",
    settings: "Settings",
    usage: "Usage",
    audit: "Audit log",
    accounts: "Accounts",
    servers: "Servers",
    more: "More",
    owner: "Your keys",
    join: "You are invited",
    signIn: "Sign in",
    signUp: "Create your account",
    welcome: "Welcome",
    thread: "Conversation",
    contract: "Contract",
    notFound: "There is no such page",
    notFoundText: "The address may be mistyped, or what it named is gone.",
    toHome: "Go to Home",
  },

  signIn: {
    title: "Sign in",
    lead: "Watch what your agents say, and decide what they may share.",
    code: "One-time code",
    codeHint: "Run this where your agents run, and paste what it prints:",
    command: "./cex owner code",
    submit: "Sign in",
    busy: "Signing in",
    refused: "This code does not work: it was used, has expired or was mistyped. Get a new one.",
    withKeys: "Or sign in with the keys on this device",
    first: "At its first start the server also printed an administrator's link. Open it to create the first "
      + "account.",
    ended: "Your session has ended. Sign in again; nothing was lost.",
    out: "Sign out",
  },

  join: {
    lead: "Somebody's agent invites yours. Accepting connects the two agents: they exchange messages that only they "
      + "can "
      + "read, and only about what both sides allow. The link works once.",
    accept: "Accept it where your agent runs",
    hint: "NAME is your agent; a new one is made if there is none.",
    secret: "What stands behind the # in the address stays in your browser. It proves to your agent who sent the link, "
      + "and this server must not know it.",
    missing: "This address lacks its second half: everything behind the # must be copied too. Ask for the whole link.",
  },

  account,

  issuers,
  keys,
  newAgent,
  notices,

  reading: {
    sealed: "Sealed",
    unverified: "Unverified",
    unverifiedText: "It is not certain who wrote this. Compare safety numbers with the other owner before you trust "
      + "it.",
    undecryptable: "Cannot be opened",
    reasons: {
      "not-a-reader": "Your contract does not let you read along here, so it was not sealed for you.",
      "prekey-gone": "The key that opened it was destroyed.",
      "unknown-epoch": "The server does not have the key record of this message any more.",
      "agent-key-missing": "The agent's key was changed elsewhere. Take over your keys again.",
      "not-yet-valid": "It is dated later than this device's clock shows. Set the clock right, then reload this page.",
      "not-found": "This agent is not among the keys on this device. Take over your keys again.",
    } as Readonly<Record<string, string>>,
    unknownReason: (code: string): string => `It does not open with the keys on this device (${code}). `
      + "Take over your keys again; if that does not help, ask the sender to send it anew.",
    alarm: "The sender sealed something else for you than for its peer. The connection was stopped.",
    compare: "Compare safety numbers",
  },

  approvals: {
    title: "Approvals",
    lead: "What your agents may not do without you.",
    waiting: (count: number): string => count === 1 ? "1 message waits for you" : `${count} messages wait for you`,
    none: "Nothing waits for you",
    noneText: "When a contract says “ask me”, the message stops here until you decide. You will see it arrive.",
    share: (from: string, to: string): string => `${from} wants to tell ${to}`,
    receive: (from: string, to: string): string => `${from} wants to reach ${to}`,
    shareWhy: (category: string): string => `Your contract asks you before anything about “${category}” leaves.`,
    receiveWhy: (category: string): string => `Your contract asks you before anything about “${category}” comes in.`,
    subject: "Subject",
    note: "The agent's word to you",
    expires: (left: string): string => `${left} left`,
    expired: "Expired",
    held: (ago: string): string => `held ${ago}`,
    approve: "Approve",
    reject: "Reject",
    sendBack: "Send back",
    approveNeeds: "Approving needs your keys: your signature is what lets the message pass.",
    unreadable: "What you cannot read, you cannot approve. You can reject it.",
    sendBackTitle: "Send it back",
    sendBackLabel: "What should be different?",
    sendBackHint: "Your agent gets this note, sealed for it alone, and can write the message anew.",
    sendBackSubmit: "Send back",
    tooLong: "At most 1,024 bytes.",
    select: (title: string): string => `Select: ${title}`,
    selectAll: "Select all",
    selected: (count: number): string => `${count} selected`,
    approved: (count: number): string => count === 1 ? "Approved" : `${count} approved`,
    rejected: (count: number): string => count === 1 ? "Rejected" : `${count} rejected`,
    sentBack: (count: number): string => count === 1 ? "Sent back" : `${count} sent back`,
    undone: "Taken back. Nothing was decided.",
    elsewhere: "Somebody decided this before you, or it has expired. Nothing was done twice.",
    failed: "The server has not confirmed that. What still waits is offered again.",
    deciding: "Deciding",
    list: "Messages that wait for you",
    actions: "Your decision",
    newOne: (from: string): string => `A new message of ${from} waits for you.`,
    newOnes: (count: number): string => `${count} new messages wait for you.`,
    look: "Look",
  },

  unsent,

  activity: {
    notWhole: "The connection was lost for too long: some events may be missing here. Threads and approvals are whole.",
    title: "Activity",
    lead: "Who wrote to whom, about what, and what became of it.",
    live: "Live",
    connecting: "Connecting",
    reconnecting: "Reconnecting",
    paused: "Paused",
    pause: "Pause",
    resume: "Resume",
    arrived: (count: number): string => `${count} new while paused`,
    filter: "Filter by name, category or outcome",
    allKinds: "All",
    none: "Nothing has happened since you opened this page",
    noneText: "Send a message between two agents and it shows up here at once.",
    noMatch: "Nothing here matches the filter",
    clear: "Clear the filter",
    columns: { time: "Time", from: "From", to: "To", category: "Category", what: "Outcome", size: "Size" },
    kinds: {
      "message.accepted": "Delivered",
      "message.held": "Waits for approval",
      "message.refused": "Refused",
      "hold.decided": "Decided",
      "hold.expired": "Approval expired",
      "connection.changed": "Connection changed",
      "connection.suspended": "Connection suspended",
      "conversation.stopped": "Conversation at its limit",
    } as Readonly<Record<string, string>>,
    groups: { delivered: "Delivered", waiting: "Waiting", stopped: "Stopped" },
    open: "Open the conversation",
    link: "Copy a link to this event",
    sought: "Looking for the event of this link",
    gone: "The server no longer keeps the event of this link: it keeps the latest ones for a while only. The "
      + "conversation keeps the message itself.",
    list: "Events, newest first",
  },

  inbox: {
    title: "Inbox",
    lead: "Every conversation of your agents.",
    none: "No conversations yet",
    noneText: "Connect two agents with an invite, and their conversation appears here.",
    between: (one: string, other: string): string => `${one} and ${other}`,
    never: "No messages yet",
    empty: "Nothing has been said yet",
    emptyText: "Messages appear here as they are delivered.",
    messages: "Messages, oldest first",
    older: "Reading older messages",
    newBelow: (count: number): string => `${count} new`,
    labels: {
      human: "typed by a human", model: "written by a model", tool: "output of a tool", web: "text of the web",
    } as Readonly<Record<string, string>>,
    taints: {
      web: "contains web text", tool: "contains tool output", peer: "contains another party's text",
      file: "contains a file",
    } as Readonly<Record<string, string>>,
    asked: "owner was asked",
    hop: (hop: number, max: number): string => `reply ${hop} of at most ${max}`,
    contract: "Contract",
    untrusted: "What the other side wrote is data. Your agents do not follow it as an instruction.",
    sealedOf: (size: string): string => `Sealed text, ${size}`,
    withheld: "A message was held back or dropped.",
    notice: "A note of the server to the agent.",
  },

  agents: {
    title: "Agents",
    lead: "Who speaks for you.",
    none: "You have no agents yet",
    noneText: "Make one where it is to run:",
    online: "Online",
    offline: "Offline",
    frozen: "Frozen",
    freeze: "Freeze",
    unfreeze: "Unfreeze",
    freezeAll: "Freeze everything",
    freezeTitle: (name: string): string => `Freeze ${name}?`,
    freezeText: "It stops within a second: it receives and sends nothing. Nothing is lost; you can unfreeze it.",
    unfreezeAll: "Unfreeze everything",
    unfrozeAll: "All of your agents are unfrozen.",
    freezeAllTitle: "Freeze every agent?",
    freezeAllText: "All of your agents stop within a second. Nothing is lost; you can unfreeze them one by one.",
    frozenAll: "All of your agents are frozen.",
    frozeOne: (name: string): string => `${name} is frozen.`,
    unfroze: (name: string): string => `${name} is unfrozen.`,
    pagesOf: (name: string): string => `Pages of ${name}`,
    devicesWait: (count: number): string => count === 1 ? "A new device asks to speak for this agent."
      : `${count} new devices ask to speak for this agent.`,
    lookAtDevices: "Look at it",
    devices: "Devices",
    connections: "Connections",
    noConnections: "Not connected to anybody yet.",
    standing: { waiting: "Waits for you", active: "Active", revoked: "Revoked" },
    deviceCount: (count: number): string => count === 1 ? "1 device" : `${count} devices`,
    since: (when: string): string => `since ${when}`,
    approveDevice: "Approve",
    revoke: "Revoke",
    revokeTitle: (name: string): string => `Revoke the device ${name}?`,
    revokeText: "It can never speak for this agent again, and its connection closes within a second.",
    revoked: (name: string): string => `${name} is revoked.`,
    approvedDevice: (name: string): string => `${name} may speak for this agent now.`,
    missing: "This agent is not one of yours",
    missingText: "It may belong to another owner, or it is gone.",
  },

  contract,

  policy,

  invites,

  agentKeys,

  run,

  deletion,

  ending,

  demo,

  audit,

  accounts,

  servers,

  usage,

  home: {
    hello: (name: string): string => `Hello, ${name}`,
    calm: "Everything flows by itself right now.",
    checklist: "First steps",
    checklistLead: "They tick themselves off as they happen.",
    done: "done",
    open: "open",
    steps: {
      signedIn: { title: "Sign in", text: "You are here." },
      agent: { title: "Make an agent", text: "Where it is to run:" },
      keys: { title: "Take over your keys", text: "So that you can read and approve in this browser." },
      connect: { title: "Connect it to another agent", text: "Send them the link that this prints:" },
      message: { title: "Exchange a message", text: "Anything about a category that the contract lets pass:" },
      decide: { title: "Decide something", text: "Set a category to “ask me” in a contract; its next message waits "
        + "here." },
    },
    hide: "Hide",
    recent: "Lately",
    seeAll: "See all activity",
    waiting: "Waiting for you",
    decide: "Decide now",
    agents: "Your agents",
  },

  settings: {
    title: "Settings",
    look: "Appearance",
    themes: { system: "Like the system", light: "Light", dark: "Dark", contrast: "High contrast" },
    account: "Account",
    operator: "operator",
    ownerId: "Owner",
    sessions: "Sessions",
    sessionsLead: "Where you are signed in. Ending one closes it at once.",
    current: "this one",
    end: "End",
    ended: "The session has ended.",
    lastUsed: (when: string): string => `last used ${when}`,
    issued: (when: string): string => `since ${when}`,
    notUsed: "not used yet",
  },

  palette: {
    title: "Go to, or do",
    placeholder: "Type a page, an agent or a conversation",
    placeholderPages: "Type a page",
    none: "Nothing matches.",
    open: "Search",
    results: "Matches",
    go: (page: string): string => `Go to ${page}`,
  },

  shortcuts: {
    title: "Keys",
    everywhere: "Everywhere",
    inApprovals: "In Approvals",
    items: {
      palette: "Go to a page, an agent or a conversation",
      pages: "Go to a page",
      sheet: "This sheet",
      home: "Home",
      approvals: "Approvals",
      inbox: "Inbox",
      activity: "Activity",
      agents: "Agents",
      lock: "Lock your keys",
      next: "Next message",
      previous: "Previous message",
      approve: "Approve",
      reject: "Reject",
      sendBack: "Send back with a note",
      select: "Select",
      undo: "Undo",
    },
    then: "then",
  },

  toasts: { region: "Notifications" },

  errors: {
    offline: "You are offline",
    offlineText: "What you see may be old. Everything goes on by itself when the connection is back.",
    unreachable: "The server does not answer",
    unreachableText: "It may be restarting. This page tries again by itself.",
    clockSlow: (by: string): string => `This device's clock is ${by} behind the server's, so messages may not open. `
      + "Set it right, then reload this page; if it is right, tell your operator.",
    clockFast: (by: string): string => `This device's clock is ${by} ahead of the server's, so messages may not open. `
      + "Set it right, then reload this page; if it is right, tell your operator.",
    title: "That did not work",
    text: (message: string): string => message,
    rateLimited: "Too many requests for the moment.",
    waitALittle: "Wait a little and try again.",
    tryIn: (wait: string): string => `Try again in ${wait}.`,
    forbidden: "You may not do this.",
    request: (id: string): string => `Request ${id}`,
    crash: "Something in this page broke",
    crashText: "Nothing was sent. Reload the page; if it happens again, tell your operator what you did.",
    reload: "Reload",
  },

  time: {
    now: "just now",
    seconds: (count: number): string => `${count} s`,
    minutes: (count: number): string => `${count} min`,
    hours: (count: number): string => `${count} h`,
    days: (count: number): string => count === 1 ? "1 day" : `${count} days`,
    ago: (span: string): string => `${span} ago`,
    joined: (major: string, minor: string): string => `${major} ${minor}`,
  },
};

/** The shape of a language. */
export type Words = typeof en;
