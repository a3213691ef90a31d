/**
 * Which element of the document each row of a long list has. A row keeps its own. Where all rows are others than
 * before, they take over the elements of those, in the same order: filling one anew costs a fraction of making it.
 */
export class RowPlaces<K> {
  #places: ReadonlyMap<K, number> = new Map();
  #made = 0;

  /** The elements of these rows, of which no two are the same. Asked again, the same rows have the same elements. */
  of(rows: readonly K[]): readonly number[] {
    const left = rows.some((row) => this.#places.has(row)) ? [] : [...this.#places.values()];
    this.#places = new Map(rows.map((row, i) => [row, this.#places.get(row) ?? left[i] ?? this.#made++]));
    return [...this.#places.values()];
  }
}
