// npm test: prepares the checkout, checks style and types, then runs every test, and says how many ran.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findChromium } from './setup/chromium.mjs';
import { installOtherNodes } from './setup/otherNodes.mjs';
import { asProgram, attempt, prepare } from './setup/prepare.mjs';
import { root } from './setup/step.mjs';

const node = process.execPath;
const linesKept = 30;
const counts = { passed: 0, failed: 0, skipped: 0 };
const skipped = [];
// Said once more at the end: in what three lanes print, half an hour of it, nobody finds the one failure.
const failures = [];

await asProgram(async () => {
  const started = performance.now();
  const elsewhere = [];
  const [missing, chromium] = await Promise.all([
    prepare(),
    findChromium(),
    attempt(elsewhere, 'Node 22 and 24', installOtherNodes),
  ]);
  for (const { what, reason } of [...missing, ...elsewhere])
    process.stdout.write(`! ${what} is not available: ${reason}\n`);
  if (chromium) process.env.TSVISION_CHROMIUM = chromium;
  // What was just built is what is tested (see test/builtSources.ts).
  process.env.TSVISION_TEST_BUILT = '1';
  process.stdout.write(`• prepared in ${since(started)}; the tests begin\n`);

  mkdirSync(join(root, 'artifacts'), { recursive: true });
  // Tests wait for what they mean, never for a time, so that lanes may share the processors.
  await Promise.all([
    inTurn(
      () => runCheck('style', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
      ...['test', 'scripts', 'widgets'].map(
        (part) => () =>
          runCheck(`types of ${part}`, 'node_modules/typescript-native/lib/tsc.js', ['-p', part]),
      ),
      () => runProject('unit'),
    ),
    runProject('browser'),
    runProject('jupyter'),
    runProject('notebooks'),
  ]);
  if (skipped.length > 0) process.stdout.write(`\nSkipped:\n${skipped.map((s) => `  - ${s}\n`).join('')}`);
  if (failures.length > 0) process.stdout.write(`\nFailed:\n${failures.map(inset).join('\n')}\n`);
  process.stdout.write(
    `\nin ${since(started)}\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`,
  );
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
});

async function inTurn(...works) {
  for (const work of works) await work();
}

async function runCheck(name, program, args) {
  const started = performance.now();
  const { status, lastLines } = await runNode(name, [program, ...args]);
  process.stdout.write(`• ${name}: ${status === 0 ? 'fine' : 'failed'}, ${since(started)}\n`);
  if (status === 0) counts.passed++;
  else fail(name, lastLines.join('\n'));
}

async function runProject(project) {
  const started = performance.now();
  process.stdout.write(`• ${project} tests …\n`);
  const report = join(root, `artifacts/${project}.json`);
  rmSync(report, { force: true });
  const { status, lastLines } = await runNode(project, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const results = readReport(report);
  count(results);
  // A file that does not even load, or an unhandled error, has no failed test of its own.
  if (status !== 0 && !(results?.numFailedTests > 0)) fail(`${project} tests`, lastLines.join('\n'));
  process.stdout.write(`• ${project} tests: ${since(started)}\n`);
}

function count(results) {
  for (const { assertionResults } of results?.testResults ?? []) {
    for (const test of assertionResults) {
      if (test.status === 'passed') counts.passed++;
      else if (test.status === 'failed') fail(test.fullName, test.failureMessages?.join('\n') ?? '');
      else {
        counts.skipped++;
        skipped.push(`${test.fullName}${test.meta?.skipReason ? `: ${test.meta.skipReason}` : ''}`);
      }
    }
  }
}

function fail(what, message) {
  counts.failed++;
  failures.push(`${what}\n${message.split('\n').slice(0, linesKept).join('\n')}`);
}

function inset(text) {
  return `  - ${text.replaceAll('\n', '\n    ')}`;
}

/**
 * Runs a program of Node's, each line of its output marked with its name; resolves with its exit status and the last
 * lines of its output.
 */
function runNode(name, args) {
  const lastLines = [];
  const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      process.stdout.write(`${name} │ ${line}\n`);
      lastLines.push(line);
      if (lastLines.length > linesKept) lastLines.shift();
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, lastLines }));
  });
}

function since(started) {
  const seconds = Math.round((performance.now() - started) / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
