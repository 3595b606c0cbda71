// npm test: prepares the checkout, checks style and types, then runs every test, and says how many ran.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './setup/chromium.mjs';
import { installOtherNodes } from './setup/otherNodes.mjs';
import { asProgram, attempt, prepare } from './setup/prepare.mjs';
import { root } from './setup/step.mjs';

const node = process.execPath;

await asProgram(async () => {
  const missing = await prepare();
  await attempt(missing, 'Node 22 and 24', installOtherNodes);
  for (const { what, reason } of missing) process.stdout.write(`! ${what} is not available: ${reason}\n`);
  const chromium = await findChromium();
  if (chromium) process.env.TSVISION_CHROMIUM = chromium;

  const checks = [
    ['style', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
    ['types', 'node_modules/typescript/lib/tsc.js', ['--noEmit', '-p', 'test']],
  ];
  let failedChecks = 0;
  for (const [name, program, args] of checks) {
    process.stdout.write(`• ${name}\n`);
    if (spawnSync(node, [program, ...args], { cwd: root, stdio: 'inherit' }).status !== 0) failedChecks++;
  }

  const counts = { passed: checks.length - failedChecks, failed: failedChecks, skipped: 0 };
  const skipped = [];
  // One project after the other: a browser test that shares two cores with the unit tests measures those.
  for (const project of ['unit', 'jupyter', 'browser']) runProject(project, counts, skipped);
  if (skipped.length > 0) process.stdout.write(`\nSkipped:\n${skipped.map((s) => `  - ${s}\n`).join('')}`);
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
});

function runProject(project, counts, skipped) {
  process.stdout.write(`• ${project} tests\n`);
  mkdirSync(join(root, 'artifacts'), { recursive: true });
  const report = join(root, `artifacts/${project}.json`);
  rmSync(report, { force: true });
  const { status } = spawnSync(
    node,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: root, stdio: 'inherit' },
  );
  const results = readReport(report);
  for (const file of results?.testResults ?? []) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed++;
      else if (test.status === 'failed') counts.failed++;
      else {
        counts.skipped++;
        skipped.push(`${test.fullName}${test.meta?.skipReason ? `: ${test.meta.skipReason}` : ''}`);
      }
    }
  }
  // A file that does not even load, or an unhandled error, has no failed test of its own.
  if (status !== 0 && !(results?.numFailedTests > 0)) counts.failed++;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
