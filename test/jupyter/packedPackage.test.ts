import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCell as runCellBy } from './installedKernel.js';
import { noJupyter } from './pythonSuite.js';

// What a user gets: the packed package in a folder outside of the checkout. Its dependencies are those that
// are installed here, but for those of development; TSVISION_NIGHTLY=1 installs them from the registry.
const root = resolve(import.meta.dirname, '../..');
const python = join(root, '.venv/bin/python');
const home = mkdtempSync(join(tmpdir(), 'tsvision-packed-'));
const project = join(home, 'project');
const prefix = join(home, 'environment');
const env = { ...process.env, TSVISION_HISTORY: join(home, 'history'), NODE_PATH: '', TSVISION_BACKEND: '' };

const tsvision = (...args: string[]) =>
  spawnSync('npx', ['--offline', 'tsvision', ...args], {
    cwd: project,
    encoding: 'utf8',
    env: { ...env, TSVISION_CACHE: join(home, 'cache') },
  });

/** Runs a cell in the installed kernel, of a notebook in `cwd`. */
const runCell = (code: string, cwd = project): string =>
  runCellBy(
    {
      python,
      kernels: join(prefix, 'share/jupyter/kernels'),
      cwd,
      env: { ...env, TSVISION_CACHE: join(home, 'cache') },
    },
    code,
  );

describe.skipIf(noJupyter !== undefined)('the packed package', () => {
  beforeAll(() => {
    const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', home], {
      cwd: root,
      encoding: 'utf8',
    }).trim();
    mkdirSync(project, { recursive: true });
    if (process.env.TSVISION_NIGHTLY) installFromRegistry(join(home, packed));
    else unpackBesideCopies(join(home, packed));
  });

  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('installs kernel, lab extension and lessons, and says which engine runs', () => {
    const { stdout, stderr, status } = tsvision(
      'install',
      '--prefix',
      prefix,
      '--lessons',
      join(home, 'lessons'),
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/engine: .*npx tsvision setup/);
    const shared = join(prefix, 'share/jupyter');
    expect(readdirSync(join(shared, 'kernels/tsvision'))).toEqual(
      expect.arrayContaining(['kernel.json', 'launch.mjs', 'logo-64x64.png']),
    );
    const extension = JSON.parse(readFileSync(join(shared, 'labextensions/tsvision/package.json'), 'utf8'));
    expect(existsSync(join(shared, 'labextensions/tsvision', extension.jupyterlab._build.load))).toBe(true);
    expect(readdirSync(join(shared, 'nbextensions/tsvision'))).toEqual(['extension.js', 'index.js']);
    const views = readFileSync(join(project, 'node_modules/tsvision/dist/views.js'), 'utf8');
    expect(views).toMatch(/^define\(\["@jupyter-widgets\/base"\]/);
    const lessons = readdirSync(join(home, 'lessons'));
    const own = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));
    // The options of a project that they are put into are none of theirs.
    expect(lessons).toEqual([...own, 'tsconfig.json']);
    const [, source] =
      /\[Source\]\((.*?)\)/.exec(readFileSync(join(home, 'lessons/index.ipynb'), 'utf8')) ?? [];
    expect(existsSync(join(home, 'lessons', String(source)))).toBe(true);
  });

  it('runs a cell through jupyter_client, with widgets and types', () => {
    const code =
      "import { widgets } from 'tsvision'; const s: widgets.IntSlider = new widgets.IntSlider({ value: 42 }); s.value";
    expect(runCell(code)).toBe('42');
  });

  it('is the tsvision of commands in cells, wherever the notebook lies', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    for (const command of ['!tsvision --version', '!npx tsvision --version'])
      expect(runCell(command, home)).toBe(`${version}\n`);
  });

  it('never sends who has no checkout to npm start', () => {
    const { stdout } = tsvision('doctor');
    expect(stdout).toContain('npx tsvision');
    expect(stdout).not.toContain('npm start');
  });

  it('finds the package beside the notebook when its own folder is gone, or says what to do', () => {
    const other = join(home, 'other');
    mkdirSync(join(other, 'node_modules'), { recursive: true });
    const moved = join(home, 'moved');
    execFileSync('mv', [project, moved]);
    symlinkSync(join(moved, 'node_modules/tsvision'), join(other, 'node_modules/tsvision'));
    expect(runCell('6 * 7', other)).toBe('42');
    expect(runCell('6 * 7', home)).toMatch(/which is gone\.\n→ In a folder that stays: npm install tsvision/);
  });
});

function installFromRegistry(tarball: string): void {
  execFileSync('npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefix',
    project,
    tarball,
  ]);
}

/** The package itself, and what npm would install with it: the packages of the lock that are not for us alone. */
function unpackBesideCopies(tarball: string): void {
  const folder = join(project, 'node_modules/tsvision');
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['xzf', tarball, '-C', folder, '--strip-components=1']);
  mkdirSync(join(project, 'node_modules/.bin'));
  symlinkSync('../tsvision/dist/cli/main.js', join(project, 'node_modules/.bin/tsvision'));
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  for (const [path, { dev }] of Object.entries(packages)) {
    // What lies in another package comes with that.
    if (dev || path.lastIndexOf('node_modules/') !== 0 || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(project, path)), { recursive: true });
    copyFolder(join(root, path), join(project, path));
  }
}

/** By hard links, which take no time, where both are on one disk. */
function copyFolder(from: string, to: string): void {
  if (spawnSync('cp', ['-al', from, to]).status === 0) return;
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}
