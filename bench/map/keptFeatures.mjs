// Features in the map's cache, drawn, as if an earlier cleaner had computed them: no photo is decoded.
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { FeatureShelf } from '../../dist/clean/map/features/featureShelf.js';
import { Random } from '../../dist/core/index.js';

const shardRows = 2048;

/**
 * Groups that lie apart, one for each label, not below 0: as pooled features are.
 * @param items photos below the root, with path, label and sha256
 */
export async function keepFeatures(root, items, { identity, width }) {
  const random = new Random(1);
  const shelf = new FeatureShelf(root, identity);
  const noise = Float32Array.from({ length: 2 ** 20 }, () => Math.abs(random.normal()));
  const centres = new Map();
  for (let from = 0; from < items.length; from += shardRows) {
    const part = items.slice(from, from + shardRows);
    const values = new Float32Array(part.length * width);
    for (const [row, { label }] of part.entries()) {
      if (!centres.has(label)) centres.set(label, random.int(noise.length - width));
      const [start, centre] = [random.int(noise.length - width), centres.get(label)];
      for (let i = 0; i < width; i++) values[row * width + i] = noise[start + i] + noise[centre + i];
    }
    const marks = part.map(({ path, sha256 }) => {
      const { size, mtimeMs } = statSync(path);
      return { file: `${path.slice(root.length + 1)} ${size} ${mtimeMs}`, sha256 };
    });
    if (!(await shelf.write({ marks, values, width }))) throw new Error('the features cannot be kept');
  }
  return shelf;
}

/** Where the photos of a set of that many lie, as UMAP would have laid them. */
export async function keepLayout(shelf, items) {
  const random = new Random(2);
  const contents = items.map(({ sha256 }) => sha256).sort();
  const key = createHash('sha256').update(contents.join()).digest('hex').slice(0, 24);
  const positions = Float32Array.from({ length: 2 * items.length }, () => random.normal());
  await shelf.writeLayout(`umap-1-42-${key}`, positions);
}

/** A content of its own for each number. */
export function hashOf(number) {
  return createHash('sha256').update(String(number)).digest('hex');
}
