import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wellFormedJson } from '../../src/core/index.js';

/** Any UTF-16 text, halves of characters included, and texts that look like escapes. */
const text = fc.oneof(
  fc
    .array(fc.integer({ min: 0xd7ff, max: 0xe001 }), { maxLength: 8 })
    .map((units) => String.fromCharCode(...units)),
  fc.array(fc.constantFrom('\\', 'u', 'd83d', '"', '\ud83d', '😀', 'x')).map((pieces) => pieces.join('')),
);

const wellFormed = (part: string): string => part.replace(/\p{Surrogate}/gu, '\ufffd');

it('replaces half characters in values and keys, and nothing else (jupyter/notebook#2680)', () => {
  fc.assert(
    fc.property(fc.dictionary(text, fc.oneof(text, fc.array(text))), (value) => {
      const whole = (part: unknown): unknown =>
        typeof part === 'string'
          ? wellFormed(part)
          : Array.isArray(part)
            ? part.map(whole)
            : Object.fromEntries(Object.entries(part as object).map(([k, v]) => [wellFormed(k), whole(v)]));
      for (const indent of [undefined, 1])
        expect(JSON.parse(wellFormedJson(JSON.stringify(value, undefined, indent)))).toEqual(whole(value));
    }),
    { numRuns: 500 },
  );
});

it.each(['"\\\\ud83d"', '"😀"', '{"a":[1,null]}'])('leaves %s as it is', (json) => {
  expect(wellFormedJson(json)).toBe(json);
});
