import { formatDuration } from '../formatDuration.js';
import type { Magic } from '../magic.js';

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
