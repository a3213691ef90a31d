import { Cxe1Limits } from "../cxe1/bytes/cxe1Limits.js";
import { AgentCertificate } from "../cxe1/identity/agentCertificate.js";
import { rawPublicKey, type AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import { DeviceCertificate } from "../cxe1/identity/deviceCertificate.js";
import { DeviceList } from "../cxe1/identity/deviceList.js";
import { Rotation } from "../cxe1/identity/rotation.js";
import { followRotations, withPastKeys } from "../cxe1/identity/rotationChain.js";
import type { SigningKey } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import type { AgentProfile } from "../live/agentProfile.js";
import type { Clock } from "../live/clock.js";
import { learnKeys } from "../peers/keyHistory.js";
import { claimedIdentity, rotationsOf } from "../peers/pins.js";
import { sealingError } from "../peers/sealingErrors.js";
import type { ExchangeApi } from "../rest/exchangeApi.js";
import type { PeerKeys } from "../rest/models.js";

/** The agent as the server shows it now, as far as its own keys have signed that. */
export interface OwnStanding {
  readonly identity: AgentIdentity;
  readonly keys: PeerKeys;
}

/**
 * Follows the own agent's key over rotations, also one whose answer was lost.
 * @throws {ExchangeError} `wrong-identity`: the server shows a key of the agent that its known one did not sign.
 */
export async function ownStanding(api: ExchangeApi, known: AgentIdentity, clock: Clock): Promise<OwnStanding> {
  const keys = await api.agents.directory(known.agent);
  const claimed = await claimedIdentity(known.agent, keys.certificate, keys.ownerKey);
  if (claimed.oik !== known.oik) throw sealingError("WrongIdentity");
  const followed = await followRotations(known, claimed.aik, rotationsOf(keys), clock.now());
  if (!followed.ok) throw sealingError(followed.error);
  const identity = followed.value.past === undefined
    ? await withPastKeys(followed.value, rotationsOf(keys))
    : followed.value;
  return { identity, keys };
}

/**
 * Signs everything that makes `next` the agent's key, and gives it to the server.
 * @param old The key in force.
 */
export async function rotate(
  api: ExchangeApi, profile: AgentProfile, { identity, keys }: OwnStanding, oik: SigningKey, old: SigningKey,
  next: SigningKey, clock: Clock,
): Promise<void> {
  const directory = await learnKeys(profile.store, identity, keys, []);
  if (!directory.ok) throw sealingError(directory.error);
  const { devices: list } = directory.value;
  const { agent } = identity;
  const key = rawPublicKey(next);
  const now = Math.max(clock.now(), list.created, identity.past?.at(-1)?.until ?? 0);
  // An hour back, for peers whose clocks are behind.
  const from = now - Cxe1Limits.hour;
  const certificates = await Promise.all(list.devices.map(({ device, dsk }) =>
    DeviceCertificate.issue(next, agent, device, dsk, from, from + Cxe1Limits.deviceCertificateLife)));
  await api.agents.rotate(agent, {
    rotation: (await Rotation.ofAgent(old, agent, key, now)).bytes,
    certificate: (await AgentCertificate.issue(oik, agent, key, now)).bytes,
    directory: (await DeviceList.issue(next, agent, now, list.devices, list)).bytes,
    deviceCertificates: certificates.map(({ bytes }) => bytes),
  });
}

/** The owner's vault does not hold the key that is in force. */
export function keyMissing(): ExchangeError {
  return new ExchangeError(
    "agent-key-missing", "The agent's key was rotated on another device: import the owner's vault from there.");
}
