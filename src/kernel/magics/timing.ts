import type { Magic } from './magic.js';

/** Milliseconds as IPython writes them: `1.23 ms`, `4.5 s`, `2min 3s`. */
export function formatDuration(ms: number): string {
  if (ms >= 60_000) {
    const seconds = Math.round(ms / 1000);
    return `${Math.floor(seconds / 60)}min ${seconds % 60}s`;
  }
  const [value, unit] =
    ms >= 1000 ? [ms / 1000, 's'] : ms >= 1 ? [ms, 'ms'] : ms >= 1e-3 ? [ms * 1e3, 'µs'] : [ms * 1e6, 'ns'];
  return `${Number(value.toPrecision(3))} ${unit}`;
}

/** `%time f(x)`, `%%time`: how long it takes, wall clock and processor. */
export const time: Magic = {
  name: 'time',
  summary: 'how long a line or a cell takes',
  expand: (code, isExpression) =>
    isExpression
      ? `__magic__.stop((__magic__.start(), await (${code})));`
      : `__magic__.start(); ${code}; __magic__.stop();`,
  async cell(context, _args, body) {
    const watch = new Stopwatch();
    const value = await context.evaluate(body);
    context.write('stdout', watch.report());
    return value;
  },
};

/** Measures from its making on. */
export class Stopwatch {
  readonly #wall = performance.now();
  readonly #cpu = process.cpuUsage();

  report(): string {
    const wall = performance.now() - this.#wall;
    const { user, system } = process.cpuUsage(this.#cpu);
    const parts = [`user ${formatDuration(user / 1000)}`, `sys: ${formatDuration(system / 1000)}`];
    return `CPU times: ${parts.join(', ')}, total: ${formatDuration((user + system) / 1000)}\nWall time: ${formatDuration(wall)}\n`;
  }
}

/** `%timeit f(x)`: mean and deviation over runs of many loops. */
export const timeit: Magic = {
  name: 'timeit',
  summary: 'the mean time of an expression over many runs (-n loops, -r runs)',
  expand(args, _isExpression) {
    const { options, code } = splitOptions(args);
    return `await __magic__.timeit(${timed(code)}, ${JSON.stringify(options)});`;
  },
  async cell(context, args, body) {
    const run = `await __magic__.timeit(async () => {${body}\n}, ${JSON.stringify(args)});`;
    await context.evaluate(run);
  },
};

/** Result of {@link measure}. */
export interface Timing {
  readonly mean: number;
  readonly deviation: number;
  readonly runs: number;
  readonly loops: number;
}

/** Times a function; the number of loops grows until a run takes 0.1 s, unless it is given. */
export async function measure(run: () => unknown, options: string): Promise<Timing> {
  const runs = Number(/-r\s*(\d+)/.exec(options)?.[1] ?? 7);
  const given = /-n\s*(\d+)/.exec(options)?.[1];
  let loops = Number(given ?? 1);
  if (!given) while ((await once(run, loops)) * loops < 100 && loops < 1e7) loops *= 10;
  const times: number[] = [];
  for (let i = 0; i < runs; i++) times.push(await once(run, loops));
  const mean = times.reduce((a, b) => a + b, 0) / runs;
  const deviation = Math.sqrt(times.reduce((sum, t) => sum + (t - mean) ** 2, 0) / runs);
  return { mean, deviation, runs, loops };
}

/** `1.2 ms ± 30 µs per loop (mean ± std. dev. of 7 runs, 100 loops each)`. */
export function describeTiming({ mean, deviation, runs, loops }: Timing): string {
  const each = `${loops} loop${loops === 1 ? '' : 's'} each`;
  return `${formatDuration(mean)} ± ${formatDuration(deviation)} per loop (mean ± std. dev. of ${runs} runs, ${each})\n`;
}

/** Milliseconds per loop. Waits only for what returns a promise, so that quick code is not slowed down. */
async function once(run: () => unknown, loops: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < loops; i++) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - start) / loops;
}

function splitOptions(args: string): { options: string; code: string } {
  const options = /^\s*(-[nr]\s*\d+\s+)*/.exec(args)?.[0] ?? '';
  return { options, code: args.slice(options.length) };
}

function timed(code: string): string {
  const start = /\bawait\b/.test(code) ? 'async () =>' : '() =>';
  return /^\s*(const|let|var|for|while|if|\{)|;/.test(code) ? `${start} { ${code} }` : `${start} (${code})`;
}
