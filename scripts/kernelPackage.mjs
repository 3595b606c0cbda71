// npm run package:kernel [-- --out FOLDER --built]: packs packages/kernel, which is the kernel without the library. Its
// sources are those of src/, so that there is one of each; what is built of them is laid into the package here.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { asProgram } from './setup/prepare.mjs';
import { root, run } from './setup/step.mjs';

const folder = join(root, 'packages/kernel');
const layers = ['core', 'notebook', 'widgets', 'kernel'];
// What Jupyter is shown, and what starts the kernel, are copied as they are (installKernelspec.ts).
const kernelspec = 'src/kernel/kernelspec';

const { values } = parseArgs({ options: { out: { type: 'string' }, built: { type: 'boolean' } } });
await asProgram(async () => {
  if (!values.built) await run(process.execPath, ['scripts/build.mjs']);
  layFiles();
  const out = values.out ?? folder;
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', out];
  const name = execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }).trim();
  process.stdout.write(`${join(out, name)}\n`);
});

function layFiles() {
  for (const part of ['dist', 'src']) rmSync(join(folder, part), { recursive: true, force: true });
  // Maps lead to sources that are not in here.
  const filter = (path) => !path.endsWith('.map');
  for (const layer of layers)
    cpSync(join(root, 'dist', layer), join(folder, 'dist', layer), { recursive: true, filter });
  mkdirSync(join(folder, 'src/kernel'), { recursive: true });
  cpSync(join(root, kernelspec), join(folder, kernelspec), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}
