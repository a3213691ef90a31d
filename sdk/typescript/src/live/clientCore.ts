import type { ExchangeError } from "../errors.js";
import type { PeerBook } from "../peers/peerBook.js";
import type { AgentProfile } from "./agentProfile.js";
import type { Clock } from "./clock.js";
import type { ClientBehaviour } from "./clientOptions.js";
import type { ConnectionGuard } from "./connectionGuard.js";
import type { DeviceSessions } from "./deviceSessions.js";
import type { DeviceWorker } from "./deviceWorker.js";

/** What the parts of one client share. */
export interface ClientCore {
  readonly profile: AgentProfile;
  readonly worker: DeviceWorker;
  readonly book: PeerBook;
  readonly guard: ConnectionGuard;
  readonly sessions: DeviceSessions;
  readonly clock: Clock;
  readonly options: ClientBehaviour;
  /** Waits; returns at once when the client closes. */
  pause(milliseconds: number): Promise<void>;
  /** Closes the client: its store has failed. */
  fail(error: ExchangeError): void;
}
