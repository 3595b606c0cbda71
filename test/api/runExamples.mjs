// Runs compiled examples in one process, as cells of a notebook that has `photos`, `data` and `learn`, and tells of
// each on the third pipe whether it went well.
import { writeSync } from 'node:fs';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';

const [folder, count] = process.argv.slice(2);
const { createCnn, accuracy, ImageDataBunch, models, samples } = await import('tsvision');
const drawn = await samples.bears({ n: 12 });

globalThis.photos = 'photos';
globalThis.__shows = (value, expected) => {
  const shown = typeof value === 'string' ? value : inspect(value, { breakLength: Infinity });
  if (shown !== expected) throw new Error(`gives ${shown}, not ${expected}`);
};

for (let i = 0; i < Number(count); i++) {
  const file = join(folder, `${i}.mjs`);
  const code = await readFile(file, 'utf8');
  const place = join(folder, `cell${i}`);
  await mkdir(place);
  process.chdir(place);
  let error;
  try {
    await cp(drawn.path, 'photos', { recursive: true });
    if (/\b(data|learn)\b/.test(code)) await giveData();
    if (/\blearn\b/.test(code))
      globalThis.learn = await createCnn(globalThis.data, models.tinyresnet, { metrics: [accuracy] });
    await import(file);
  } catch (problem) {
    error = problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem);
  }
  writeSync(3, `${JSON.stringify({ i, error })}\n`);
}
process.exit();

async function giveData() {
  const options = { train: '.', validPct: 0.25, size: 32, bs: 9 };
  globalThis.data = await ImageDataBunch.fromFolder('photos', options);
}
