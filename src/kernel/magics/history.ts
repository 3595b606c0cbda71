import { InvalidArgumentError } from '../../core/index.js';
import type { Magic } from './magic.js';

/** `%history`: what has been run in this session; `%history 2-4 7`, `-l 5` the last five, `-n` with numbers. */
export const history: Magic = {
  name: 'history',
  summary: 'the cells run so far: all, numbers (2-4 7) or the last (-l 5); -n shows numbers',
  line(context, args) {
    const { inputs } = context;
    // The cell that asks is the last.
    const all = inputs.map((_, number) => number).slice(1, -1);
    const words = args.split(/\s+/).filter((word) => word !== '');
    const chosen = chosenNumbers(words, all).filter((number) => inputs[number] !== undefined);
    const lines = chosen.map((number) => `${words.includes('-n') ? `${number}: ` : ''}${inputs[number]}\n`);
    context.write('stdout', lines.join(''));
  },
};

function chosenNumbers(words: readonly string[], all: readonly number[]): number[] {
  const ranges: number[][] = [];
  for (const [i, word] of words.entries()) {
    if (word === '-n' || words[i - 1] === '-l') continue;
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(word) ?? [];
    if (word === '-l') ranges.push(all.slice(-countOf(words[i + 1])));
    else if (first !== undefined) ranges.push(all.filter((n) => n >= Number(first) && n <= Number(last)));
    else throw new InvalidArgumentError('%history', word, 'numbers of cells (3, 2-4), -l COUNT or -n');
  }
  return ranges.length === 0 ? [...all] : ranges.flat();
}

function countOf(word: string | undefined): number {
  if (word !== undefined && /^[1-9]\d*$/.test(word)) return Number(word);
  throw new InvalidArgumentError('%history -l', word ?? '', 'how many of the last cells');
}
