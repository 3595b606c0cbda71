import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settledText } from '../../../src/cli/run/settledText.js';

it.each([
  ['10%\r20%\r100%\n', '100%\n'],
  ['a\r\nb\r\n', 'a\nb\n'],
  ['downloading\rdone\x1b[K\n', 'done\n'],
  ['downloading\r\x1b[2Kdone', 'done'],
  ['abcdef\rxy', 'xycdef'],
  ['12\b3', '13'],
  ['\b\b1', '1'],
  ['\x1b[31m1\x1b[39m\r\x1b[32m2\x1b[39m', '\x1b[39m\x1b[32m2\x1b[39m'],
  ['😀\r🎉 ok', '🎉 ok'],
  ['plain\ntext', 'plain\ntext'],
  ['last\r', 'last'],
])('leaves the last state of a line (reports: \\r and \\b in --html): %j', (text, settled) => {
  expect(settledText(text)).toBe(settled);
});

it('shows what a terminal of one line shows', () => {
  const keys = fc.array(fc.constantFrom('a', 'b', 'cd', '\r', '\b', ' '), { maxLength: 20 });
  fc.assert(
    fc.property(keys, (pieces) => {
      const screen: string[] = [];
      let cursor = 0;
      for (const key of pieces.join('')) {
        if (key === '\r') cursor = 0;
        else if (key === '\b') cursor = cursor === 0 ? 0 : cursor - 1;
        else {
          screen[cursor] = key;
          cursor += 1;
        }
      }
      expect(settledText(pieces.join(''))).toBe(screen.join(''));
    }),
  );
});
