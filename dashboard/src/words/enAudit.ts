/** What the page says about the audit log, in English. */
export const audit = {
  title: "Audit log",
  lead: "Who did or was refused what at this server. Each record is chained to the one before, and this browser checks "
    + "the chain itself.",
  none: "Nothing has been recorded yet",
  noneText: "Every change and every refusal shows up here.",
  noMatch: "No record matches the filter",
  clear: "Clear the filter",
  filter: "Filter by actor, action, subject or outcome",
  action: "Action",
  anyAction: "Every action",
  outcome: "Outcome",
  outcomes: { all: "Every outcome", ok: "Done", refused: "Refused" },
  list: "Records, newest first",
  count: (shown: number, all: number): string => shown === all ? `${all} records` : `${shown} of ${all} records`,
  system: "the server",
  anonymous: "nobody signed in",
  columns: ["No.", "When", "What", "Who", "About", "Outcome"],
  position: (position: number): string => `Record ${position}`,
  fields: {
    at: "When", actor: "Who", action: "What", subject: "About", outcome: "Outcome", origin: "From", hash: "Hash",
  },
  originText: "A keyed hash of the caller's address: the same address is the same hash.",
  nothing: "nothing",

  chain: "The chain",
  checking: (count: number): string => `Checking: ${count} records so far`,
  soundTitle: "Sound",
  sound: (count: number): string => `All ${count} records follow from each other: none was changed, taken out or `
    + "moved.",
  ends: "The chain ends at",
  endsText: "Write this down elsewhere, and the next check also finds a log that was cut or rewritten as a whole. This "
    + "browser remembers it by itself.",
  faultTitle: "The chain does not hold",
  faults: {
    gap: (at: number): string => `Record ${at} is not where it must be: records are missing, repeated or in another `
      + "order.",
    broken: (at: number): string => `Record ${at} does not follow from the one before: one of the two was changed.`,
    fork: (at: number): string => `Up to record ${at} this is not the log that this browser has seen before: it was `
      + "cut or rewritten, or the server was restored from a backup.",
  },
  faultText: (good: number): string => good === 0 ? "No record before it holds."
    : `The ${good} records before it hold. Keep the download, and compare it with an export from elsewhere.`,
  show: (position: number): string => `Show record ${position}`,
  forget: "The server was restored: forget what this browser remembers",
  forgotten: "The next check begins without a memory.",
  stopped: "The log could not be read to its end",
  readOn: "Read on",
  newer: "Look for newer records",
  download: "Download",
  downloadText: "The download has one record a line. It is checked anywhere, without this server, by",
  verifyCommand: (file: string): string => `./cex audit verify ${file}`,
};
