import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../setup/step.mjs';

/** No suite takes as long; one that does hangs. */
const limit = 40 * 60_000;
/** In which a suite that was told to end does so: it ends what it started. */
const grace = 60_000;
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
    await run(process.execPath, ['test/deploy/makeModel.mjs', model], { limit });
  return model;
}

function output(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, TSVISION_NODE: process.execPath, PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += String(chunk);
    });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    // Not `close`: what a suite has left behind may hold its output open for ever.
    child.on('exit', (status) => setTimeout(resolve, 100, status));
  });
  return withinLimit(child, ended).then((status) => ({ status, text: (text + tooLong(child)).trim() }));
}

/** Tells a suite to end that takes too long, so that it says where it was, and ends it. */
async function withinLimit(child, ended) {
  const timers = [
    setTimeout(() => child.kill('SIGTERM'), limit),
    setTimeout(() => child.kill('SIGKILL'), limit + grace),
  ];
  try {
    return await ended;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

const tooLong = ({ killed }) => (killed ? `\nIt had not ended after ${limit / 60_000} minutes.` : '');
