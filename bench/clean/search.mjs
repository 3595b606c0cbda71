// Search over many photos: from the message to the answer, the ordered list included; chips of a class and of a selection.

import { CleanerState } from '../../dist/clean/cleaner/decisions/cleanerState.js';
import { CleanerListing } from '../../dist/clean/cleaner/listing/cleanerListing.js';
import { PhotoWords } from '../../dist/clean/words/photoWords.js';
import { standingOut } from '../../dist/clean/words/standingOut.js';
import { Random } from '../../dist/core/index.js';
import { summary } from '../measuring/rounds.mjs';

export const options = { photos: { type: 'string', default: '50000' } };

const queries = [
  ['one word', 'bear'],
  ['two words and a minus', 'dog cat -"web site"'],
  ['a class and a word', 'class:teddys comic'],
  ['part of a file name', 'file:4321'],
  ['nothing that is there', 'zebra123 xyz'],
  ['every photo', 'jpg'],
];
const rounds = 15;

/** Photos of three classes with twelve drawn words each. */
function drawPhotos(count) {
  const random = new Random(1);
  const classes = ['black', 'grizzly', 'teddys'];
  const items = Array.from({ length: count }, (_, i) => ({
    path: `/set/${classes[i % 3]}/${String(i).padStart(8, '0')}.jpg`,
    label: classes[i % 3],
  }));
  const rows = items.map(() => {
    const words = new Set();
    while (words.size < 12) words.add(Math.floor(random.next() ** 2 * 1000));
    return [...words].map((word, i) => ({ word, probability: 0.5 / (i + 1) }));
  });
  return { items, words: PhotoWords.of(rows), classes };
}

export async function measure({ photos: asked = '50000' }) {
  const count = Number(asked);
  const { items, words, classes } = drawPhotos(count);
  const state = new CleanerState(items.map(({ path, label }) => ({ path, label })));
  const listing = new CleanerListing(/** @type {any} */ ({ root: '/set', items, state }), classes, 'move');
  listing.words.setWords(words);
  const figures = {};
  const time = (name, work) => {
    const times = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      work();
      times.push(performance.now() - started);
    }
    figures[name] = { ...summary(times), worst: Math.max(...times) };
  };
  for (const [name, query] of queries)
    time(`search, ${name} (ms)`, () => {
      listing.search(query);
      JSON.stringify(listing.attributes());
    });
  const all = [...items.keys()];
  time('chips of a class (ms)', () =>
    standingOut(
      words,
      all.filter((i) => i % 3 === 0),
      all.filter((i) => i % 3 !== 0),
    ),
  );
  time('chips of 10,000 selected (ms)', () => standingOut(words, all.slice(0, 10_000), all.slice(10_000)));
  return { photos: count, ...figures };
}

export function describe({ photos, ...figures }) {
  const lines = Object.entries(figures).map(
    ([name, { median, worst }]) => `  ${name}: median ${median.toFixed(1)}, worst ${worst.toFixed(1)}`,
  );
  return [`${photos} photos, ${rounds} rounds, the first included`, ...lines].join('\n');
}
