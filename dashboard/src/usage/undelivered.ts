import type { AgentInfo } from "@contextexchange/sdk";

/** How many entries of the mailbox the device that is furthest behind has not acknowledged; null without a device. */
export function undeliveredOf({ mailboxHead, devices }: AgentInfo): number | null {
  const active = devices.filter(({ standing }) => standing === "active");
  if (active.length === 0) return null;
  return Math.max(...active.map(({ acknowledged }) => Math.max(0, mailboxHead - acknowledged)));
}
