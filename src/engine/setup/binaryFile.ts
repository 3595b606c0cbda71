import { open } from 'node:fs/promises';

/** Format and processor of a library: ELF on Linux, Mach-O on Macs, PE on Windows. */
export type Binary = `${'elf' | 'macho' | 'pe'}-${string}`;

/** Offset of the processor's number, and the numbers that we know. */
const elfMachines: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64', 40: 'arm', 3: 'ia32' };
const machoMachines: Readonly<Record<number, string>> = { 16777223: 'x64', 16777228: 'arm64' };
const peMachines: Readonly<Record<number, string>> = { 34404: 'x64', 43620: 'arm64' };

/** What a library is made for, from its first bytes; `undefined` for what is no library. */
export async function readBinary(path: string): Promise<Binary | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return bytesRead < 64 ? undefined : binaryOf(buffer);
  } finally {
    await file.close();
  }
}

function binaryOf(head: Buffer): Binary | undefined {
  if (head.readUInt32BE(0) === 0x7f454c46) return `elf-${named(elfMachines, head.readUInt16LE(18))}`;
  if (head.readUInt32LE(0) === 0xfeedfacf) return `macho-${named(machoMachines, head.readUInt32LE(4))}`;
  if (head.readUInt16BE(0) !== 0x4d5a) return undefined;
  const pe = head.readUInt32LE(60);
  return pe + 6 > head.length ? 'pe-other' : `pe-${named(peMachines, head.readUInt16LE(pe + 4))}`;
}

const named = (known: Readonly<Record<number, string>>, machine: number): string => known[machine] ?? 'other';

const systems: Readonly<Record<string, string>> = {
  ...{ linux: 'Linux', darwin: 'macOS', win32: 'Windows' },
  ...{ elf: 'Linux', macho: 'macOS', pe: 'Windows' },
};

/** `linux-arm64` or `elf-arm64` in words. */
export function machineName(id: string): string {
  const [system = '', processor = ''] = id.split('-');
  const name = { x64: 'x86-64', arm64: 'ARM64', other: 'another processor' }[processor] ?? processor;
  return `${systems[system] ?? system} on ${name}`;
}
