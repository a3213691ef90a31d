/** What the page says about silos and health, in English. */
export const servers = {
  title: "Servers",
  lead: "The silos that make up this server, and whether they take work.",
  health: "Health",
  ready: "Ready",
  readyText: "The silo that answered takes traffic and can store.",
  notReady: "Not ready",
  notReadyText: "The silo that answered drains, stops, or cannot store. What was accepted is safe; clients go to "
    + "another silo or try again.",
  unknown: "No answer",
  unknownText: "The server does not answer. It may be restarting; this page asks again by itself.",
  silos: "Silos",
  alone: "This server is one silo: there is nobody to whom it could give its work, so it cannot be drained.",
  list: "Silos by name",
  states: { joining: "Joining", active: "Active", draining: "Draining", drained: "Drained", gone: "Gone" },
  stateText: {
    joining: "It lives and owns nothing yet.",
    active: "It serves clients.",
    draining: "It gives away its work and its clients.",
    drained: "It owns nothing, serves nobody, and may be stopped.",
    gone: "It does not live.",
  },
  fields: {
    address: "Address", version: "Version", partitions: "Partitions", clients: "Clients", joined: "Running for",
    lease: "Lease renewed", gone: "Gone since",
  },
  leaseAge: (age: string): string => `${age} ago`,
  milliseconds: (count: number): string => `${count} ms`,
  unsaid: "not said",
  drain: "Drain",
  drainOne: (silo: string): string => `Drain ${silo}`,
  drainTitle: (silo: string): string => `Drain ${silo}?`,
  drainText: "It gives its partitions and clients to the other silos within seconds and takes no new ones. It stays "
    + "up; nothing is lost.",
  drained: (silo: string): string => `${silo} is told to drain.`,
  undrain: "Take back",
  undrainOne: (silo: string): string => `Let ${silo} take its share again`,
  undrained: (silo: string): string => `${silo} takes its share again.`,
  problems: {
    "conflict": "It is the last silo that takes anything. Take another one back first.",
    "not-found": "No silo of that name lives any more.",
  } as Readonly<Record<string, string>>,
};
