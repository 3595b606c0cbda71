// The native engine for Macs with Apple's processor, as far as another machine can prove it: the binding is compiled by the
// calls that `tsvision setup` makes there (clang, as ziglang brings it from PyPI), against the headers and libraries of
// TensorFlow's wheel for Macs; then every symbol that it takes must be given by TensorFlow, by Node or by the system.
//
// node scripts/platforms/macosArm64.mjs [FOLDER]     downloads 320 MB and needs 2 GB; writes docs/platforms/macosArm64.json
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { requireFittingLibraries } from '../../dist/engine/setup/checkWheel.js';
import { compilations } from '../../dist/engine/setup/compileBinding.js';
import { downloadWheels } from '../../dist/engine/setup/downloadWheels.js';
import { requirePlatform } from '../../dist/engine/setup/platforms.js';
import { isNeeded } from '../../dist/engine/setup/setupEngine.js';
import { tensorflowBuild, tensorflowVersion } from '../../dist/engine/setup/tensorflowBuild.js';
import { unpackWheel } from '../../dist/engine/setup/unpackWheel.js';
import { readMachO } from './machO.mjs';
import { once, root, run, sha256, thisMachine } from './tools.mjs';

const ziglang = '0.15.2';
const oldestMacos = '12.0'; // The wheel's own tag.

const machine = { platform: 'darwin', arch: 'arm64' };
const platform = requirePlatform(machine);
const folder = process.argv[2] ?? join(root, '.cache/platforms/macosArm64');
mkdirSync(folder, { recursive: true });

const zig = await once(join(folder, 'ziglang'), `PyPI: ziglang ${ziglang}`, (fresh) =>
  run('python3', [
    '-m',
    'pip',
    'install',
    '-q',
    '--no-deps',
    '--only-binary=:all:',
    '--target',
    fresh,
    `ziglang==${ziglang}`,
  ]),
);
const libraries = await once(
  join(folder, 'tensorflow'),
  `PyPI: tensorflow ${tensorflowVersion} for Macs`,
  async (fresh) => {
    const [wheel] = await downloadWheels([`${platform.packages.cpu}==${tensorflowVersion}`], fresh, {
      platform,
    });
    await unpackWheel(wheel, fresh, isNeeded);
    await requireFittingLibraries(fresh, platform);
    writeFileSync(
      join(fresh, 'wheel.json'),
      JSON.stringify({ name: basename(wheel), sha256: sha256(wheel) }),
    );
    rmSync(wheel);
  },
);

const build = { ...tensorflowBuild('cpu', machine), libraries };
const out = join(folder, 'binding');
rmSync(out, { recursive: true, force: true });
mkdirSync(out);
const cache = join(folder, 'zigCache');
const env = { ...process.env, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache };
for (const { addon, args } of compilations(build, out, platform)) {
  console.log(`compiling ${addon} …`);
  await run(join(zig, 'ziglang', 'zig'), ['c++', '-target', `aarch64-macos.${oldestMacos}`, ...args], {
    env,
  });
}

const require = createRequire(import.meta.url);
const node = new Set(
  require('node-api-headers').symbols.v8.node_api_symbols.concat(
    require('node-api-headers').symbols.v8.js_native_api_symbols,
  ),
);
const tensorflow = {};
for (const name of platform.libraries) {
  const path = join(libraries, 'tensorflow', name);
  tensorflow[`@rpath/${name}`] = await readMachO(path);
}
// The system's libraries exist on a Mac alone: what they give stands in the text stubs that come with the compiler.
const stubs = readFileSync(join(zig, 'ziglang/lib/libc/darwin/libSystem.tbd'), 'utf8');
const system = new Set(stubs.match(/[\w$.]+/g));

const addons = {};
const unresolved = [];
for (const addon of readdirSync(out).filter((name) => name.endsWith('.node'))) {
  const { libraries: needed, rpaths, taken } = await readMachO(join(out, addon));
  const counts = {};
  for (const { name, from } of taken) {
    const isGiven =
      from === 'program'
        ? node.has(name.slice(1))
        : from in tensorflow
          ? tensorflow[from].exports.has(name)
          : from === '/usr/lib/libSystem.B.dylib' && system.has(name);
    counts[from] = (counts[from] ?? 0) + 1;
    if (!isGiven) unresolved.push({ addon, name, from });
  }
  addons[addon] = { needed, rpaths, taken: counts };
}

const report = {
  made: 'by scripts/platforms/macosArm64.mjs; nothing was run on a Mac',
  on: thisMachine(),
  compiler: `ziglang ${ziglang}, c++ -target aarch64-macos.${oldestMacos}`,
  wheel: JSON.parse(readFileSync(join(libraries, 'wheel.json'), 'utf8')),
  libraries: Object.fromEntries(
    Object.entries(tensorflow).map(([name, { id, libraries: needed, rpaths, exports }]) => [
      name,
      {
        id,
        needed,
        rpaths,
        exports: exports.size,
        cApi: [...exports].filter((each) => /^_TFE?_/.test(each)).length,
      },
    ]),
  ),
  addons,
  unresolved,
};
const text = `${JSON.stringify(report, null, 2)}\n`;
mkdirSync(join(root, 'docs/platforms'), { recursive: true });
writeFileSync(join(root, 'docs/platforms/macosArm64.json'), text);
console.log(text);
if (unresolved.length > 0) process.exitCode = 1;
