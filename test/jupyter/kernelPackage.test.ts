import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Front, runCell } from './installedKernel.js';
import { noJupyter } from './pythonSuite.js';

// The kernel as a package of its own, from npm, in an empty folder outside of the checkout.
const root = resolve(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'tsvision-kernel-'));
const project = join(home, 'project');
const modules = join(project, 'node_modules');
const env = { ...process.env, TSVISION_HISTORY: join(home, 'history'), NODE_PATH: '' };
const jupyter: Front = {
  python: join(root, '.venv/bin/python'),
  kernels: join(home, 'environment/share/jupyter/kernels'),
  cwd: project,
  env,
};

describe.skipIf(noJupyter !== undefined)('the package tsvision-kernel', () => {
  beforeAll(() => {
    mkdirSync(project, { recursive: true });
    const pack = ['scripts/kernelPackage.mjs', '--built', '--out', home];
    const tarball = execFileSync(process.execPath, pack, { cwd: root, encoding: 'utf8' }).trim();
    const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', tarball];
    execFileSync('npm', npm, { cwd: project });
  });

  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('depends on what the library depends on, in the same versions', () => {
    const ours = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const its = JSON.parse(readFileSync(join(root, 'packages/kernel/package.json'), 'utf8'));
    expect(its.version).toBe(ours.version);
    expect(its.engines).toEqual(ours.engines);
    expect(ours.dependencies).toMatchObject(its.dependencies);
  });

  it('takes at most 120 MB, without TensorFlow', () => {
    expect(existsSync(join(modules, '@tensorflow'))).toBe(false);
    expect(megabytes(modules)).toBeLessThan(120);
  });

  it('runs cells with types, displays and widgets through jupyter_client', () => {
    const { status, stderr } = spawnSync(
      'npx',
      ['--offline', 'tsvision-kernel', 'install', '--prefix', join(home, 'environment')],
      { cwd: project, encoding: 'utf8', env },
    );
    expect([status, stderr]).toEqual([0, '']);
    const code = `import { display, html, widgets } from 'tsvision-kernel';
const slider: widgets.IntSlider = new widgets.IntSlider({ value: 42 });
console.log(String(slider.value));`;
    expect(runCell(jupyter, code)).toBe('42\n');
    expect(runCell(jupyter, `const wrong: number = 'text'`)).toContain("not assignable to type 'number'");
    const shown = `import { display, html } from 'tsvision-kernel'; display(html\`<b>bold</b>\`); 6 * 7`;
    expect(runCell(jupyter, shown)).toMatch(/bold[\s\S]*42/);
    // Its views are drawn by whichever anywidget Jupyter has, for it brings no extension; or stand in a frame.
    const own = `import { widgets, jupyterDisplay } from 'tsvision-kernel';
import { writeFileSync } from 'node:fs';
writeFileSync('view.ts', 'export default { render({ el }: { el: HTMLElement }): void {} };');
const view = new (widgets.defineWidget({ esm: './view.ts', state: { value: 7 } }))();
const { 'text/html': frame } = await view[jupyterDisplay]();
console.log(String(view.value), view.spec.modelModuleVersion, String(frame).slice(0, 40));`;
    expect(runCell(jupyter, own)).toMatch(/^7 0\.x <iframe class="tsvision-widget-frame"/);
  });

  it('says what to do once its folder is gone', () => {
    rmSync(project, { recursive: true });
    expect(runCell({ ...jupyter, cwd: home }, '1')).toMatch(
      /which is gone\.\n→ In a folder that stays: npm install tsvision-kernel, then npx tsvision-kernel install/,
    );
  });
});

/** Of the files below a folder: what npm's own count of a package is made of. */
function megabytes(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return bytes / 2 ** 20;
}
