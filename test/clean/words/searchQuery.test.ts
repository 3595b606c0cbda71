import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhotoSearch, type SearchedPhoto } from '../../../src/clean/words/photoSearch.js';
import { PhotoWords } from '../../../src/clean/words/photoWords.js';
import { namesTerm, parseQuery } from '../../../src/clean/words/searchQuery.js';

const described = (query: string): string[] =>
  parseQuery(query).map(
    ({ text, field, whole, refused }) =>
      `${refused ? 'not ' : ''}${field === 'any' ? '' : `${field} `}${whole ? `"${text}"` : text}`,
  );

describe('what a query means', () => {
  it.each([
    ['teddy', ['teddy']],
    ['  Teddy   BEAR ', ['teddy', 'bear']],
    ['"comic book" -black', ['"comic book"', 'not black']],
    ['class:teddys -word:"web site" FILE:img_0', ['class teddys', 'not word "web site"', 'file img_0']],
    ['–ours −élan', ['not ours', 'not elan']],
    ['man-eater', ['man-eater']],
    // What somebody is still typing, or means nothing.
    ['', []],
    [' \t\n', []],
    ['teddy -', ['teddy']],
    ['teddy -class:', ['teddy']],
    ['"', []],
    ['"comic bo', ['"comic bo"']],
    // Signs of regular expressions are signs.
    ['.* [a-z]+ (', ['.*', '[a-z]+', '(']],
    ['ПАНДА 熊猫 Bär', ['панда', '熊猫', 'bar']],
  ])('%j', (query, terms) => expect(described(query)).toEqual(terms));

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (query) => {
        for (const { text, tokens } of parseQuery(query)) {
          expect(text).not.toBe('');
          for (const token of tokens) expect(text).toContain(token);
        }
      }),
    );
  });

  it('finds a name by each beginning of its words, whatever its case and accents', () => {
    const word = fc.stringMatching(/^[a-zäéñ]{1,8}$/u);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.nat(2),
        fc.nat(8),
        (words, which, end) => {
          const chosen = words[which % words.length] as string;
          const [term] = parseQuery(chosen.slice(0, 1 + (end % chosen.length)).toUpperCase());
          expect(term && namesTerm(words.join(' '), term)).toBe(true);
        },
      ),
    );
  });

  it('takes quoted words whole and one after the other', () => {
    const [term] = parseQuery('"comic book"');
    const found = ['comic book', 'Comic Book!', 'a comic book here', 'comic books', 'book comic'].map(
      (name) => term && namesTerm(name, term),
    );
    expect(found).toEqual([true, true, true, false, false]);
  });
});

const teddy = 850;
const brownBear = 294;
const iceBear = 296;
const comicBook = 917;

const photos: (SearchedPhoto & { words: readonly (readonly [number, number])[] })[] = [
  { name: '00000012.jpg', label: 'teddys', tags: [], words: [[teddy, 0.9]] },
  {
    name: 'teddy_3.png',
    label: 'teddys',
    tags: ['odd'],
    words: [
      [comicBook, 0.6],
      [teddy, 0.1],
    ],
  },
  {
    name: 'грусть (1).jpg',
    label: 'grizzly',
    tags: ['ganz schräg'],
    words: [
      [brownBear, 0.5],
      [iceBear, 0.3],
    ],
  },
  { name: 'IMG.0001.JPG', label: undefined, tags: [], words: [] },
];
const wordsOfPhotos = PhotoWords.of(
  photos.map(({ words }) => words.map(([word, probability]) => ({ word, probability }))),
);
const found = (query: string, words: PhotoWords | undefined = wordsOfPhotos): number[] | undefined => {
  const scores = new PhotoSearch(words).scores(query, photos.length, (i) => photos[i] as SearchedPhoto);
  return scores && [...scores.keys()].filter((i) => scores[i]).sort((a, b) => scores[b]! - scores[a]!);
};

describe('search', () => {
  it.each<[string, number[]]>([
    ['teddy', [0, 1]],
    ['word:teddy', [0, 1]],
    ['word:ted', [0, 1]],
    ['word:"ted"', []],
    ['comic', [1]],
    ['"comic book"', [1]],
    ['word:"comic book" word:teddy', [1]],
    ['-comic', [0, 2, 3]],
    ['bear', [0, 2, 1]],
    ['polar', [2]],
    ['class:teddys -tag:odd', [0]],
    ['class:teddys tag:odd', [1]],
    ['schrag', [2]],
    ['ГРУСТЬ', [2]],
    ['file:.jpg', [0, 2, 3]],
    ['file:12', [0]],
    ['0001', [3, 0]],
    ['(1)', [2]],
    ['.*', []],
    ['[', []],
    ['\\', []],
    ['zebra', []],
  ])('%s', (query, expected) => expect(found(query)).toEqual(expected));

  it('adds up what several words of one name say', () => {
    const scores = new PhotoSearch(wordsOfPhotos).scores('word:bear', 4, (i) => photos[i] as SearchedPhoto);
    expect(scores?.[2]).toBeCloseTo(0.8, 6);
  });

  it('goes by names, classes and tags before the words are there', () => {
    const without = new PhotoSearch(undefined);
    const scores = without.scores('teddy', 4, (i) => photos[i] as SearchedPhoto);
    expect(Array.from(scores ?? [])).toEqual([1, 1, 0, 0]);
    expect(without.scores('  ', 4, (i) => photos[i] as SearchedPhoto)).toBeUndefined();
    expect(without.scores('teddy', 0, (i) => photos[i] as SearchedPhoto)).toHaveLength(0);
  });

  const term = fc.oneof(
    fc.constantFrom(
      'teddy',
      'te',
      'bear',
      'comic',
      'class:teddys',
      'tag:odd',
      'file:jpg',
      '00',
      'zebra',
      '.*',
    ),
    fc.stringMatching(/^[a-z0-9.]{1,4}$/),
  );

  it('parts all photos by a term and the same term with a minus', () => {
    fc.assert(
      fc.property(term, (one) => {
        const all = [...(found(one) ?? []), ...(found(`-${one}`) ?? [])].sort();
        expect(all).toEqual([0, 1, 2, 3]);
      }),
    );
  });

  it('finds less with each term, in whatever order they stand', () => {
    fc.assert(
      fc.property(fc.array(term, { minLength: 2, maxLength: 4 }), (terms) => {
        const both = found(terms.join(' ')) ?? [];
        const first = found(terms.slice(1).join(' ')) ?? [];
        expect(both.every((index) => first.includes(index))).toBe(true);
        expect([...(found(terms.toReversed().join(' ')) ?? [])].sort()).toEqual([...both].sort());
      }),
    );
  });
});
