import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../setup/jupyter.mjs';
import { root, run } from '../setup/step.mjs';

/** Makes the engine's virtual environment below `folder` unless it is there with the same pins. */
export async function installEngine(name, engine, folder) {
  const pins = join(root, `test/deploy/requirements/${name}.txt`);
  const venv = join(folder, name);
  const stamp = join(venv, 'tsvision-stamp');
  const key = [readFileSync(pins, 'utf8'), ...(engine.npm ?? [])].join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(venv, 'bin/python'))) await run(await findPython(), ['-m', 'venv', venv]);
  await run(join(venv, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '-r', pins]);
  if (engine.npm)
    await run('npm', [
      'install',
      '--silent',
      '--no-save',
      '--ignore-scripts',
      '--prefix',
      venv,
      ...engine.npm,
    ]);
  writeFileSync(stamp, key);
}
