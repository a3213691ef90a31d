/** How long one word to the server lasts, less what a call takes. */
const lasts = 45_000;

/**
 * Says that somebody uses the page, so that no mail tells them what they see: at each touch, not more often than
 * needed. A page that is only open says nothing, since nobody may be there.
 * @param say Tells the server; its failure costs no more than a mail.
 * @param now Milliseconds on a clock that only goes on.
 */
export function presence(say: () => Promise<void>, now: () => number): () => void {
  let said = Number.NEGATIVE_INFINITY;
  return () => {
    if (now() - said < lasts) return;
    said = now();
    say().catch(() => { said = Number.NEGATIVE_INFINITY; });
  };
}
