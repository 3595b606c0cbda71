import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { engineInfo } from '../../../src/engine/index.js';
import { cudaRequirements, isNeeded } from '../../../src/engine/setup/setupEngine.js';
import { inProcess, isBuilt } from '../withBackend.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-setup-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder of programs to stand for PATH. */
function programs(name: string, scripts: Record<string, string>): string {
  const path = mkdtempSync(join(folder, `${name}-`));
  for (const [program, text] of Object.entries(scripts)) {
    writeFileSync(join(path, program), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  symlinkSync('/bin/sh', join(path, 'sh'));
  return path;
}

const setup = `return engine.setupEngine({ variant: 'cpu' }).catch(({ name, problem, message }) => ({ name, problem, message }));`;
const works = 'exit 0';
const linux = process.platform === 'linux' && process.arch === 'x64';

function failingSetup(PATH: string): { name: string; problem: string; message: string; left: string[] } {
  const cache = mkdtempSync(join(folder, 'cache-'));
  const env = { PATH, TSVISION_CACHE: cache, TSVISION_BACKEND: 'cpu', CXX: '', TSVISION_PYTHON: '' };
  const { result } = inProcess(setup, env);
  const engine = join(cache, 'engine');
  const left = readdirSync(cache).includes('engine') ? readdirSync(engine) : [];
  return { ...(result as { name: string; problem: string; message: string }), left };
}

describe.skipIf(!isBuilt || !linux)(
  'setup where something is missing (Linux on x86-64 alone sets up)',
  () => {
    it.each([
      ['compiler', { python3: 'echo "pip 24 from x (python 3.11)"' }, /no g\+\+/, /apt install g\+\+/],
      ['python', { 'g++': works }, /no python3/, /Install Python/],
      ['pip', { 'g++': works, python3: 'exit 1' }, /python3 has no pip/, /apt install python3-pip/],
      [
        'download',
        {
          'g++': works,
          python3:
            'case "$*" in *--version*) echo "pip 24 from x (python 3.11)";; *) echo "WARNING: Retrying after connection broken" >&2; echo "ERROR: No matching distribution" >&2; exit 1;; esac',
        },
        /no connection to the package index/,
        /PIP_FIND_LINKS/,
      ],
    ] as const)('says in one line what is wrong: %s', (problem, scripts, what, remedy) => {
      const error = failingSetup(programs(problem, scripts));
      expect(error).toMatchObject({ name: 'EngineSetupError', problem });
      const [line, next, ...rest] = error.message.split('\n');
      expect(line).toMatch(what);
      expect(next).toMatch(remedy);
      expect(rest).toEqual([]);
      expect(error.left.filter((name) => name !== 'setup.lock')).toEqual([]);
      expect(error.left).not.toContain('setup.lock');
    });

    it('is over at once when all is there', () => {
      const ready = engineInfo().package.includes('tfjs-node-gpu');
      if (!ready) return;
      const result = inProcess(`return engine.setupEngine({ variant: 'cpu' });`, {
        PATH: [programs('none', {}), ''].join(delimiter),
      }).result;
      expect(result).toMatchObject({ changed: false, variant: 'cpu' });
    });
  },
);

it('takes the C libraries and their headers out of a wheel, and nothing else', () => {
  const names = [
    'tensorflow/libtensorflow_cc.so.2',
    'tensorflow/libtensorflow_framework.so.2',
    'tensorflow/include/tensorflow/c/eager/c_api.h',
    'tensorflow/include/xla/tsl/c/tsl_status.h',
    'nvidia/cudnn/lib/libcudnn.so.9',
    'tensorflow/python/_pywrap_tfe.so',
    'tensorflow/include/absl/strings/string_view.h',
    'tensorflow/__init__.py',
  ];
  expect(names.filter(isNeeded)).toEqual(names.slice(0, 5));
});

it('reads from the metadata what a GPU needs', () => {
  const metadata = [
    'Name: tensorflow',
    'Requires-Dist: numpy >=1.26.0',
    'Requires-Dist: nvidia-cublas-cu12 <13.0,>=12.5.3.2 ; extra == "and-cuda"',
    "Requires-Dist: nvidia-cudnn-cu12 (<10.0,>=9.3.0.75); extra == 'and-cuda'",
    "Requires-Dist: psutil; extra == 'gcs'",
  ].join('\n');
  expect(cudaRequirements(metadata)).toEqual([
    'nvidia-cublas-cu12<13.0,>=12.5.3.2',
    'nvidia-cudnn-cu12<10.0,>=9.3.0.75',
  ]);
});
