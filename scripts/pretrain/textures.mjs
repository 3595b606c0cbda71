import { cellTile, cloudTile, sample } from './noiseTiles.mjs';

/** Kinds of surface that the network learns to tell apart. */
export const textureNames = ['shortFur', 'longFur', 'plush', 'feather', 'leaf', 'spots', 'stripes', 'scales'];

/** Noise that all pictures share, drawn once. */
export function makeTiles(random) {
  return {
    clouds: cloudTile(random, 4, 4),
    grain: cloudTile(random, 64, 2),
    strands: cloudTile(random, 32, 3),
    cells: cellTile(random, 90),
  };
}

/**
 * A surface of its own: a function of a point (in object units, about −1 … 1) to two numbers in [0, 1], the
 * place between the palette's colours and the relief.
 */
export function makeTexture(name, random, tiles) {
  const [ox, oy] = [random.uniform(0, 256), random.uniform(0, 256)];
  const scale = random.logUniform(0.6, 1.7);
  const angle = random.uniform(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const cloud = (x, y, s) => sample(tiles.clouds, ox + x * s, oy + y * s);
  // Fur lies along a direction that drifts: strands are noise stretched along it.
  const strand = (x, y, length, width) => {
    const turn = (cloud(x, y, 18) - 0.5) * 2.4;
    const along = x * (cos - turn * sin) + y * (sin + turn * cos);
    const across = y * (cos - turn * sin) - x * (sin + turn * cos);
    return sample(tiles.strands, ox + along * length * scale, oy + across * width * scale);
  };
  const period = random.uniform(5, 11) * scale;
  const sharp = (v, edge, softness) => Math.min(1, Math.max(0, (v - edge) / softness + 0.5));
  switch (name) {
    case 'shortFur':
      return (x, y) => {
        const s = strand(x, y, 26, 120);
        return [0.55 * cloud(x, y, 30) + 0.45 * s, s];
      };
    case 'longFur':
      return (x, y) => {
        const s = strand(x, y, 8, 60);
        return [0.3 * cloud(x, y, 20) + 0.7 * s, s];
      };
    case 'plush':
      return (x, y) => {
        const g = sample(tiles.grain, ox + x * 60 * scale, oy + y * 60 * scale);
        return [0.75 * cloud(x, y, 12) + 0.25 * g, 0.4 + 0.3 * g];
      };
    case 'feather':
      return (x, y) => {
        const row = Math.sin(
          period * (x * cos + y * sin) + 3 * Math.abs(Math.sin(period * (y * cos - x * sin))),
        );
        return [0.5 + 0.35 * row + 0.15 * strand(x, y, 12, 90), 0.5 + 0.5 * row];
      };
    case 'leaf':
      return (x, y) => {
        const side = Math.abs(y * cos - x * sin);
        const vein = Math.abs(Math.sin(period * (x * cos + y * sin + 0.9 * side)));
        const line = side < 0.035 || vein < 0.13 ? 1 : 0;
        return [0.5 * cloud(x, y, 26) + 0.5 * line, 0.6 - 0.4 * line];
      };
    case 'spots':
      return (x, y) => {
        const d = sample(tiles.cells, ox + x * 38 * scale, oy + y * 38 * scale);
        const spot = sharp(0.33 + 0.2 * (cloud(x, y, 40) - 0.5), d, 0.08);
        return [0.85 * spot + 0.15 * cloud(x, y, 60), 0.5 + 0.2 * strand(x, y, 26, 120)];
      };
    case 'stripes':
      return (x, y) => {
        const bent = x * cos + y * sin + 0.5 * cloud(x, y, 22);
        const stripe = sharp(Math.sin(2 * period * bent), random0(ox), 0.5);
        return [0.9 * stripe + 0.1 * cloud(x, y, 80), 0.5 + 0.2 * strand(x, y, 26, 120)];
      };
    default:
      return (x, y) => {
        const d = sample(tiles.cells, ox + x * 55 * scale, oy + y * 55 * scale);
        return [0.25 * cloud(x, y, 24) + 0.75 * d, 1 - d];
      };
  }
}

/** Where a stripe's edge lies: fixed for a surface. */
function random0(offset) {
  return ((offset * 7.13) % 1) * 0.6 - 0.3;
}
