import { createHmac } from "node:crypto";
import type { CDPSession } from "playwright-core";
import type { Visitor } from "./browser.js";

/** What a device can do beyond signing. */
export interface Abilities {
  /** Gives a secret for the keys. */
  readonly hasPrf?: boolean;
  /** Can find out whether its person is there. */
  readonly hasUserVerification?: boolean;
  readonly isUserVerified?: boolean;
  readonly transport?: "internal" | "usb";
}

/** A passkey device of Chromium's own: always at hand, and its person verified unless a test says otherwise. */
export class Authenticator {
  private constructor(private readonly session: CDPSession, private readonly authenticatorId: string) {}

  static async of(
    { context, page }: Pick<Visitor, "context" | "page">, abilities: Abilities = {},
  ): Promise<Authenticator> {
    const session = await context.newCDPSession(page);
    await session.send("WebAuthn.enable");
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasPrf: true,
        hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...abilities,
      },
    });
    return new Authenticator(session, authenticatorId);
  }

  /** Copies the passkeys to another device, as a synced one does. */
  async syncTo(other: Authenticator): Promise<void> {
    const { credentials } = await this.session.send(
      "WebAuthn.getCredentials", { authenticatorId: this.authenticatorId });
    for (const credential of credentials)
      await other.session.send("WebAuthn.addCredential", { authenticatorId: other.authenticatorId, credential });
  }

  /** Forgets every passkey. */
  async clear(): Promise<void> {
    await this.session.send("WebAuthn.clearCredentials", { authenticatorId: this.authenticatorId });
  }

  async count(): Promise<number> {
    return (await this.ids()).length;
  }

  /** The passkeys' names, in base64url. */
  async ids(): Promise<readonly string[]> {
    const { authenticatorId } = this;
    const { credentials } = await this.session.send("WebAuthn.getCredentials", { authenticatorId });
    return credentials.map(({ credentialId }) => Buffer.from(credentialId, "base64").toString("base64url"));
  }
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const step = 30_000;

/** The code of RFC 6238 that an authenticator app shows now for a secret in base 32. */
export function oneTimeCode(secret: string): string {
  const bits = [...secret].map((digit) => alphabet.indexOf(digit).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / step)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, "0");
}
