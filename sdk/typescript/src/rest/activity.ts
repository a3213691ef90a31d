import type { CallOptions, Http } from "./http.js";
import { AnswerError, UnreachableError } from "./errors.js";
import { activityEvent, type ActivityEvent } from "./models.js";

/** One event of an owner's activity stream: metadata only. */
export interface Activity {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What happened, if the stream's event tells that something did; null for `watching` and what is not known here. */
export function activityEventOf({ event, data }: Activity): ActivityEvent | null {
  return event === "activity" ? activityEvent(data, "the event") : null;
}

const maxEvent = 64 * 1_024;

/** The server says something every 15 seconds. Who hears nothing for so long has a dead connection. */
const longestSilence = 40_000;

/**
 * An owner's activity as it happens (`text/event-stream`). Ends when the server ends the stream, and as unreachable
 * when nothing at all came for 40 seconds; the caller opens it again, with `lastEventId` after the last event that was
 * seen. `watching` says by `whole` whether nothing is missing.
 * @throws {ProblemError | UnreachableError}
 */
export async function* watchActivity(http: Http, options: CallOptions = {}): AsyncGenerator<Activity, void, void> {
  const silence = new AbortController();
  const endSilence = (): void => silence.abort(
    new UnreachableError(http.server, new Error("The activity stream fell silent.")));
  let timer = setTimeout(endSilence, longestSilence);
  try {
    const signal = AbortSignal.any([silence.signal, ...(options.signal ? [options.signal] : [])]);
    const response = await http.send("GET", "/v1/activity", null, { ...options, signal, unlimited: true });
    yield* activitiesOf(response, () => {
      clearTimeout(timer);
      timer = setTimeout(endSilence, longestSilence);
    });
  } finally {
    clearTimeout(timer);
  }
}

/** @param heard Called with whatever comes, also where it is no event. */
async function* activitiesOf(response: Response, heard: () => void): AsyncGenerator<Activity, void, void> {
  const decoder = new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>;
  const reader = response.body?.pipeThrough(decoder).getReader();
  if (reader === undefined) return;
  let kept = "";
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      kept += value;
      const blocks = kept.split(/\r?\n\r?\n/);
      kept = blocks.pop() ?? "";
      if (kept.length > maxEvent) throw new AnswerError("GET /v1/activity", new RangeError("An event is too long."));
      for (const block of blocks) {
        const activity = read(block);
        if (activity !== null) yield activity;
      }
    }
  } finally {
    await reader.cancel();
  }
}

function read(block: string): Activity | null {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name === "event") event = value!;
    else if (name === "data") data.push(value!);
  }
  if (data.length === 0) return event === "watching" ? { event, data: {} } : null;
  const parsed: unknown = JSON.parse(data.join("\n"));
  return typeof parsed === "object" && parsed !== null ? { event, data: parsed as Record<string, unknown> } : null;
}
