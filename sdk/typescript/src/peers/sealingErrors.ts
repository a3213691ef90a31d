import type { Cxe1Error } from "../cxe1/bytes/cxe1Error.js";
import type { Id } from "../cxe1/bytes/id.js";
import type { ConnectionTerms } from "../cxe1/consent/connectionTerms.js";
import type { ConnectionContext } from "../cxe1/device/connectionContext.js";
import { NackReason } from "../cxe1/messages/nack.js";
import { ExchangeError } from "../errors.js";
import { statusOf } from "../wire/statuses.js";

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

/**
 * Why a message of a category was not sealed. A category that is not listed is never, too: where a side's newest terms
 * do not list it, the error is `unknown-category`, as the server says.
 */
export function sendingError(
  error: Cxe1Error, category: Id, { ownTerms, peerTerms }: ConnectionContext): ExchangeError {
  return error === "NotAllowed" && !(lists(ownTerms, category) && lists(peerTerms, category))
    ? new ExchangeError("unknown-category", statusOf("unknown-category").remedy)
    : sealingError(error);
}

/** The stable code of a refusal of CXE1. */
export function sealingCode(error: Cxe1Error): string {
  return error === "NoViewer" ? "no-approver" : kebab(error);
}

/** The stable code of the reason that a nack states. */
export function nackCode(reason: NackReason): string {
  return kebab(Object.entries(NackReason).find(([, value]) => value === reason)?.[0] ?? "unknown");
}

function lists(terms: readonly ConnectionTerms[], category: Id): boolean {
  return terms.at(-1)?.categories.some((one) => one.category === category) ?? false;
}

function kebab(name: string): string {
  return name.replaceAll(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
