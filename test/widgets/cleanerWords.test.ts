import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../src/clean/words/searchQuery.js';
import { placesAround } from '../../widgets/src/cleaner/dialogs/filmStrip.js';
import { actionOf } from '../../widgets/src/cleaner/toolbar/shortcuts.js';
import { hasChip, toggled } from '../../widgets/src/cleaner/words/chipQuery.js';

describe('a chip in a query', () => {
  it('is put there, taken away, and turned into its contrary', () => {
    const asked = toggled('teddy', 'comic book', false);
    expect(asked).toBe('teddy word:"comic book"');
    expect(toggled(asked, 'comic book', false)).toBe('teddy');
    expect(toggled(asked, 'comic book', true)).toBe('teddy -word:"comic book"');
    expect(toggled('-word:"comic book" teddy', 'comic book', false)).toBe('teddy word:"comic book"');
    expect(toggled('-word:"comic book" teddy', 'comic book', true)).toBe('teddy');
  });

  it('is what the kernel reads: one term, asked for or refused, and nothing else is lost', () => {
    const other = fc.constantFrom(
      'teddy',
      '-black',
      'class:teddys',
      'file:0012',
      'word:"web site"',
      '-word:"hen"',
    );
    const word = fc.constantFrom('comic book', 'crane (bird)', "jack-o'-lantern", 'hen');
    fc.assert(
      fc.property(fc.array(other, { maxLength: 4 }), word, fc.boolean(), (others, name, isRefused) => {
        const before = others.filter((one) => one !== `-word:"${name}"`).join(' ');
        const query = toggled(before, name, isRefused);
        expect(hasChip(query, name)).toBe(!isRefused);
        const terms = parseQuery(query);
        expect(terms).toHaveLength(parseQuery(before).length + 1);
        expect(terms.at(-1)).toMatchObject({ field: 'word', whole: true, refused: isRefused });
        expect(toggled(query, name, isRefused)).toBe(before);
      }),
    );
  });
});

describe('the film strip', () => {
  it('is as long at the ends of the list as in its middle, and holds the photo', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), fc.nat(), (length, at) => {
        const position = at % length;
        const places = placesAround(position, length);
        expect(places).toHaveLength(Math.min(length, 25));
        expect(places).toContain(position);
        expect(places[0]).toBeGreaterThanOrEqual(0);
        expect(places.at(-1)).toBeLessThan(length);
        expect(places.every((place, i) => place === (places[0] as number) + i)).toBe(true);
      }),
    );
    expect(placesAround(0, 0)).toEqual([]);
  });

  it('is left for the search box by a key', () => {
    const press = { key: '/', altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
    expect(actionOf(press, 40)).toEqual({ do: 'search' });
  });
});
