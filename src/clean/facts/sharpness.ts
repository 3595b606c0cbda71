import { type EdgeEnergies, edgeEnergies } from './edgeEnergies.js';
import type { GreyPicture } from './resizeGrey.js';

/** Side of a tile, in pixels. */
const tileSide = 16;
/**
 * Share of the pixels that are looked at: the strongest edges. Of more of them a subject that fills a twentieth of the photo
 * is no longer the strongest, and what is soft beside it counts.
 */
const strongest = 0.005;
/** But so many, where a photo is small. */
const fewest = 64;
/** Share of these, or of the tiles, that may be sharper than what is taken for the sharpest: noise, a speck of dust. */
const spared = 0.05;
/** A tile counts whose edges are at least this strong beside those of the strongest tile. */
const weakestTile = 0.05;
/** A tile's mean over weak and strong edges is sharper than its strong ones by about as much. */
const tileFactor = 1.25;
/** A direction with less than this share of the edges of another tells nothing: the sea has no upright ones. */
const weakestDirection = 0.1;
/** By so much one direction alone must be softer than a whole picture to be called blurred. */
const directionFactor = 1.2;

/**
 * How sharp the sharpest part of a picture is: 1 for edges as sharp as pixels can show them, ½ where even the sharpest
 * edges are as if blurred by σ = 0.8 pixels, towards 0 beyond. A sharp subject before a soft background is sharp. A
 * picture without any edge is not blurred.
 *
 * An edge that is soft already hardly changes when it is blurred once more: with gradients under Gaussians of σ = 1 and
 * σ = 2, an edge of width σ has (σ² + 1) / (σ² + 4) of its energy left. The strong edges of the whole picture are asked,
 * and those of each part of it; then each direction alone, for a shaken photo is sharp along the shake.
 *
 * Source of the idea: Crété-Roffet et al., "The blur effect", 2007; of the widths: Zhuo and Sim, "Defocus map estimation
 * from a single image", 2011.
 */
export function sharpnessOf(picture: GreyPicture): number {
  const directions = edgeEnergies(picture);
  const totals = directions.map(({ soft }) => total(soft));
  const most = Math.max(...totals);
  if (most === 0) return 1;
  const telling = directions.filter((_, i) => (totals[i] as number) >= weakestDirection * most);
  const shaken = Math.max(...telling.map((one) => energyLeft(one, picture)));
  const whole = energyLeft(acrossAndDown(directions), picture);
  return Math.min(1, sharpnessOfShare(whole), directionFactor * sharpnessOfShare(shaken));
}

function total(energies: Float32Array): number {
  let sum = 0;
  for (const energy of energies) sum += energy;
  return sum;
}

/** 1 / (1 + σ²) of the edge that has this share of its energy left; the pixels themselves are a third of the σ². */
function sharpnessOfShare(share: number): number {
  return Math.max(0, (1 - share) / (3 * share));
}

/** Energies of the gradients, whatever their direction. */
function acrossAndDown([across, down]: readonly EdgeEnergies[]): EdgeEnergies {
  const sum = (scale: keyof EdgeEnergies): Float32Array => {
    const both = Float32Array.from((across as EdgeEnergies)[scale]);
    const more = (down as EdgeEnergies)[scale];
    for (let i = 0; i < both.length; i++) both[i] = (both[i] as number) + (more[i] as number);
    return both;
  };
  return { fine: sum('fine'), soft: sum('soft') };
}

/** The share that the sharpest edges have left. */
function energyLeft({ fine, soft }: EdgeEnergies, { width, height }: GreyPicture): number {
  const tiles = tileFactor * leftOfTiles(fine, soft, width, height);
  return Math.min(1, leftOfPixels(fine, soft), tiles);
}

/** What is left of the sharpest of the strong edges, wherever they are. */
function leftOfPixels(fine: Float32Array, soft: Float32Array): number {
  const threshold = greatest(soft, Math.min(1, Math.max(strongest, fewest / soft.length)));
  const shares: number[] = [];
  for (let i = 0; i < soft.length; i++) {
    const energy = soft[i] as number;
    if (energy >= threshold) shares.push(energy / (fine[i] as number));
  }
  return ranked(shares, spared);
}

/** What is left of the sharpest of the tiles that have edges. */
function leftOfTiles(fine: Float32Array, soft: Float32Array, width: number, height: number): number {
  const columns = Math.max(1, Math.floor(width / tileSide));
  const rows = Math.max(1, Math.floor(height / tileSide));
  const [finer, softer] = [new Float64Array(rows * columns), new Float64Array(rows * columns)];
  for (let y = 0; y < height; y++) {
    const row = Math.min(rows - 1, Math.floor(y / tileSide)) * columns;
    for (let x = 0; x < width; x++) {
      const tile = row + Math.min(columns - 1, Math.floor(x / tileSide));
      finer[tile] = (finer[tile] as number) + (fine[y * width + x] as number);
      softer[tile] = (softer[tile] as number) + (soft[y * width + x] as number);
    }
  }
  const least = weakestTile * softer.reduce((a, b) => Math.max(a, b), 0);
  const shares = Array.from(softer).flatMap((energy, i) =>
    energy > least ? [energy / (finer[i] as number)] : [],
  );
  return ranked(shares, spared);
}

/** The value that this share of the values is below. */
function ranked(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(share * sorted.length)] ?? 1;
}

const binShift = 17;

/** Least of the greatest values, of which there are this share, to one or two per cent: by bins, not by sorting. */
function greatest(values: Float32Array, share: number): number {
  // The bits of positive floats have the order of the floats.
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const counts = new Uint32Array(2 ** (32 - binShift));
  for (const word of bits) counts[word >>> binShift] = (counts[word >>> binShift] as number) + 1;
  let bin = counts.length - 1;
  for (let left = share * values.length; bin > 0; bin--) {
    left -= counts[bin] as number;
    if (left <= 0) break;
  }
  const edge = new Float32Array(new Uint32Array([bin << binShift]).buffer)[0] as number;
  // Nothing is no edge.
  return Math.max(edge, Number.MIN_VALUE);
}
