import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestNotebook } from '../notebook.js';
import { zooNotebook } from './zoo.js';

/** A place where somebody asks for completion; \`│\` in its code is the cursor. */
export interface Place {
  readonly what: string;
  readonly code: string;
  /** The entries that come first, in their order. */
  readonly first?: readonly string[];
  /** All entries, in their order. */
  readonly only?: readonly string[];
  /** Entries that are somewhere in the list. */
  readonly among?: readonly string[];
  readonly never?: readonly string[];
  /** The text that an entry takes the place of; what was typed of it (`''`), if not given. */
  readonly replaces?: string;
}

/** Tests of a table of places, in one notebook. */
export function testPlaces(family: string, places: readonly Place[]): void {
  describe(`completion ${family}`, () => {
    let notebook: TestNotebook;
    beforeAll(async () => {
      notebook = await zooNotebook();
    });
    afterAll(() => notebook.evaluator.close());

    it.each(places.map((place) => [place.what, place] as const))('%s', async (_, place) => {
      const cursor = place.code.indexOf('│');
      const code = place.code.replace('│', '');
      const { items, start, end } = await notebook.evaluator.complete(code, cursor);
      const texts = items.map(({ text }) => text);
      if (place.only) expect(texts).toEqual(place.only);
      if (place.first) expect(texts.slice(0, place.first.length)).toEqual(place.first);
      expect(texts).toEqual(expect.arrayContaining([...(place.among ?? [])]));
      expect(texts.filter((text) => place.never?.includes(text))).toEqual([]);
      if (texts.length > 0) expect(code.slice(start, end)).toBe(place.replaces ?? '');
    });
  });
}
