import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StreamAllowance } from '../../src/core/index.js';

const mebibyte = 2 ** 20;

it('cuts once, with a note, wherever the pieces begin and end (reports: one output is cut at a size)', () => {
  const pieces = fc.array(
    fc.string({ maxLength: 9 }).map((text) => text.replaceAll('\r', '')),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 300 }), (texts, most) => {
      const allowance = new StreamAllowance(most / mebibyte);
      const shown = texts.map((text) => allowance.take(text)).join('');
      const whole = texts.join('');
      if (whole.length <= most) expect(shown).toBe(whole);
      else {
        expect(shown.startsWith(whole.slice(0, most))).toBe(true);
        expect(shown.slice(most)).toMatch(/^\n\[The rest [^\n]*TSVISION_OUTPUT_LIMIT[^\n]*\]\n$/);
      }
    }),
  );
});

it('counts no line that is overwritten: a progress bar may run for days', () => {
  for (const frame of ['\r50 % of a bar', '50 % of a bar\r', '\r\u001b[K50 %']) {
    const allowance = new StreamAllowance(100 / mebibyte);
    for (let i = 0; i < 1000; i++) expect(allowance.take(frame)).toBe(frame);
    expect(allowance.take('\nlast')).toBe('\nlast');
  }
});

it('counts CRLF as lines, and knows no limit at 0', () => {
  const allowance = new StreamAllowance(20 / mebibyte);
  expect(allowance.take('12345678\r\n'.repeat(3))).toMatch(/^(12345678\r\n){2}\n\[The rest/);
  const text = 'x'.repeat(mebibyte);
  const open = new StreamAllowance(0);
  for (let i = 0; i < 40; i++) expect(open.take(text)).toBe(text);
});

it('cuts a line that is too long, and goes on with the next, wherever the pieces begin and end', () => {
  const line = `${'x'.repeat(mebibyte + 5)}\n`;
  for (const size of [line.length, 1000, 2 ** 18]) {
    const allowance = new StreamAllowance();
    let shown = '';
    for (let at = 0; at < line.length; at += size) shown += allowance.take(line.slice(at, at + size));
    expect(shown.slice(0, mebibyte + 1)).toBe(`${'x'.repeat(mebibyte)}…`);
    expect(shown.slice(mebibyte + 1)).toMatch(/^ \[cut: this line has 1,048,581 characters; [^\n]*\]\n$/);
    expect(allowance.take('next\n')).toBe('next\n');
    expect(allowance.take(`${'y'.repeat(2 * mebibyte)}\rover\n`)).toBe('\rover\n');
  }
});
