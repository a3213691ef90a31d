import type { Cxe1Error } from "../cxe1/bytes/cxe1Error.js";
import { NackReason } from "../cxe1/messages/nack.js";
import { ExchangeError } from "../errors.js";

const explanations: Partial<Record<Cxe1Error, string>> = {
  RecipientKeysExpired:
    "The peer's keys are over: its device must come online and renew them before anything can be sealed to it.",
  OwnCertificateInvalid: "This device's certificate is over: connect, so that it is renewed.",
  NoReaders: "The peer has no device that could read the message.",
  NoViewer:
    "An owner must read or decide who has no viewer key in force, or whose terms let it read nothing: change either.",
  NotAllowed: "The contract does not allow this category.",
  ContentTooLong: "The message is longer than 64 KiB, or its subject, note or schema is too long.",
  InvalidText: "The text is not valid Unicode.",
  WrongIdentity: "The peer's published keys contradict what was seen before: compare safety numbers.",
  HistoryForked: "The peer's published keys or terms contradict what was seen before: compare safety numbers.",
};

/**
 * A refusal of CXE1 as an error of the SDK; its code is the refusal's name in kebab case, for example `wrap-invalid`,
 * but for `no-approver`, which the server says of the same messages.
 */
export function sealingError(error: Cxe1Error): ExchangeError {
  return new ExchangeError(
    sealingCode(error), explanations[error] ?? `The message could not be sealed or opened (${error}).`);
}

/** The stable code of a refusal of CXE1. */
export function sealingCode(error: Cxe1Error): string {
  return error === "NoViewer" ? "no-approver" : kebab(error);
}

/** The stable code of the reason that a nack states. */
export function nackCode(reason: NackReason): string {
  return kebab(Object.entries(NackReason).find(([, value]) => value === reason)?.[0] ?? "unknown");
}

function kebab(name: string): string {
  return name.replaceAll(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
