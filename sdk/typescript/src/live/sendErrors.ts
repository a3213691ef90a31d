import { ExchangeError } from "../errors.js";
import type { SocketEnd } from "../wire/closeCodes.js";
import type { EnvelopeId } from "../wire/id.js";
import { statusOf, type SendStatus } from "../wire/statuses.js";

/** The server finally refused a message. The code is the status' code, the message says what can be done. */
export class SendRefusedError extends ExchangeError {
  override readonly name = "SendRefusedError";

  constructor(readonly status: SendStatus, readonly envelopeId: EnvelopeId) {
    super(status, statusOf(status).remedy, { retryable: statusOf(status).retry });
  }
}

/** The client is closed for good. The code is the close code's name (`revoked`, ...), `refused`, or `closed` by `close()`. */
export class ClosedError extends ExchangeError {
  override readonly name = "ClosedError";

  /** The server's close code; null where it gave none. */
  readonly closeCode: number | null;

  constructor(code: string, message: string, closeCode: number | null = null) {
    super(code, message);
    this.closeCode = closeCode;
  }

  /** What a terminal end of a socket means for everybody who waits. */
  static of(end: SocketEnd): ClosedError {
    return new ClosedError(end.name ?? "refused", end.reason, end.code);
  }
}
