// npm run suite -- [tensorflow] [wasm] [--json] [--filter TEXT]: tfjs-core's own tests on our engines. Fails when a test
// fails that scripts/suite/known.json does not name, or one passes that it names.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { asProgram } from './setup/prepare.mjs';
import { root, SetupError } from './setup/step.mjs';
import { bundleTests } from './suite/bundle.mjs';
import { agrees, judge } from './suite/judge.mjs';

const engines = ['tensorflow', 'wasm'];

await asProgram(async () => {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean' }, filter: { type: 'string', default: '' } },
    allowPositionals: true,
  });
  const chosen = chooseEngines(positionals);
  if (!existsSync(join(root, 'dist/engine/index.js'))) {
    throw new SetupError('The library is not built.', 'Run npm run build.');
  }
  const known = JSON.parse(readFileSync(join(root, 'scripts/suite/known.json'), 'utf8'));
  const reports = {};
  for (const engine of chosen) {
    const report = judge(await runTests(engine, values.filter), values.filter ? [] : known[engine]);
    reports[engine] = report;
    if (!values.json) show(engine, report);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  process.exitCode = Object.values(reports).every(agrees) ? 0 : 1;
});

function chooseEngines(names) {
  const wrong = names.find((name) => !engines.includes(name));
  if (wrong) throw new SetupError(`There is no engine ${wrong}.`, `Name one of ${engines.join(', ')}.`);
  return names.length > 0 ? names : engines;
}

/** The results, one a test. */
async function runTests(engine, filter) {
  const results = join(root, `.cache/suite/${engine}.jsonl`);
  const bundle = await bundleTests(engine);
  const { code, stderr } = await runNode(['scripts/suite/runTests.mjs', bundle, results, filter], engine);
  const lines = existsSync(results) ? readFileSync(results, 'utf8').split('\n').filter(Boolean) : [];
  const tests = lines.map((line) => JSON.parse(line));
  if (code !== 0) {
    const last = tests.at(-1)?.name ?? 'the first test';
    throw new SetupError(
      `The tests on ${engine} broke off after “${last}” (${code}).\n${stderr.slice(-2000)}`,
    );
  }
  return tests;
}

/** Some tests log and warn; that is shown only where the process breaks off. */
function runNode(args, engine) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TSVISION_BACKEND: engine };
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr = (stderr + chunk).slice(-8000);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: signal ?? code, stderr }));
  });
}

function show(engine, { tests, passed, failed, pending, unlisted, mended }) {
  const lines = [`${engine}: ${passed} of ${tests} pass, ${failed} fail, ${pending} tfjs itself leaves out`];
  for (const { name, messages } of unlisted) lines.push(`  ✗ ${name}: ${messages[0]}`);
  for (const name of mended) lines.push(`  ✓ listed as failing, but passes or is gone: ${name}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}
