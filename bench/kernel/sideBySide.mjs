// Our kernel, tslab and ipykernel side by side, each through its real sockets; a round starts each one anew.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { kernelspec } from '../../dist/kernel/kernelspec/installKernelspec.js';
import { inRounds } from '../measuring/rounds.mjs';

/** What we are aiming at. */
const targets = {
  readyMs: 1000,
  trivialCellMs: 8,
  trivialCellAfterTfjsMs: 25,
  tfjsImportMs: 400,
  completeTfMs: 40,
  memoryMb: 300,
  linesLost: 0,
  repliesLost: 0,
};

const root = resolve(import.meta.dirname, '../..');
const python = join(root, '.venv/bin/python');
const script = join(import.meta.dirname, 'kernels.py');

export const options = { rounds: { type: 'string', default: '5' } };

export async function measure({ rounds = '5' }) {
  if (!existsSync(python))
    throw new Error('There is no .venv with jupyter_client and ipykernel: run npm start or npm test once.');
  const names = ['tsvision', 'tslab', 'ipykernel'];
  const kernels = await inRounds(Object.fromEntries(names.map((name) => [name, () => once(name)])), {
    most: Number(rounds),
  });
  return { targets, kernels };
}

async function once(name) {
  const spec = kernelspec(join(root, 'src/kernel/kernelspec'));
  const args = [script, root, process.execPath, JSON.stringify(spec), name];
  const { stdout } = await promisify(execFile)(python, args, { cwd: root });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

export function describe({ kernels }) {
  const figures = [...new Set(Object.values(kernels).flatMap(Object.keys))];
  const cell = (figure) => {
    if (figure === undefined) return '';
    if (figure.median === null) return `never (${figure.missing} of ${figure.rounds} lost)`;
    return (
      figure.median.toFixed(figure.median < 100 ? 1 : 0) + (figure.missing ? ` (${figure.missing} lost)` : '')
    );
  };
  const row = (name, ...cells) =>
    `${name.padEnd(24)}${cells.map((text) => String(text).padStart(22)).join('')}`;
  return [
    row('', ...Object.keys(kernels), 'target'),
    ...figures.map((name) =>
      row(name, ...Object.values(kernels).map((kernel) => cell(kernel[name])), targets[name] ?? ''),
    ),
  ].join('\n');
}
