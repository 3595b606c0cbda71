import { createHash } from 'node:crypto';

const text = (source) => (Array.isArray(source) ? source.join('') : source);

/** Hash of a notebook's code cells: saved with the outputs, it tells whether they still belong to the code. */
export function hashOfCode({ cells }) {
  const hash = createHash('sha256');
  for (const { cell_type, source } of cells) if (cell_type === 'code') hash.update(text(source)).update('\0');
  return hash.digest('hex').slice(0, 16);
}
