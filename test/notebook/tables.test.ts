import { expect, it } from 'vitest';
import { tableHtml, tableLines } from '../../src/notebook/index.js';

it('a table of texts lets no text of a cell, caption, class or title be markup', () => {
  const hostile = '"><script>&\'';
  const look = { caption: hostile, className: hostile, stressed: 0, stressedTitle: hostile };
  const html = tableHtml([hostile], [[hostile]], look);
  expect(html).not.toContain('<script>');
  expect(html.match(/&quot;&gt;&lt;script&gt;&amp;&#39;/g)).toHaveLength(5);
});

it('a table says where texts stand, which row is stressed and which cells are heads', () => {
  const html = tableHtml(
    ['', 'n'],
    [
      ['a', '1'],
      ['b', '2'],
    ],
    { rowHeads: true, stressed: 1, align: (column, row) => (row >= 0 && column === 1 ? 'right' : undefined) },
  );
  expect(html).toBe(
    '<table><thead><tr><th></th><th>n</th></tr></thead><tbody>' +
      '<tr><th>a</th><td style="text-align:right">1</td></tr>' +
      '<tr style="font-weight:bold"><th>b</th><td style="text-align:right">2</td></tr></tbody></table>',
  );
});

it('lines of a table have columns as wide as their widest text, and no blanks at their ends', () => {
  expect(
    tableLines(
      [
        ['name', 'n'],
        ['a', '100'],
        ['long name', ''],
      ],
      (column) => column === 1,
    ),
  ).toEqual(['name         n', 'a          100', 'long name']);
  expect(tableLines([], () => true)).toEqual([]);
});
