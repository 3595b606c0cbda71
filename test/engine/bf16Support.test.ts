import { expect, it } from 'vitest';
import { bf16Support } from '../../src/engine/index.js';

it.each([
  ['flags\t\t: fpu avx512f amx_bf16 amx_tile avx512_bf16', 'amx'],
  ['flags\t\t: fpu avx512f avx512_bf16', 'avx512_bf16'],
  ['flags\t\t: fpu avx2 avx512f', 'none'],
  ['Features : fp asimd', 'none'],
  ['', 'none'],
])('reads %j as %s', (text, expected) => {
  expect(bf16Support(text)).toBe(expected);
});
