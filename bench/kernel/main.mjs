// Our kernel, tslab and ipykernel side by side, each through its real sockets: medians.
//   npm run bench -- kernel [--json] [--starts N]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { kernelspec } from '../../dist/kernel/kernelspec/installKernelspec.js';

/** What we are aiming at (the figures). */
const targets = {
  readyMs: 1000,
  trivialCellMs: 8,
  trivialCellAfterTfjsMs: 25,
  tfjsImportMs: 400,
  completeTfMs: 40,
  memoryMb: 300,
  linesLost: 0,
};

const root = resolve(import.meta.dirname, '../..');
const python = join(root, '.venv/bin/python');
const options = process.argv.slice(2);
const starts = options.includes('--starts') ? options[options.indexOf('--starts') + 1] : '3';

if (existsSync(python)) report(measure());
else {
  console.error('There is no .venv with jupyter_client and ipykernel: run npm start or npm test once.');
  process.exitCode = 1;
}

function measure() {
  const suite = join(import.meta.dirname, 'kernels.py');
  const ours = JSON.stringify(kernelspec());
  const { stdout, stderr, status } = spawnSync(python, [suite, root, process.execPath, starts, ours], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const processor = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
  return { node: process.version, processor, targets, kernels: JSON.parse(stdout) };
}

function report(result) {
  if (options.includes('--json')) return console.log(JSON.stringify(result, undefined, 2));
  const names = [...new Set(Object.values(result.kernels).flatMap(Object.keys))];
  const rows = names.map((name) => [
    name,
    {
      target: targets[name],
      ...Object.fromEntries(Object.entries(result.kernels).map(([k, v]) => [k, v[name]])),
    },
  ]);
  console.log(`Node ${result.node}, ${result.processor}`);
  console.table(Object.fromEntries(rows));
}
