// Our kernel, tslab's, Deno's and ipykernel side by side, each through its real sockets; a round starts each one anew.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { kernelspec } from '../../dist/kernel/kernelspec/installKernelspec.js';
import { inRounds } from '../measuring/rounds.mjs';
import { denoProgram } from './denoProgram.mjs';

/** What we are aiming at. */
const targets = {
  readyMs: 1000,
  firstCellMs: 100,
  trivialCellMs: 3,
  tfjsImportMs: 100,
  trivialCellAfterTfjsMs: 3,
  completeTfMs: 5,
  memoryMb: 260,
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
  const specs = await kernelspecs();
  const names = [...Object.keys(specs), 'ipykernel'];
  const kernels = await inRounds(Object.fromEntries(names.map((name) => [name, () => once(name, specs)])), {
    most: Number(rounds),
  });
  return { targets, kernels };
}

/** How each kernel that is not Python's is started. */
async function kernelspecs() {
  const tslab = join(root, 'node_modules/tslab/bin/tslab');
  const deno = await denoProgram();
  return {
    tsvision: kernelspec(join(root, 'src/kernel/kernelspec')),
    tslab: { argv: [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'] },
    ...(deno && { deno: { argv: [deno, 'jupyter', '--kernel', '--conn', '{connection_file}'] } }),
  };
}

async function once(name, specs) {
  const args = [script, root, JSON.stringify(specs), name];
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
