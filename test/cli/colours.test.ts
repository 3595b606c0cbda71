import { expect, it } from 'vitest';
import { paintFor } from '../../src/cli/colours.js';
import { htmlTable } from '../../src/notebook/index.js';

const stream = (isTTY: boolean, colours: boolean): NodeJS.WriteStream =>
  ({ isTTY, hasColors: () => colours }) as NodeJS.WriteStream;

it('paints for a terminal that has colours, and for nothing else', () => {
  expect(paintFor(stream(true, true))('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  // NO_COLOR is what hasColors() hears.
  expect(paintFor(stream(true, false))('red', 'x')).toBe('x');
  expect(paintFor(stream(false, true))('red', 'x')).toBe('x');
});

it('fits a table into a terminal, and loses no letter of it', () => {
  const table = htmlTable(
    [
      {
        problem: 'near duplicate',
        photo: 'a/very/long/folder/of/photos/black bear/00000123.jpg',
        detail: 'of two classes, one of which is named at great length',
        score: '0.98',
      },
      { problem: 'dark', photo: 'b.jpg', detail: 'mean 12', score: '0.10' },
    ],
    { caption: 'findings' },
  );
  const lines = table.textIn(80).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(Math.max(...table.text.split('\n').map((line) => line.length))).toBeGreaterThan(80);
  const letters = (text: string): string => [...text.replace(/\s/g, '')].sort().join('');
  expect(letters(lines.join(''))).toBe(letters(table.text));
  // What fits stays as it is; what cannot fit at all is at least not lost.
  expect(htmlTable([{ a: 1 }]).textIn(80)).toBe(htmlTable([{ a: 1 }]).text);
  expect(letters(table.textIn(10))).toBe(letters(table.text));
});
