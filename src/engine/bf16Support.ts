import { readFileSync } from 'node:fs';
import type { Bf16Support } from './engineInfo.js';

/** Which instructions for bfloat16 this processor has, by the flags that Linux tells; none on other systems. */
export function bf16Support(cpuInfo: string = readCpuInfo()): Bf16Support {
  const flags = new Set(/^flags\s*:\s*(.*)$/m.exec(cpuInfo)?.[1]?.split(' '));
  if (flags.has('amx_bf16') && flags.has('amx_tile')) return 'amx';
  return flags.has('avx512_bf16') ? 'avx512_bf16' : 'none';
}

function readCpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
