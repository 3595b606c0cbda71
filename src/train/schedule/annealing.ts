/** Goes from `start` (at `share` 0) to `end` (at `share` 1). */
export type Annealing = (start: number, end: number, share: number) => number;

/** Half a cosine wave: slow, fast, slow. */
export const annealCos: Annealing = (start, end, share) =>
  end + ((start - end) / 2) * (Math.cos(Math.PI * share) + 1);

/** A straight line on a logarithmic scale; both ends must be positive. */
export const annealExp: Annealing = (start, end, share) => start * (end / start) ** share;
