import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { findCompiler } from '../../../src/engine/setup/compileBinding.js';
import { compileFlags, nativeFolder } from '../../../src/engine/setup/tensorflowBuild.js';

const run = promisify(execFile);

interface Checked {
  readonly name: 'avx512' | 'avx2' | 'bfloat16' | 'plain';
  readonly errors: readonly [y: number, dx: number, dw: number];
}

it('is a convolution and its gradients, for every kind of processor that this one can play', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'winograd-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'winograd');
  const source = join(import.meta.dirname, 'winograd.cc');
  const args = ['-w', '-pthread', ...compileFlags, '-I', nativeFolder(), source, '-o', program];
  await run(await findCompiler(), args);
  const checked = JSON.parse((await run(program)).stdout) as Checked[];
  expect(new Set(checked.map(({ name }) => name))).toContain('plain');
  for (const { name, errors } of checked) {
    // bfloat16 has 8 bits, of which the sums of four values keep six.
    const allowed = name === 'bfloat16' ? [6e-2, 6e-2, 6e-2] : [2e-5, 2e-5, 2e-5];
    errors.forEach((error, i) => {
      expect(error, `${name}: ${errors}`).toBeLessThan(allowed[i] as number);
    });
  }
});
