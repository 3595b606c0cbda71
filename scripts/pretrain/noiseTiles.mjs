// Tileable noise pictures that every texture is sampled from: one look-up a pixel instead of a sum of octaves.

/** Pixels on a side of a tile. A power of two, so that wrapping is a mask. */
export const tileSize = 256;

/** Smooth noise in octaves, stretched to [0, 1]. */
export function cloudTile(random, cells, octaves) {
  const tile = new Float32Array(tileSize * tileSize);
  for (let octave = 0, weight = 1; octave < octaves; octave++, weight *= 0.55)
    addOctave(tile, random, Math.min(tileSize, cells * 2 ** octave), weight);
  return stretch(tile);
}

/** Distance to the nearest of many points: cells, scales, pebbles. */
export function cellTile(random, points) {
  const tile = new Float32Array(tileSize * tileSize);
  const xs = Array.from({ length: points }, () => random.uniform(0, tileSize));
  const ys = Array.from({ length: points }, () => random.uniform(0, tileSize));
  const wrap = (d) => Math.min(d, tileSize - d);
  for (let y = 0; y < tileSize; y++)
    for (let x = 0; x < tileSize; x++) {
      let nearest = Number.POSITIVE_INFINITY;
      for (let p = 0; p < points; p++) {
        const dx = wrap(Math.abs(x - xs[p]));
        const dy = wrap(Math.abs(y - ys[p]));
        nearest = Math.min(nearest, dx * dx + dy * dy);
      }
      tile[y * tileSize + x] = Math.sqrt(nearest);
    }
  return stretch(tile);
}

/** Value of a tile at any point, bilinear and wrapping. */
export function sample(tile, x, y) {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [x - x0, y - y0];
  const mask = tileSize - 1;
  const [left, right] = [x0 & mask, (x0 + 1) & mask];
  const [top, bottom] = [(y0 & mask) * tileSize, ((y0 + 1) & mask) * tileSize];
  const upper = tile[top + left] + u * (tile[top + right] - tile[top + left]);
  const lower = tile[bottom + left] + u * (tile[bottom + right] - tile[bottom + left]);
  return upper + v * (lower - upper);
}

function addOctave(tile, random, cells, weight) {
  const lattice = Float32Array.from({ length: cells * cells }, () => random.next());
  const ease = (t) => t * t * (3 - 2 * t);
  for (let y = 0; y < tileSize; y++) {
    const fy = (y * cells) / tileSize;
    const [r0, v] = [Math.floor(fy), ease(fy % 1)];
    const r1 = (r0 + 1) % cells;
    for (let x = 0; x < tileSize; x++) {
      const fx = (x * cells) / tileSize;
      const [c0, u] = [Math.floor(fx), ease(fx % 1)];
      const c1 = (c0 + 1) % cells;
      const upper = lattice[r0 * cells + c0] * (1 - u) + lattice[r0 * cells + c1] * u;
      const lower = lattice[r1 * cells + c0] * (1 - u) + lattice[r1 * cells + c1] * u;
      tile[y * tileSize + x] += weight * (upper * (1 - v) + lower * v);
    }
  }
}

function stretch(tile) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of tile) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return tile.map((value) => (value - low) / (high - low));
}
