// npm run lessons [-- --fast] [--save] [NAME …]: runs the lessons headless through the kernel and sums up.
// --fast takes smaller samples; --save writes the outputs back into notebooks/. Real photos are those of TSVISION_DATA, or
// of ../shared/data where that is there.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hashOfCode } from './notebookCode.mjs';
import { asProgram, prepare } from './setup/prepare.mjs';
import { root, SetupError } from './setup/step.mjs';
import { useSharedData } from './sharedData.mjs';

const folder = join(root, 'notebooks');
const outFolder = join(root, 'artifacts/lessons');

/** What a lesson and all of them may take on two cores, in seconds. */
const most = { full: { lesson: 300, all: 1500 }, fast: { lesson: 180, all: 180 } };

const byNumber = (a, b) => Number(a.match(/\d+/)?.[0] ?? 0) - Number(b.match(/\d+/)?.[0] ?? 0);

await asProgram(async () => {
  const { values, positionals } = parseArgs({
    options: { fast: { type: 'boolean' }, save: { type: 'boolean' } },
    allowPositionals: true,
  });
  for (const { what, reason } of await prepare())
    process.stdout.write(`! ${what} is not available: ${reason}\n`);
  useSharedData();
  const lessons = chooseLessons(positionals);
  mkdirSync(outFolder, { recursive: true });
  const started = performance.now();
  // Full lessons one by one: each says how long it takes. Of short ones most is start, which one core does.
  const rows = await runAll(lessons, values.fast ? 2 : 1, values);
  sumUp(rows, (performance.now() - started) / 1000, values);
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
});

function chooseLessons(names) {
  const all = readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb'))
    .sort(byNumber);
  const chosen = names.length === 0 ? all : all.filter((file) => names.some((name) => file.includes(name)));
  if (chosen.length === 0) {
    throw new SetupError(`No lesson is called ${names.join(', ')}.`, `There are: ${all.join(', ')}`);
  }
  return chosen;
}

/** Runs so many at a time; their rows, in the lessons' order. */
async function runAll(lessons, atOnce, options) {
  const rows = [];
  const waiting = [...lessons.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      rows[next[0]] = await runLesson(next[1], options);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return rows;
}

function runLesson(lesson, { fast, save }) {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['dist/cli/main.js', 'run', join('notebooks', lesson), '--out', outFolder],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...(fast ? { TSVISION_FAST: '1' } : {}) } },
  );
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const executed = join(outFolder, lesson);
      if (code === 0 && save && existsSync(executed)) saveOutputs(executed, join(folder, lesson));
      resolve({ lesson, ok: code === 0, seconds: (performance.now() - started) / 1000 });
    });
  });
}

/** Keeps the outputs for readers; the hash beside them lets a test see when the code has changed since. */
function saveOutputs(executed, lesson) {
  const notebook = JSON.parse(readFileSync(executed, 'utf8'));
  notebook.metadata.tsvision = { outputsOf: hashOfCode(notebook) };
  writeFileSync(lesson, `${JSON.stringify(notebook, undefined, 1)}\n`);
}

function sumUp(rows, total, { fast }) {
  const { lesson: mostOfOne, all: mostOfAll } = fast ? most.fast : most.full;
  const width = Math.max(...rows.map(({ lesson }) => lesson.length));
  const line = (name, seconds, limit, word) => {
    const long = seconds > limit ? `, longer than ${limit / 60} min` : '';
    process.stdout.write(`${name.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${word}${long}\n`);
  };
  process.stdout.write(`\non ${process.env.TSVISION_DATA && !fast ? 'real' : 'drawn'} photos\n`);
  for (const { lesson, ok, seconds } of rows) line(lesson, seconds, mostOfOne, ok ? 'ok' : 'FAILED');
  line('all', total, mostOfAll, rows.every(({ ok }) => ok) ? 'ok' : 'FAILED');
}
