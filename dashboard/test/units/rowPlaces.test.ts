import { describe, expect, test } from "vitest";
import { RowPlaces } from "../../src/pieces/RowPlaces.js";

describe("The rows of a long list", () => {
  test("keep their elements while others come and go", () => {
    const places = new RowPlaces<string>();
    expect(places.of(["a", "b", "c"])).toEqual([0, 1, 2]);
    expect(places.of(["new", "a", "b"])).toEqual([3, 0, 1]);
    expect(places.of(["b", "c"])).toEqual([1, 4]);
  });

  test("take over the elements of those before where none of them is left, in the same order", () => {
    const places = new RowPlaces<number>();
    places.of([1, 2, 3]);
    expect(places.of([6, 5, 4])).toEqual([0, 1, 2]);
    expect(places.of([9, 8, 7, 10])).toEqual([0, 1, 2, 3]);
    expect(places.of([11])).toEqual([0]);
  });

  test("have the same elements when they are asked for again", () => {
    const places = new RowPlaces<number>();
    places.of([1, 2]);
    const moved = places.of([3, 4]);
    expect(places.of([3, 4])).toEqual(moved);
  });
});
