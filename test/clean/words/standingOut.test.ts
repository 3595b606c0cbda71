import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagenetSynonyms } from '../../../src/clean/words/generated/imagenetSynonyms.js';
import { imagenetWords, wordsAskedFor } from '../../../src/clean/words/imagenetWords.js';
import { PhotoWords, wordsOfRow } from '../../../src/clean/words/photoWords.js';
import { standingOut } from '../../../src/clean/words/standingOut.js';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('the words of photos', () => {
  it('are ImageNet’s own, in the order of a network’s outputs, and none twice', async () => {
    const { default: source } = await import('@tensorflow-models/mobilenet/dist/imagenet_classes.js');
    expect(imagenetSynonyms).toEqual(Object.values(source.IMAGENET_CLASSES));
    expect(new Set(imagenetWords).size).toBe(1000);
    expect([0, 134, 517, 638, 639, 850, 916, 917, 999].map((word) => imagenetWords[word])).toEqual([
      'tench',
      'crane (bird)',
      'crane (machine)',
      'maillot',
      'tank suit',
      'teddy',
      'web site',
      'comic book',
      'toilet tissue',
    ]);
  });

  it('are found by any of their synonyms', () => {
    const named = (...tokens: string[]): (string | undefined)[] => {
      const asked = wordsAskedFor({ tokens, whole: false });
      return imagenetWords.filter((_, word) => asked[word] === 1);
    };
    expect(named('polar', 'bear')).toEqual(['ice bear']);
    expect(named('website')).toEqual(['web site']);
    expect(named('teddy', 'bear')).toEqual(['teddy']);
    expect(named()).toEqual([]);
  });

  it('are the probable ones of a row, the most probable first', () => {
    const row = new Float32Array(1000);
    row.set([0.1, 0.5, 0.019, 0.1, 0.021], 3);
    const words = wordsOfRow(row);
    expect(words.map(({ word }) => word)).toEqual([4, 3, 6, 7]);
    expect(wordsOfRow(row, { most: 2 }).map(({ word }) => word)).toEqual([4, 3]);
    expect(wordsOfRow(new Float32Array(1000).fill(Number.NaN))).toEqual([]);
  });

  it('come back as they were kept', () => {
    const one = fc.record({
      word: fc.nat(999),
      probability: fc.float({ min: Math.fround(0.02), max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(one, { maxLength: 5 }), { maxLength: 8 }), (rows) => {
        const words = PhotoWords.of(rows);
        expect(words.count).toBe(rows.length);
        expect(rows.map((_, i) => words.of(i))).toEqual(rows);
        expect(words.of(rows.length)).toEqual([]);
        expect(words.of(-1)).toEqual([]);
      }),
    );
  });
});

describe('words that stand out', () => {
  // Forty teddys, of which one is a comic book and one a web site, and sixty bears, of which one is a teddy.
  const teddys = range(0, 38).map((i) => [
    { word: 850, probability: 0.9 },
    ...(i < 20 ? [{ word: 865, probability: 0.05 }] : []),
  ]);
  const odd = [
    [
      { word: 917, probability: 0.7 },
      { word: 850, probability: 0.1 },
    ],
    [{ word: 916, probability: 0.5 }],
  ];
  const bears = range(0, 60).map((i) => [{ word: i === 0 ? 850 : 294, probability: 0.8 }]);
  const words = PhotoWords.of([...teddys, ...odd, ...bears]);

  it('are what is usual there and not elsewhere, and what the odd ones are', () => {
    const { usual, odd: others, chosen, rest } = standingOut(words, range(0, 40), range(40, 100));
    expect([chosen, rest]).toEqual([40, 60]);
    expect(usual.slice(0, 2)).toMatchObject([
      { word: 850, count: 39, others: 1 },
      { word: 865, count: 20, others: 0 },
    ]);
    expect(usual[0]?.ratio).toBeCloseTo(39.5 / 41 / (1.5 / 61), 10);
    expect(others).toMatchObject([
      { word: 917, count: 1, others: 0 },
      { word: 916, count: 1, others: 0 },
    ]);
  });

  it('name the teddy among bears', () => {
    expect(standingOut(words, range(40, 100), range(0, 40)).odd).toMatchObject([
      { word: 850, count: 1, others: 39 },
    ]);
  });

  it('are the most frequent ones where all photos are chosen', () => {
    const { usual } = standingOut(words, range(0, 100), []);
    expect(usual.map(({ word, count }) => [word, count]).slice(0, 3)).toEqual([
      [294, 59],
      [850, 40],
      [865, 20],
    ]);
  });

  it('are none for no photos, and few for two', () => {
    expect(standingOut(words, [], range(0, 100))).toEqual({ usual: [], odd: [], chosen: 0, rest: 100 });
    const { usual, odd: others } = standingOut(words, [0], [1]);
    expect(usual.map(({ word }) => word)).toEqual([]);
    expect(others.map(({ word }) => word)).toEqual([850, 865]);
    expect(standingOut(PhotoWords.of([[], []]), [0], [1])).toEqual({
      usual: [],
      odd: [],
      chosen: 0,
      rest: 0,
    });
  });

  it('counts as a plain count does, whatever is chosen', () => {
    const row = fc.array(fc.record({ word: fc.nat(5), probability: fc.constant(0.3) }), { maxLength: 3 });
    const distinct = row.map((list) =>
      list.filter((one, i) => list.findIndex((o) => o.word === one.word) === i),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(distinct, fc.boolean()), { maxLength: 12 }), (photos) => {
        const all = PhotoWords.of(photos.map(([list]) => list));
        const here = photos.flatMap(([, inside], i) => (inside ? [i] : []));
        const away = photos.flatMap(([, inside], i) => (inside ? [] : [i]));
        const { usual, odd: others } = standingOut(all, here, away);
        const has = (i: number, word: number): boolean => photos[i]![0].some((one) => one.word === word);
        for (const { word, count, others: elsewhere } of [...usual, ...others]) {
          expect(count).toBe(here.filter((i) => has(i, word)).length);
          expect(elsewhere).toBe(away.filter((i) => has(i, word)).length);
          expect(count).toBeGreaterThan(0);
        }
      }),
    );
  });
});
