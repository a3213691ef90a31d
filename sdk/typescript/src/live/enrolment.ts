import { Cxe1Limits } from "../cxe1/bytes/cxe1Limits.js";
import { destroyExpired } from "../cxe1/device/expiringState.js";
import { missingOneTimePrekeys, publishPrekeys } from "../cxe1/device/prekeyShelf.js";
import { DeviceCertificate } from "../cxe1/identity/deviceCertificate.js";
import { DeviceList } from "../cxe1/identity/deviceList.js";
import { PrekeyKind } from "../cxe1/identity/prekey.js";
import { ExchangeError } from "../errors.js";
import { keepOwn, learnKeys } from "../peers/keyHistory.js";
import { sealingError } from "../peers/sealingErrors.js";
import { ProblemError } from "../rest/errors.js";
import type { ExchangeApi } from "../rest/exchangeApi.js";
import type { AgentProfile } from "./agentProfile.js";
import type { Clock } from "./clock.js";
import { numberKey, readNumber } from "./clientTables.js";
import type { DeviceSessions } from "./deviceSessions.js";

/** Renewed daily like the prekey: peers seal to a device that is away only as long as both last. */
const certificateMargin = 6 * Cxe1Limits.day;
const listAttempts = 3;

/**
 * Keeps a device known to its server: certificate, place in the signed device list, prekeys. Every step may be
 * repeated, so one that was interrupted is finished by running it again.
 */
export class Enrolment {
  readonly #profile: AgentProfile;
  readonly #sessions: DeviceSessions;
  readonly #clock: Clock;
  readonly #deviceName: string;

  constructor(profile: AgentProfile, sessions: DeviceSessions, clock: Clock, deviceName: string) {
    this.#profile = profile;
    this.#sessions = sessions;
    this.#clock = clock;
    this.#deviceName = deviceName;
  }

  /**
   * Destroys keys and records whose time is over, then renews what is missing or near its end.
   * @param asOwner Enrols in the owner's name; by default with the API key, when a new device waits for its owner.
   * @throws {ExchangeError} `device-waiting`: the owner has not approved this device yet.
   */
  async renew(asOwner?: ExchangeApi): Promise<void> {
    const now = this.#clock.now();
    const { device, store } = this.#profile;
    await destroyExpired(store, now);
    if (device.certificate === undefined || device.certificate.notAfter - certificateMargin < now)
      await this.#certify(asOwner ?? await this.#sessions.asKey(), now);
    if (await this.#profile.find("registered") === null) await this.#enlist();
    const made = await this.#profile.find("prekey-made");
    if (made === null || readNumber(made) + Cxe1Limits.day < now) await this.#publishPrekey(now);
    await this.#fillOneTimePrekeys(now);
  }

  async #certify(api: ExchangeApi, now: number): Promise<void> {
    const { device, aik, identity, store } = this.#profile;
    // An hour back, for peers whose clocks are behind.
    const from = now - Cxe1Limits.hour;
    const certificate = await DeviceCertificate.issue(
      aik, device.agent, device.device, device.dskPublic, from, from + Cxe1Limits.deviceCertificateLife);
    const { standing } = await api.agents.enrolDevice(
      device.agent, device.device, this.#deviceName, certificate.bytes);
    if (standing !== "active") {
      throw new ExchangeError(
        "device-waiting", "This device waits for its owner's approval.", { retryable: standing === "waiting" });
    }
    await keepOwn(store, device.agent, { certificates: [certificate] });
    const error = await device.acceptCertificate(store, certificate, identity.aik);
    if (error !== "None") throw sealingError(error);
  }

  /**
   * Adds this device to the newest signed list of the agent. Another device may do the same meanwhile: then once more.
   */
  async #enlist(): Promise<void> {
    const { device, aik, identity, store } = this.#profile;
    for (let attempt = 1; ; attempt++) {
      const api = await this.#sessions.asDevice();
      const keys = await api.agents.directory(device.agent);
      const known = await learnKeys(store, identity, keys, []);
      if (!known.ok && known.error !== "DirectoryStale") throw sealingError(known.error);
      const before = known.ok ? known.value.devices : undefined;
      const listed = before?.find(device.device);
      if (listed?.dsk === device.dskPublic) break;
      const now = Math.max(this.#clock.now(), before?.created ?? 0);
      const others = before?.devices.filter((one) => one.device !== device.device) ?? [];
      const list = await DeviceList.issue(
        aik, device.agent, now, [...others, { device: device.device, dsk: device.dskPublic, added: now }], before);
      try {
        await api.agents.putDirectory(device.agent, list.bytes);
        await keepOwn(store, device.agent, { lists: [list] });
        break;
      } catch (error) {
        const isOvertaken = error instanceof ProblemError
          && (error.code === "stale-version" || error.code === "conflict");
        if (!isOvertaken || attempt === listAttempts) throw error;
      }
    }
    await this.#profile.keep("registered", Uint8Array.of(1));
  }

  async #publishPrekey(now: number): Promise<void> {
    const { device, store } = this.#profile;
    const [prekey] = await publishPrekeys(store, device, PrekeyKind.signedPrekey, 1, now);
    const api = await this.#sessions.asDevice();
    await api.agents.putPrekey(device.agent, device.device, prekey!.bytes);
    await this.#profile.keep("prekey-made", numberKey(now));
  }

  async #fillOneTimePrekeys(now: number): Promise<void> {
    const { device, store } = this.#profile;
    const api = await this.#sessions.asDevice();
    const missing = missingOneTimePrekeys(await api.agents.countOneTimePrekeys(device.agent, device.device));
    if (missing === 0) return;
    const prekeys = await publishPrekeys(store, device, PrekeyKind.oneTimePrekey, missing, now);
    await api.agents.addOneTimePrekeys(device.agent, device.device, prekeys.map((prekey) => prekey.bytes));
  }
}
