import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../setup/step.mjs';

/** Nothing here takes as long. */
const limit = 20 * 60_000;
let model;

/** Runs an engine's suite with the Python of its environment. @returns {Promise<{ status: number | null, text: string }>} */
export async function runSuite(name, engine, folder) {
  const args = engine.args ?? [];
  const filled = [];
  for (const word of args) filled.push(word === 'MODEL' ? await modelFolder() : word);
  return output(join(folder, name, 'bin/python'), [join(root, 'test/deploy', engine.suite), ...filled]);
}

/** A trained model and its exports, made once for all suites of a run. */
async function modelFolder() {
  model ??= process.env.TSVISION_ENGINES_MODEL ?? mkdtempSync(join(tmpdir(), 'tsvision-model-'));
  if (!existsSync(join(model, 'bears.onnx')))
    await run(process.execPath, ['test/deploy/makeModel.mjs', model]);
  return model;
}

function output(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, TSVISION_NODE: process.execPath, PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limit,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += String(chunk);
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, text: text.trim() }));
  });
}
