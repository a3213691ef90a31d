import { ExchangeError } from "../errors.js";

/** The server refused a call. `code` is one of `refusals` or `sendStatuses`, or `http-NNN` where it said none. */
export class ProblemError extends ExchangeError {
  override readonly name = "ProblemError";

  /** The HTTP status, 400 to 599. */
  readonly httpStatus: number;

  /** Milliseconds that the server asks to wait; null where it says nothing. */
  readonly retryAfter: number | null;

  /** Names the request in the server's logs; null where it said none. */
  readonly requestId: string | null;

  constructor(code: string, message: string, details: {
    readonly retryable: boolean;
    readonly httpStatus: number;
    readonly retryAfter: number | null;
    readonly requestId: string | null;
  }) {
    super(code, message, { retryable: details.retryable });
    this.httpStatus = details.httpStatus;
    this.retryAfter = details.retryAfter;
    this.requestId = details.requestId;
  }
}

/** No answer came: the server is not running, has another address, or the network is down. Code `unreachable`. */
export class UnreachableError extends ExchangeError {
  override readonly name = "UnreachableError";

  constructor(server: string, cause: unknown) {
    super("unreachable", `No answer from ${server}.`, { retryable: true, cause });
  }
}

/** The server's answer is not what the protocol says. Code `answer-not-understood`. */
export class AnswerError extends ExchangeError {
  override readonly name = "AnswerError";

  constructor(call: string, cause: unknown) {
    super("answer-not-understood", `This version cannot read the server's answer to ${call}.`, { cause });
  }
}
