import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { findCompiler } from '../../../src/engine/setup/compileBinding.js';
import { compileFlags, nativeFolder } from '../../../src/engine/setup/tensorflowBuild.js';

const run = promisify(execFile);

/** Compiles a program of this folder against our native code, as the binding is compiled, and reads its JSON. */
export async function outputOf<T>(source: string): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'native-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'program');
  const inputs = ['-I', nativeFolder(), join(import.meta.dirname, source)];
  await run(await findCompiler(), ['-w', '-pthread', ...compileFlags, ...inputs, '-o', program]);
  return JSON.parse((await run(program)).stdout) as T;
}
