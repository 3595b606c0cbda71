import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

interface Figure {
  readonly median: number | null;
  readonly spread: number;
  readonly rounds: number;
  readonly missing?: number;
}

const root = resolve(import.meta.dirname, '../..');
const { inRounds, summary, timesAsFast, unsteady } = await import(join(root, 'bench/measuring/rounds.mjs'));
const { crowded } = await import(join(root, 'bench/measuring/company.mjs'));

/** A contestant that gives these figures, one a round, the last one for ever. */
const giving = (...figures: readonly unknown[]) => {
  let round = 0;
  return () => figures[Math.min(round++, figures.length - 1)];
};

describe('the rounds of a bench', () => {
  it('end when they agree, and go on while they do not', async () => {
    const steady: Record<string, Figure> = await inRounds({ a: giving(10, 10.1, 9.9), b: giving(5) });
    expect(steady.a).toMatchObject({ median: 10, rounds: 3 });
    const late: Record<string, Figure> = await inRounds({ a: giving(10, 20, 30, 10) }, { most: 20 });
    expect(late.a?.rounds).toBeGreaterThan(3);
    expect(late.a?.median).toBe(10);
    expect(unsteady(late)).toEqual([]);
  });

  it('say which figures do not count when they never agree', async () => {
    const wild = await inRounds({ ours: giving({ ms: 1 }, { ms: 2 }, { ms: 3 }, { ms: 4 }) }, { most: 4 });
    expect(unsteady({ figures: wild })).toEqual([
      expect.stringMatching(/^the 4 rounds of figures ours ms lie \d+ % apart$/),
    ]);
  });

  it('compare round by round: a slow spell meets both', () => {
    const ratio: Figure = timesAsFast(summary([10, 20, 12]), summary([15, 30, 18]));
    expect(ratio).toMatchObject({ median: 1.5, spread: 0 });
    expect(unsteady({ ms: summary([10, 20, 12]), ratio })).toHaveLength(1);
  });

  it('count what a peer lost, and go on (npm run bench -- kernel, -- vision --json)', async () => {
    const lost: Record<string, Record<string, Figure>> = await inRounds({
      tslab: giving({ ready: 3, lines: null }, { ready: 3, lines: null }, { ready: 3, lines: 90 }),
    });
    expect(lost.tslab?.lines).toMatchObject({ median: 90, spread: 0, rounds: 3, missing: 2 });
    expect(summary([null, null])).toMatchObject({ median: null, spread: 0, rounds: 2, missing: 2 });
  });
});

it('figures taken in company do not count', () => {
  expect(crowded({ before: 0.01, during: 0.05, worst: 0.3 })).toEqual([]);
  expect(crowded({ before: 0.5, during: 1.25, worst: 2 })).toEqual([
    'other programs used 0.50 processors before it',
    'other programs used 1.25 processors during it',
  ]);
});

it.skipIf(!existsSync(join(root, 'dist')))(
  'a bench prints JSON alone on stdout (npm run bench -- kernel, -- vision --json)',
  async () => {
    const args = ['bench/main.mjs', 'kernel', 'language', '--json', '--rounds', '1'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
    const { benches, doNotCount } = JSON.parse(stdout);
    expect(benches.language.language.firstCell.median).toBeGreaterThan(0);
    expect(benches.language.counts).toBe(doNotCount.length === 0);
  },
);
