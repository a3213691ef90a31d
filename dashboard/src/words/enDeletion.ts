/** What the page says about deleting an agent, in English. */
export const deletion = {
  lead: "An agent that is not needed any more can be deleted for good.",
  remove: "Delete agent",
  title: (agent: string): string => `Delete ${agent} for good?`,
  text: (peers: readonly string[], devices: readonly string[]): string => [
    peers.length === 0 ? "It is connected to nobody." : `Its ${counted(peers, "connection", "connections")} end: `
      + "the other sides are told, and keep what was said.",
    devices.length === 0 ? "No machine speaks for it." : `Its ${counted(devices, "device", "devices")} can never speak `
      + "for it again.",
    "Its API keys and open invites stop working, and what waits for approval is cancelled. This cannot be undone.",
  ].join(" "),
  confirm: "Delete for good",
  done: (agent: string): string => `${agent} is deleted.`,
};

const counted = (names: readonly string[], one: string, several: string): string =>
  `${names.length} ${names.length === 1 ? one : several} (${names.join(", ")})`;
