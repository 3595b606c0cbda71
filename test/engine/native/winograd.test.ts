import { expect, it } from 'vitest';
import { outputOf } from './nativeProgram.js';

interface Checked {
  readonly name: 'avx512' | 'avx2' | 'bfloat16' | 'plain';
  readonly errors: readonly [y: number, dx: number, dw: number];
}

it('is a convolution and its gradients, for every kind of processor that this one can play', async () => {
  const checked = await outputOf<Checked[]>('winograd.cc');
  expect(new Set(checked.map(({ name }) => name))).toContain('plain');
  for (const { name, errors } of checked) {
    // bfloat16 has 8 bits, of which the sums of four values keep six.
    const allowed = name === 'bfloat16' ? [6e-2, 6e-2, 6e-2] : [2e-5, 2e-5, 2e-5];
    errors.forEach((error, i) => {
      expect(error, `${name}: ${errors}`).toBeLessThan(allowed[i] as number);
    });
  }
});
