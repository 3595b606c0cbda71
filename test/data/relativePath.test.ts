import { relative, sep } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { relativePath } from '../../src/data/index.js';

const part = fc.constantFrom('a', 'b c', '.', '..', '.trash', '', 'a.b', '...', 'ä', 'x\\y');
const path = (most: number) => fc.array(part, { maxLength: most }).map((parts) => `/${parts.join('/')}`);

it('a path below a folder is what Node’s `relative` says', () => {
  fc.assert(
    fc.property(path(4), path(4), fc.boolean(), (root, rest, isBelow) => {
      const file = isBelow ? `${root}${rest}` : rest;
      expect(relativePath(root, file)).toBe(relative(root, file).split(sep).join('/'));
    }),
    { numRuns: 3000 },
  );
});
