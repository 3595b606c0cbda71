// npm run bench -- AREA [BENCH ...] [--json] [the benches' own options]
//
// Runs the benches of an area one after the other, each in a process of its own, and looks meanwhile whether the
// machine does anything else. With --json stdout carries one JSON object and nothing else (npm's own banner goes with
// `npm run --silent bench`). Figures count where the machine was ours and the rounds agreed; otherwise it says why not.
import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { useSharedData } from '../scripts/sharedData.mjs';
import { crowded, watchCompany } from './measuring/company.mjs';
import { unsteady } from './measuring/rounds.mjs';

useSharedData();

const areas = {
  audits: ['blur', 'labels', 'precision'],
  clean: ['audit', 'view', 'mislabels', 'search'],
  engine: ['operations', 'profile', 'memory'],
  kernel: ['sideBySide', 'language'],
  map: ['layout', 'memory'],
  lessons: ['transfer', 'fineTuning', 'digits'],
  scale: ['growth', 'shards', 'stream', 'fasterKernels'],
  serve: ['load'],
  web: ['firstAnswer'],
  vision: ['features', 'loader', 'loaderScale', 'training'],
};

const { area, names, json, rest } = readCommand(process.argv.slice(2));
const machine = {
  node: process.version,
  platform: process.platform,
  processors: cpus().length,
  processor: cpus()[0]?.model ?? 'unknown',
};
const report = { area, machine, benches: {}, doNotCount: [] };
for (const name of names) await measure(name);
if (json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);

function readCommand(argv) {
  const { positionals, tokens } = parseArgs({
    args: argv,
    options: { json: { type: 'boolean' } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const [first, ...wanted] = positionals.filter(
    (word) => areas[positionals[0]]?.includes(word) || areas[word],
  );
  const all = areas[first];
  if (!all) {
    console.error(
      `npm run bench -- AREA [BENCH ...] [--json]\n${Object.entries(areas)
        .map(([name, benches]) => `  ${name.padEnd(8)}${benches.join(', ')}`)
        .join('\n')}`,
    );
    process.exit(1);
  }
  const names = wanted.length > 0 ? wanted : all;
  const mine = new Set([first, ...wanted, '--json']);
  return {
    area: first,
    names,
    json: tokens.some((token) => token.kind === 'option' && token.name === 'json'),
    rest: argv.filter((word) => !mine.has(word)),
  };
}

async function measure(name) {
  const company = await watchCompany();
  process.stderr.write(`• ${area} ${name} …\n`);
  const { status, result, text } = await inOwnProcess(name);
  const seen = company.stop();
  const reasons = [...crowded(seen), ...unsteady(result)];
  if (status !== 0) reasons.push(`it ended with ${status}`);
  report.benches[name] = { ...result, company: seen, counts: reasons.length === 0 };
  report.doNotCount.push(...reasons.map((reason) => `${name}: ${reason}`));
  if (status !== 0) process.exitCode = 1;
  if (json) return;
  process.stdout.write(
    `\n${area} ${name} (Node ${machine.node}, ${machine.processors} × ${machine.processor})\n`,
  );
  process.stdout.write(`${text ?? ''}\n`);
  for (const reason of reasons) process.stdout.write(`! these figures do not count: ${reason}\n`);
}

/**
 * What a bench prints goes to stderr; what it found comes as a message.
 * @returns {Promise<{ status: number | string, result?: object, text?: string }>}
 */
async function inOwnProcess(name) {
  const child = fork(new URL('./measuring/oneBench.mjs', import.meta.url), [`${area}/${name}`, ...rest], {
    stdio: ['ignore', process.stderr, 'inherit', 'ipc'],
  });
  let message = {};
  child.on('message', (sent) => (message = sent));
  const status = await new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  return { status, ...message };
}
