/** A page that is not drawn waits no longer than this. */
const longest = 100;

/** Settles when the browser has painted what there is: what takes long is then begun behind what answers at once. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, longest);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
