// npm run engines -- [NAME…]: what deploy/ is for, run for real. Each engine gets a virtual environment of its own in
// .cache/engines (or below TSVISION_ENGINES) with pinned packages, and the suite in test/deploy that drives it.
// --keep writes what each said to docs/engines/NAME.txt.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { engines } from './engines/engines.mjs';
import { installEngine } from './engines/installEngine.mjs';
import { runSuite } from './engines/runSuite.mjs';
import { root, SetupError } from './setup/step.mjs';

const words = process.argv.slice(2);
const keep = words.includes('--keep');
const asked = words.filter((word) => !word.startsWith('--'));
const unknown = asked.filter((name) => !Object.hasOwn(engines, name));
if (unknown.length > 0)
  throw new SetupError(
    `There is no engine ${unknown.join(', ')}.`,
    `Known: ${Object.keys(engines).join(', ')}.`,
  );

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const name of asked.length > 0 ? asked : Object.keys(engines)) {
  const { outcome, text } = await attempt(name);
  counts[outcome]++;
  process.stdout.write(`${text}\n• ${name}: ${outcome}\n\n`);
  if (keep && outcome === 'passed') keepOutput(name, text);
}
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = counts.failed > 0 ? 1 : 0;

/** @returns {Promise<{ outcome: 'passed' | 'failed' | 'skipped', text: string }>} */
async function attempt(name) {
  const engine = engines[name];
  process.stdout.write(`• ${name}: ${engine.shows} …\n`);
  const folder = resolve(process.env.TSVISION_ENGINES ?? join(root, '.cache/engines'));
  const lacking = engine.needs.filter((path) => !existsSync(join(root, path)));
  if (lacking.length > 0)
    return { outcome: 'skipped', text: `There is no ${lacking.join(', ')}: npm test makes it.` };
  try {
    await installEngine(name, engine, folder);
  } catch (error) {
    return { outcome: 'skipped', text: `It cannot be installed here.\n${error.message}` };
  }
  const { status, text } = await runSuite(name, engine, folder);
  return { outcome: outcomeOf(status), text };
}

/** By the exit status of a suite; 77 is what automake's tests say where they cannot run. */
function outcomeOf(status) {
  if (status === 77) return 'skipped';
  return status === 0 ? 'passed' : 'failed';
}

function keepOutput(name, text) {
  mkdirSync(join(root, 'docs/engines'), { recursive: true });
  writeFileSync(join(root, `docs/engines/${name}.txt`), `${text}\n`);
}
