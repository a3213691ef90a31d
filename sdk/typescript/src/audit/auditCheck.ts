import { compareBytes } from "../crypto/index.js";
import type { AuditEntry } from "../rest/models.js";
import { auditStart, nextAuditHash } from "./auditChain.js";

/**
 * What is wrong with an audit log. `gap`: positions do not follow each other. `broken`: a hash does not follow from its
 * record and the hash before, so one of them was changed. `fork`: the log does not hold the checkpoint that was known
 * before; it was cut or rewritten, or it is another log.
 */
export type AuditFault = "gap" | "broken" | "fork";

/** What somebody outside the server remembers of the log. */
export interface AuditCheckpoint {
  /** How far the log had come, from 1. */
  readonly position: number;
  /** The chain's hash there, 32 bytes. */
  readonly hash: Uint8Array;
}

/** How far a log was checked, and what was found. */
export interface AuditFinding {
  /** The first fault; null where there is none. */
  readonly fault: AuditFault | null;
  /** The position that should have stood there, or that of the checkpoint; null where there is no fault. */
  readonly at: number | null;
  /** The last good record; position 0 and zero bytes before the first. Kept, it finds forks and cuts the next time. */
  readonly sound: AuditCheckpoint;
}

/**
 * Checks an audit log record by record with nothing but the log, as `cex audit verify` does: every record in its place,
 * every hash following from the one before. It stops at the first fault.
 */
export class AuditCheck {
  readonly #known: AuditCheckpoint | null;
  #finding: AuditFinding = { fault: null, at: null, sound: { position: 0, hash: auditStart } };

  /** @param known What was known before; null where nothing was. */
  constructor(known: AuditCheckpoint | null = null) {
    this.#known = known;
  }

  /** What is found so far. Whether a checkpoint is missing at the end, `end` tells. */
  get finding(): AuditFinding {
    return this.#finding;
  }

  /** Takes in the next record. After a fault it does nothing. */
  add(record: AuditEntry): void {
    const { fault, sound } = this.#finding;
    if (fault !== null) return;
    const position = sound.position + 1;
    if (record.position !== position) return this.#fail("gap", position);
    const hash = nextAuditHash(sound.hash, record);
    if (compareBytes(hash, record.hash) !== 0) return this.#fail("broken", position);
    this.#finding = { fault: null, at: null, sound: { position, hash } };
    const known = this.#known;
    if (known?.position === position && compareBytes(known.hash, hash) !== 0) this.#fail("fork", position);
  }

  /** The log has no more records: what is found. */
  end(): AuditFinding {
    const { fault, sound } = this.#finding;
    const known = this.#known;
    if (fault === null && known !== null && known.position > sound.position) this.#fail("fork", known.position);
    return this.#finding;
  }

  #fail(fault: AuditFault, at: number): void {
    this.#finding = { ...this.#finding, fault, at };
  }
}
