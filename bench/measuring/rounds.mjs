// Contestants run turn by turn in one go, so that whatever the machine does meets all of them.

/** Rounds may differ by this share of their median before a figure stops counting. */
const agreed = 0.1;

/** The middle value; of an even number, the mean of the two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/**
 * Runs every contestant once a round, at least `least` rounds, and on until each figure's rounds agree within a tenth
 * of their median (the middle half of them), at most `most` rounds. A contestant returns a number or an object of
 * numbers; `null` is a figure that this round could not take.
 *
 * @returns for each contestant, in the same shape, `{ median, spread, rounds, values, missing? }`
 */
export async function inRounds(contestants, { least = 3, most = 8 } = {}) {
  const taken = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 1; round <= most; round++) {
    for (const [name, run] of Object.entries(contestants)) taken[name].push(await run());
    process.stderr.write(`  round ${round} of at most ${most}\n`);
    if (round >= least && Object.values(taken).every((list) => unsteady(summed(list)).length === 0)) break;
  }
  return Object.fromEntries(Object.entries(taken).map(([name, list]) => [name, summed(list)]));
}

function summed(list) {
  if (typeof list[0] !== 'object' || list[0] === null) return summary(list);
  const names = new Set(list.flatMap(Object.keys));
  return Object.fromEntries(
    [...names].map((name) => [name, summary(list.map((round) => round[name] ?? null))]),
  );
}

/** Median of the rounds, and how far the middle half of them lies apart, as a share of it. */
export function summary(list) {
  const values = list.filter((value) => value !== null).sort((a, b) => a - b);
  const missing = list.length - values.length;
  if (values.length === 0) return { median: null, spread: 0, rounds: list.length, values: list, missing };
  const at = (share) => {
    const place = share * (values.length - 1);
    const below = values[Math.floor(place)];
    return below + (place % 1) * ((values[Math.ceil(place)] ?? below) - below);
  };
  const middle = at(0.5);
  const spread = middle === 0 ? 0 : (at(0.75) - at(0.25)) / Math.abs(middle);
  return { median: middle, spread, rounds: list.length, values: list, ...(missing > 0 && { missing }) };
}

/**
 * How many times as fast `ours` is as `theirs`: round by round, as what slows a machine for a while slows both, so that
 * the ratio holds where the milliseconds do not.
 */
export function timesAsFast(ours, theirs) {
  return summary(
    ours.values.map((ms, i) => (ms === null || theirs.values[i] === null ? null : theirs.values[i] / ms)),
  );
}

/** The figures in a report whose rounds do not agree, in words. */
export function unsteady(report, path = []) {
  if (typeof report !== 'object' || report === null) return [];
  if (typeof report.spread === 'number' && 'rounds' in report)
    return report.spread > agreed
      ? [
          `the ${report.rounds} rounds of ${path.join(' ') || 'it'} lie ${Math.round(100 * report.spread)} % apart`,
        ]
      : [];
  return Object.entries(report).flatMap(([name, value]) => unsteady(value, [...path, name]));
}

/** Seconds that `work` takes. */
export async function seconds(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
