/** The one rule for begin and end of a record: not empty, and no longer than its kind may live. */
export function isLifeWithin(begin: number, end: number, longest: number): boolean {
  return end > begin && end - begin <= longest;
}
