import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../setup/jupyter.mjs';
import { findProgram, root, run, SetupError } from '../setup/step.mjs';

/** No installation takes as long; one that does hangs. */
const limit = 30 * 60_000;

/** Makes the engine's virtual environment below `folder` unless it is there with the same pins. */
export async function installEngine(name, engine, folder) {
  await installPrograms(engine.programs ?? []);
  const pins = join(root, `test/deploy/requirements/${name}.txt`);
  const venv = join(folder, name);
  const stamp = join(venv, 'tsvision-stamp');
  const key = [readFileSync(pins, 'utf8'), ...(engine.npm ?? [])].join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(venv, 'bin/python'))) await run(await findPython(), ['-m', 'venv', venv], { limit });
  await run(join(venv, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '-r', pins], { limit });
  const words = ['install', '--silent', '--no-save', '--ignore-scripts', '--prefix', venv];
  if (engine.npm) await run('npm', [...words, ...engine.npm], { limit });
  writeFileSync(stamp, key);
}

/** Installs what is missing of them, where we may. */
async function installPrograms(names) {
  const isThere = async (name) => (await findProgram(name)) !== undefined;
  const missing = [];
  for (const name of names) if (!(await isThere(name))) missing.push(name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !(await isThere('apt-get')))
    throw new SetupError(`There is no ${missing.join(', ')}.`, `Debian: apt install ${missing.join(' ')}`);
  await run('apt-get', ['update'], { limit });
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...missing], { limit });
}
