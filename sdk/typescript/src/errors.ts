/** What an error of the SDK may carry. */
export interface ExchangeErrorOptions {
  /** The same call may succeed later; false by default. */
  readonly retryable?: boolean;
  /** What caused it. */
  readonly cause?: unknown;
}

/** Something that the SDK reports to its caller. `code` is stable, `message` is for people. */
export class ExchangeError extends Error {
  override readonly name: string = "ExchangeError";

  /** The same call may succeed later. */
  readonly retryable: boolean;

  /**
   * @param code A stable, machine-readable name, for example `not-found`.
   * @param message What happened and what can be done.
   */
  constructor(readonly code: string, message: string, options: ExchangeErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : {});
    this.retryable = options.retryable ?? false;
  }
}
