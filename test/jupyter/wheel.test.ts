import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Front, runCell } from './installedKernel.js';
import { noJupyter } from './pythonSuite.js';

// What somebody gets who has Python and no Node: the wheel in a bare environment outside of the checkout, with a PATH
// that holds that environment alone. pip's and npm's caches are this machine's.
const root = resolve(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'tsvision-wheel-'));
const venv = join(home, 'venv');
const program = join(venv, 'bin/tsvision');
const packages = join(home, 'data/tsvision');
const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: join(venv, 'bin'),
  NODE_PATH: '',
  HOME: home,
  XDG_DATA_HOME: join(home, 'data'),
  npm_config_cache: npmConfig('cache'),
  npm_config_userconfig: npmConfig('userconfig'),
  TSVISION_HISTORY: join(home, 'history'),
  TSVISION_CACHE: join(home, 'cache'),
  TSVISION_BACKEND: '',
};
const jupyter: Front = { python: join(venv, 'bin/python'), cwd: home, env };

describe.skipIf(noJupyter !== undefined)('the pip wheel', () => {
  beforeAll(() => {
    const wheel = execFileSync(process.execPath, ['scripts/wheel.mjs', '--built', '--out', home], {
      cwd: root,
      encoding: 'utf8',
    }).trim();
    const python = join(root, '.venv/bin/python');
    execFileSync(python, ['-m', 'venv', '--without-pip', venv]);
    const pip = ['-m', 'pip', '--python', venv, '--disable-pip-version-check', 'install', '--quiet'];
    execFileSync(python, [...pip, wheel, 'jupyter_client'], { cwd: home });
  });

  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('lays kernelspec and lab extension where the Jupyter of the environment looks', () => {
    for (const folder of env.PATH?.split(delimiter) ?? [])
      expect(readdirSync(folder)).not.toEqual(expect.arrayContaining(['node']));
    const listed = execFileSync(join(venv, 'bin/jupyter'), ['kernelspec', 'list', '--json'], { env });
    const { kernelspecs } = JSON.parse(String(listed));
    expect(kernelspecs.tsvision.resource_dir).toBe(join(venv, 'share/jupyter/kernels/tsvision'));
    expect(existsSync(join(venv, 'share/jupyter/labextensions/tsvision/package.json'))).toBe(true);
    expect(readdirSync(join(venv, 'share/jupyter/nbextensions/tsvision'))).toContain('extension.js');
  });

  it('tells papermill of its language (test/jupyter/clients.py does it)', () => {
    const code =
      "from importlib.metadata import entry_points as all; print(*all(group='papermill.engine'), sep='')";
    const listed = execFileSync(join(venv, 'bin/python'), ['-c', code], { env, encoding: 'utf8' });
    expect(listed).toContain("value='tsvision.papermill:Engine'");
  });

  it('fetches the npm packages at the first use: whole or not at all, once for two', async () => {
    const cut = spawn(program, ['--version'], { env, cwd: home, detached: true });
    await said(cut, /Installing tsvision's npm packages into/);
    process.kill(-(cut.pid as number), 'SIGKILL');
    await once(cut, 'close');
    expect(installed()).toEqual([]);

    const two = await Promise.all([run('--version'), run('install')]);
    expect(two.map(({ code }) => code)).toEqual([0, 0]);
    expect(two.filter(({ stderr }) => stderr.includes('npm packages are installed'))).toHaveLength(1);
    expect(two.filter(({ stderr }) => stderr.includes('Waiting for process'))).toHaveLength(1);
    expect(two[1]?.stdout).toContain(`kernel: ${join(venv, 'share/jupyter/kernels/tsvision')}`);
    expect(installed()).toHaveLength(1);
    expect(readdirSync(packages).filter((name) => name.startsWith('.new-'))).toEqual([]);
    expect((await run('--version')).stderr).toBe('');
  });

  it('runs a TypeScript cell with the library and a tensor through jupyter_client', () => {
    const code = `import * as tv from 'tsvision';
const twice: tv.tf.Tensor = tv.tf.tensor([1, 2, 3]).mul(2);
console.log(String([twice.sum().arraySync(), new tv.widgets.IntSlider({ value: 42 }).value]))`;
    expect(runCell(jupyter, code)).toBe('12,42\n');
  });

  it('has npm for cells where the user has none', () => {
    expect(runCell(jupyter, '!npm --version')).toMatch(/^\d+\.\d+\.\d+\s*$/);
  });

  it('names the commands that are there', () => {
    const { stdout } = spawnSync(program, ['doctor'], { env, cwd: home, encoding: 'utf8' });
    expect(stdout).toContain('Run `tsvision setup`');
    expect(stdout).not.toMatch(/npx|npm start/);
  });

  it('says what to do when the packages cannot be fetched, and leaves nothing behind', async () => {
    const elsewhere = join(home, 'elsewhere');
    mkdirSync(elsewhere);
    const offline = {
      XDG_DATA_HOME: elsewhere,
      npm_config_cache: join(home, 'no-cache'),
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
    };
    const { code, stderr } = await run('--version', offline);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ECONNREFUSED[\s\S]*→ Check the network .* then run `tsvision install`/);
    expect(readdirSync(join(elsewhere, 'tsvision'))).toEqual([]);
  });
});

const installed = (): string[] => readdirSync(packages).filter((name) => /^\d/.test(name));

async function run(
  command: string,
  more: NodeJS.ProcessEnv = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(program, [command], { env: { ...env, ...more }, cwd: home });
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout: stdout(), stderr: stderr() };
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (data) => {
    text += String(data);
  });
  return () => text;
}

/** Resolves once the program has said it on stderr. */
function said(child: ReturnType<typeof spawn>, wanted: RegExp): Promise<void> {
  return new Promise((done, fail) => {
    let text = '';
    child.stderr?.on('data', (data) => {
      text += String(data);
      if (wanted.test(text)) done();
    });
    child.once('close', () => fail(new Error(text)));
  });
}

function npmConfig(key: string): string {
  return execFileSync('npm', ['config', 'get', key], { encoding: 'utf8' }).trim();
}
