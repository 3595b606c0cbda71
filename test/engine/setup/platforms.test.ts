import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EngineSetupError } from '../../../src/engine/errors.js';
import { machineName, readBinary } from '../../../src/engine/setup/binaryFile.js';
import {
  fitsPlatform,
  foreignWheelIn,
  requireFittingLibraries,
  requireFittingWheel,
} from '../../../src/engine/setup/checkWheel.js';
import { compilations, findCompiler } from '../../../src/engine/setup/compileBinding.js';
import { downloadWheels } from '../../../src/engine/setup/downloadWheels.js';
import { thisMachine } from '../../../src/engine/setup/machine.js';
import {
  type EnginePlatform,
  enginePlatforms,
  packageOf,
  platformProblem,
  requirePlatform,
} from '../../../src/engine/setup/platforms.js';
import { setupChecks } from '../../../src/engine/setup/setupChecks.js';
import { tensorflowBuild } from '../../../src/engine/setup/tensorflowBuild.js';
import { temporaryFolder } from './temporaryFolder.js';

const of = (id: string): EnginePlatform => enginePlatforms.find((known) => known.id === id) as EnginePlatform;
const linuxX64 = { platform: 'linux', arch: 'x64', glibc: '2.36' };
const mac = { platform: 'darwin', arch: 'arm64' };

/** The names that PyPI's wheels of 2.21.0 have. */
const wheels: Readonly<Record<string, string>> = {
  'linux-x64': 'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
  'linux-arm64': 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl',
  'darwin-arm64': 'tensorflow-2.21.0-cp312-cp312-macosx_12_0_arm64.whl',
};

/** The first bytes of a library for a machine. */
function library(id: string): Buffer {
  const head = Buffer.alloc(128);
  if (id === 'darwin-arm64') {
    head.writeUInt32LE(0xfeedfacf, 0);
    head.writeUInt32LE(0x0100000c, 4);
  } else {
    head.write('\x7fELF', 'latin1');
    head.writeUInt16LE(id === 'linux-x64' ? 0x3e : 0xb7, 18);
  }
  return head;
}

function problemOf(run: () => unknown): EngineSetupError {
  try {
    run();
  } catch (error) {
    if (error instanceof EngineSetupError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('the table of machines', () => {
  it.each(['linux-x64', 'linux-arm64', 'darwin-arm64'])('knows %s: its wheel, and no other', (id) => {
    const [platform = '', arch = ''] = id.split('-');
    expect(requirePlatform({ platform, arch, glibc: '2.27' }).id).toBe(id);
    for (const [other, wheel] of Object.entries(wheels))
      expect(fitsPlatform(wheel, of(id))).toBe(other === id);
    expect(fitsPlatform('weights-1.0-py3-none-any.whl', of(id))).toBe(true);
    for (const tag of of(id).wheelTags) expect(tag).toMatch(of(id).fittingTag);
  });

  it.each([
    ['win32', 'x64', undefined, /Windows on x86-64: .*Python 3\.12/, /WSL 2/],
    ['darwin', 'x64', undefined, /macOS on x86-64: .*Intel Macs is 2\.16\.2/, /WASM/],
    ['linux', 'arm64', '2.26', /Linux on ARM64: .*glibc 2\.27, and this is 2\.26/, /glibc 2\.27 or newer/],
    ['linux', 'x64', undefined, /musl/, /glibc 2\.27 or newer/],
    ['freebsd', 'x64', undefined, /Linux on x86-64, Linux on ARM64, macOS on ARM64/, /WASM/],
  ] as const)('says why there is none for %s on %s (glibc %s)', (platform, arch, glibc, what, remedy) => {
    const machine = { platform, arch, glibc };
    const error = problemOf(() => requirePlatform(machine));
    expect(error).toMatchObject({ name: 'EngineSetupError', problem: 'platform' });
    expect(error.message).toMatch(what);
    expect(error.remedy).toMatch(remedy);
    expect(platformProblem(machine)).toBeDefined();
  });

  it('has no CUDA but for Linux on x86-64', () => {
    expect(packageOf(of('linux-x64'), 'cuda')).toBe('tensorflow');
    for (const id of ['linux-arm64', 'darwin-arm64'])
      expect(problemOf(() => packageOf(of(id), 'cuda')).message).toMatch(/no CUDA/);
  });

  it('tells a system with glibc from one without by running', () => {
    const machine = thisMachine();
    expect(`${machine.platform}-${machine.arch}`).toBe(`${process.platform}-${process.arch}`);
    if (machine.platform === 'linux' && machine.glibc !== undefined)
      expect(machine.glibc).toMatch(/^\d+\.\d+/);
  });
});

describe('how the binding is linked', () => {
  it.each([
    ['linux-arm64', '$ORIGIN', 'libtensorflow_cc.so.2'],
    ['darwin-arm64', '@loader_path', 'libtensorflow_cc.2.dylib'],
  ] as const)('on %s: by paths, found again from %s', (id, origin, name) => {
    const [platform = '', arch = ''] = id.split('-');
    const build = tensorflowBuild('cpu', { platform, arch });
    if (!build) return; // Without the optional package there is nothing to compile.
    expect(build.libraries).toContain(id);
    const calls = compilations(build, '/out', of(id));
    expect(calls.map(({ addon }) => addon)).toEqual(['loader.node', 'tfjs_binding.node', 'jpeg.node']);
    for (const { addon, args } of calls) {
      expect(args).toContain(join('/out', addon));
      // Flags that one linker alone knows.
      expect(args.filter((argument) => argument.startsWith('-l:'))).toEqual([]);
      expect(args.includes('-Wl,-undefined,dynamic_lookup')).toBe(id === 'darwin-arm64');
      if (addon === 'loader.node') continue;
      expect(args).toContain(join(build.libraries, 'tensorflow', name));
      expect(args.filter((argument) => argument.startsWith(`-Wl,-rpath,${origin}/../`))).toHaveLength(1);
    }
  });
});

describe('a wheel of another machine', () => {
  it('is refused by its name', () => {
    const error = problemOf(() => requireFittingWheel(wheels['darwin-arm64'] as string, of('linux-arm64')));
    expect(error).toMatchObject({ problem: 'wheel' });
    expect(error.message).toMatch(
      /macosx_12_0_arm64\.whl is a wheel for another.*Linux on ARM64 needs .*manylinux_2_27_aarch64/,
    );
    expect(error.remedy).toMatch(/--platform manylinux_2_27_aarch64 tensorflow`/);
  });

  it('is refused by what is in it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'tensorflow'));
    const { libraries } = of('linux-x64');
    const place = (id: string): void => {
      for (const name of libraries) writeFileSync(join(folder, 'tensorflow', name), library(id));
    };
    place('linux-x64');
    await requireFittingLibraries(folder, of('linux-x64'));
    place('linux-arm64');
    await expect(requireFittingLibraries(folder, of('linux-x64'))).rejects.toMatchObject({
      problem: 'wheel',
      message: expect.stringMatching(/libtensorflow_cc\.so\.2 is for Linux on ARM64; Linux on x86-64 needs/),
    });
    writeFileSync(join(folder, 'tensorflow', libraries[0] as string), 'version https://git-lfs');
    await expect(requireFittingLibraries(folder, of('linux-x64'))).rejects.toThrow(/is no library/);
    await expect(requireFittingLibraries(folder, of('darwin-arm64'))).rejects.toThrow(
      /has no tensorflow\/.*dylib/,
    );
  });

  it('is named where pip saw it and does not say so', () => {
    const folder = temporaryFolder();
    const requirement = 'tensorflow==2.21.0';
    const find = (): EngineSetupError | undefined =>
      foreignWheelIn(`/nowhere ${folder}`, requirement, of('linux-arm64'));
    expect(find()).toBeUndefined();
    writeFileSync(join(folder, wheels['darwin-arm64'] as string), '');
    expect(find()?.message).toContain(join(folder, wheels['darwin-arm64'] as string));
    writeFileSync(join(folder, wheels['linux-arm64'] as string), '');
    expect(find()).toBeUndefined();
    expect(foreignWheelIn(undefined, requirement, of('linux-arm64'))).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('programs of another kind', () => {
  /** A folder with programs, as PATH. */
  function programs(scripts: Record<string, string>): string {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(scripts))
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return folder;
  }

  function withPath(path: string, more: Record<string, string> = {}): void {
    for (const [name, value] of Object.entries({ PATH: path, CXX: '', TSVISION_PYTHON: '', ...more }))
      vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
  }

  const python = (machine: string): string =>
    `case "$*" in *--version*) echo "pip 24 from x (python 3.12)";; -c*) echo ${machine};;
    *) shift; for word; do [ "$word" = --dest ] && seen=1 && continue; [ -n "$seen" ] && break; done
    echo "$*" > "$word/seen.whl.txt"; : > "$word/$WHEEL";; esac`;

  async function askedFor(machine: string, wheel: string): Promise<string> {
    withPath(programs({ python3: python(machine) }), { WHEEL: wheel });
    const folder = temporaryFolder();
    await downloadWheels(['tensorflow-cpu==2.21.0'], folder, { platform: of('linux-x64') });
    return readFileSync(join(folder, 'seen.whl.txt'), 'utf8');
  }

  it("asks pip for this machine's wheels where Python is made for another one, and only there", async () => {
    const wheel = wheels['linux-x64'] as string;
    expect(await askedFor('x86_64', wheel)).not.toContain('--platform');
    expect(await askedFor('aarch64', wheel)).toContain(
      '--python-version 3.12 --platform manylinux_2_27_x86_64',
    );
  });

  it('refuses what pip brings for another machine', async () => {
    await expect(askedFor('x86_64', wheels['linux-arm64'] as string)).rejects.toMatchObject({
      problem: 'wheel',
    });
  });

  it('takes clang++ where there is no g++, and on Macs before it', async () => {
    withPath(programs({ 'clang++': 'exit 0' }));
    expect(await findCompiler(of('linux-arm64'))).toBe('clang++');
    withPath(programs({ 'clang++': 'exit 0', 'g++': 'exit 0' }));
    expect(await findCompiler(of('linux-arm64'))).toBe('g++');
    expect(await findCompiler(of('darwin-arm64'))).toBe('clang++');
    // What clang++ makes on x86-64 ends in a segmentation fault.
    withPath(programs({ 'clang++': 'exit 0' }));
    await expect(findCompiler(of('linux-x64'))).rejects.toMatchObject({ problem: 'compiler' });
  });

  it.each([
    [linuxX64, /no g\+\+ or c\+\+/, /apt install g\+\+/],
    [mac, /no clang\+\+ or g\+\+/, /xcode-select --install/],
  ] as const)('doctor says what is missing, and the command: %o', async (machine, what, remedy) => {
    // On a Mac without its tools clang++ is a program that says so.
    withPath(programs({ 'clang++': 'echo "xcode-select: error: no developer tools" >&2; exit 1' }), {
      TSVISION_CACHE: temporaryFolder(),
    });
    const checks = await setupChecks(machine);
    const check = (name: RegExp) => checks.find((each) => name.test(each.name));
    expect(check(/^compiler$/)).toMatchObject({
      problem: expect.stringMatching(what),
      remedy: expect.stringMatching(remedy),
    });
    expect(check(/^pip$/)?.remedy).toMatch(machine === mac ? /xcode-select|brew/ : /apt install python3-pip/);
    if (tensorflowBuild('cpu', machine))
      expect(check(/^TensorFlow for/)?.remedy).toMatch(/`npx tsvision setup` fetches tensorflow/);
  });

  it('doctor names a compiler without the headers of C++', async () => {
    const script = `case "$*" in *--version*) echo clang 14;; *) echo "loader.cc:9:10: fatal error: 'cstdint' file not found" >&2; exit 1;; esac`;
    withPath(programs({ 'clang++': script }), { TSVISION_CACHE: temporaryFolder() });
    const compiler = (await setupChecks({ ...linuxX64, arch: 'arm64' })).find(
      ({ name }) => name === 'compiler',
    );
    expect(compiler?.problem).toMatch(/clang\+\+ could not compile .*'cstdint' file not found/);
    expect(compiler?.remedy).toMatch(/headers of its standard library.*apt install g\+\+/);
  });

  it('doctor names libraries of another machine, and headers that are gone', async () => {
    const cache = temporaryFolder();
    withPath(programs({}), { TSVISION_CACHE: cache });
    const build = tensorflowBuild('cpu', linuxX64);
    if (!build) return;
    mkdirSync(join(build.libraries, 'tensorflow'), { recursive: true });
    for (const name of of('linux-x64').libraries)
      writeFileSync(join(build.libraries, 'tensorflow', name), library('linux-arm64'));
    const checks = await setupChecks(linuxX64);
    expect(checks.find(({ name }) => name === 'TensorFlow for Linux on x86-64')).toMatchObject({
      problem: expect.stringMatching(/is for Linux on ARM64/),
    });
    expect(checks.find(({ name }) => name.startsWith('headers'))).toMatchObject({
      problem: expect.stringMatching(/no .*c_api\.h/),
      remedy: expect.stringMatching(/Remove .*setup/),
    });
  });

  it('doctor says why there is no native engine on Windows', async () => {
    withPath(programs({}));
    const [first] = await setupChecks({ platform: 'win32', arch: 'x64' });
    expect(first).toMatchObject({ name: 'TensorFlow', remedy: expect.stringMatching(/WSL 2/) });
  });
});

it('reads from a file what machine it is for', async () => {
  const folder = temporaryFolder();
  const expected = { linux: 'elf', darwin: 'macho', win32: 'pe' }[process.platform as string];
  if (expected) expect(await readBinary(process.execPath)).toBe(`${expected}-${process.arch}`);
  const pe = Buffer.alloc(512);
  pe.write('MZ');
  pe.writeUInt32LE(128, 60);
  pe.writeUInt16LE(0x8664, 132);
  writeFileSync(join(folder, 'a.dll'), pe);
  expect(await readBinary(join(folder, 'a.dll'))).toBe('pe-x64');
  writeFileSync(join(folder, 'short'), 'MZ');
  expect(await readBinary(join(folder, 'short'))).toBeUndefined();
  expect(machineName('elf-arm64')).toBe('Linux on ARM64');
});
