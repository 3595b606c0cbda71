import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { KernelClient } from '../../../src/kernel/kernelClient.js';

const root = resolve(import.meta.dirname, '../../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'own program '));
const foreign = join(folder, 'programs');
let output = '';
let client: KernelClient;

beforeAll(async () => {
  // Somebody else's tsvision and npx are what the user has on the PATH.
  mkdirSync(foreign);
  for (const name of ['tsvision', 'npx']) {
    writeFileSync(join(foreign, name), `#!/bin/sh\necho foreign ${name} "$@"\n`);
    chmodSync(join(foreign, name), 0o755);
  }
  vi.stubEnv('PATH', [foreign, process.env.PATH].join(delimiter));
  client = await KernelClient.start(folder, ({ header, content }) => {
    if (header.msg_type === 'stream') output += String(content.text);
  });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await client.shutdown();
  rmSync(folder, { recursive: true, force: true });
});

/** What a cell prints. */
async function printed(code: string): Promise<string> {
  output = '';
  const options = { silent: false, store_history: false, user_expressions: {}, allow_stdin: false };
  const { content } = await client.request('execute_request', { code, ...options, stop_on_error: false })
    .done;
  expect(content.status).toBe('ok');
  return output;
}

it.each([
  '!tsvision --version',
  '!npx tsvision --version',
  '!npx --yes tsvision --version',
  '%%bash\ntsvision --version',
])('%s in a cell is the program of the package that the kernel is of', async (code) => {
  expect(await printed(code)).toBe(`${version}\n`);
});

it('arguments arrive as they are written, and other packages are npx’s', async () => {
  expect(await printed(`!npx cowsay "a  b" 'c'`)).toBe('foreign npx cowsay a  b c\n');
  expect(await printed('const lines = !tsvision predict --help\nconsole.log(lines[0])')).toMatch(
    /^Usage: tsvision predict/,
  );
});

it('a command runs without ~/.bashrc, also where no shell has started the kernel', async () => {
  writeFileSync(join(folder, '.bashrc'), 'echo from .bashrc\n');
  const code = `delete process.env.SHLVL\nprocess.env.HOME = ${JSON.stringify(folder)}\n!echo from the command`;
  expect(await printed(code)).toBe('from the command\n');
});

it('runs by the Node of the kernel where the PATH has none', async () => {
  expect(await printed("process.env.PATH = '/nowhere'\n!tsvision --version")).toBe(`${version}\n`);
});
