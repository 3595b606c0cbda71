// node scripts/platforms/compareSteps.mjs FILE…: whether the losses that trainingSteps.mjs gave on several machines agree.
import { readFileSync } from 'node:fs';

/** How far losses of the same steps may lie apart. */
export const tolerance = 1e-4;

/** The largest difference of losses between the first run and all others. @param {{ losses: number[] }[]} runs */
export function largestDifference([first, ...others]) {
  const differences = others.flatMap(({ losses }) =>
    first.losses.map((loss, i) => Math.abs(loss - (losses[i] ?? Number.NaN))),
  );
  return Math.max(...differences);
}

if (process.argv[1] === import.meta.filename) {
  const runs = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')));
  if (runs.length < 2) throw new Error('Two files or more are needed.');
  const largest = largestDifference(runs);
  for (const { system, losses } of runs) console.log(`${system}: ${losses.join(' ')}`);
  console.log(`largest difference ${largest} (allowed: ${tolerance})`);
  if (!(largest <= tolerance)) process.exitCode = 1;
}
