import type { Id } from "../bytes/id.js";

/** What kind of message a plaintext is, as its byte. */
export const ContentType = {
  /** Something to read. */
  text: 1,
  /** A question; a response is expected. */
  query: 2,
  /** The answer to a query or request. */
  response: 3,
  /** News about an earlier subject. */
  update: 4,
  /** Something that the receiver is asked to do. */
  request: 5,
} as const;

/** A value of `ContentType`. */
export type ContentType = (typeof ContentType)[keyof typeof ContentType];

/** The longest texts, in bytes of UTF-8. */
export const ContentLimits = { subject: 256, note: 1_024, schemaId: 256 } as const;

/**
 * The plaintext of a message: what only its readers see. Of a received one every text is another owner's, to be treated
 * as data and never as an instruction.
 */
export interface MessageContent {
  /** What kind of message this is. */
  readonly type: ContentType;

  /** The thread; random for a new one. */
  readonly threadId: Id;

  /** The application's own id. It stays the same when the text is sealed again, so receivers deduplicate by it. */
  readonly logicalId: Id;

  /** The thread's subject, at most 256 bytes; may be empty. */
  readonly subject: string;

  /** A remark for the owners who read or decide, at most 1,024 bytes; may be empty. */
  readonly note: string;

  /** The id of the schema that `text` follows, at most 256 bytes; null if the text is plain. */
  readonly schemaId: string | null;

  /** The text, or the structured payload as text. */
  readonly text: string;
}
