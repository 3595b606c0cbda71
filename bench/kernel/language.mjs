// The language side alone, without sockets: milliseconds, memory in megabytes. A round is a process of its own, as
// the first cell of a session is one of the figures.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inRounds } from '../measuring/rounds.mjs';

export const options = { rounds: { type: 'string', default: '8' } };

export async function measure({ rounds = '8' }) {
  const program = new URL('./languageSession.mjs', import.meta.url).pathname;
  const session = async () => JSON.parse((await promisify(execFile)(process.execPath, [program])).stdout);
  return inRounds({ language: session }, { most: Number(rounds) });
}

export function describe({ language }) {
  return Object.entries(language)
    .map(([name, { median }]) => `${name.padEnd(24)}${median.toFixed(1).padStart(10)}`)
    .join('\n');
}
