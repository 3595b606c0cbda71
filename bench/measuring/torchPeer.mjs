// PyTorch beside us: its own environment in the cache, set up by the bench itself, and a process that answers a
// JSON line with a JSON line.
import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cacheFolder } from '../../dist/core/index.js';

const packages = ['torch==2.13.0+cpu', 'numpy>=2.2,<2.5', 'pillow==12.0.0', 'safetensors==0.8.0'];
const folder = cacheFolder('bench', 'torch-2.13.0');
const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** A Python with PyTorch: the one that TSVISION_TORCH_PYTHON names, else one of our own, made on first use. */
async function torchPython() {
  if (process.env.TSVISION_TORCH_PYTHON) return process.env.TSVISION_TORCH_PYTHON;
  const whole = join(folder, 'whole');
  if (existsSync(whole)) return python;
  process.stderr.write('• PyTorch for the comparison (once) …\n');
  rmSync(folder, { recursive: true, force: true });
  await run(process.env.TSVISION_PYTHON ?? 'python3', ['-m', 'venv', folder]);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
  // A mirror may have the processor's build; PyPI has not, PyTorch's own index has.
  await run(python, install).catch(() =>
    run(python, [...install, '--extra-index-url', 'https://download.pytorch.org/whl/cpu']),
  );
  writeFileSync(whole, '');
  return python;
}

/**
 * Starts `script` (beside the caller) with PyTorch and resolves with its first line, `ask` and `stop`; with undefined,
 * and the reason on stderr, where there can be no PyTorch: then our figures stand alone.
 */
export async function startTorch(script, args) {
  let program;
  try {
    program = await torchPython();
  } catch (error) {
    process.stderr.write(`! no PyTorch to compare with: ${error.message}\n`);
    return undefined;
  }
  const threads = String(availableParallelism());
  const child = spawn(program, [script, ...args, threads], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended with ${child.exitCode ?? child.signalCode}.`);
    return JSON.parse(value);
  };
  const { torch: version } = await answer();
  const ask = (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return answer();
  };
  return { version, ask, stop: () => child.stdin.end() };
}

function run(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', process.stderr, 'inherit'] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(undefined) : reject(new Error(`${program} ${args[1]} ended with ${code}.`)),
    );
  });
}
