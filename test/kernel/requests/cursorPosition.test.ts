import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codePointOffset, utf16Offset } from '../../../src/kernel/requests/languageRequests.js';

it('counts as the spread operator does, which goes by code points', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, position) => {
      const points = [...text];
      const clamped = Math.min(position, points.length);
      expect(utf16Offset(text, position)).toBe(points.slice(0, clamped).join('').length);
      expect(codePointOffset(text, utf16Offset(text, position))).toBe(clamped);
    }),
  );
});
