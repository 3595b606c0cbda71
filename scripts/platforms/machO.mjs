// What a Mach-O library of 64 bits takes from others, and what it gives: enough to prove that the binding for Macs loads.
import { open } from 'node:fs/promises';

const command = {
  symbols: 0x2,
  load: 0xc,
  id: 0xd,
  weak: 0x80000018,
  reexport: 0x8000001f,
  rpath: 0x8000001c,
};

/**
 * @typedef {{ name: string, from: string }} Taken a symbol and the library that must have it; `program` is whoever loads it
 * @typedef {{ id?: string, libraries: string[], rpaths: string[], exports: Set<string>, taken: Taken[] }} MachO
 */

/** @param {string} path @returns {Promise<MachO>} */
export async function readMachO(path) {
  const file = await open(path);
  const read = async (from, length) => (await file.read(Buffer.alloc(length), 0, length, from)).buffer;
  try {
    const head = await read(0, 32);
    if (head.readUInt32LE(0) !== 0xfeedfacf) throw new Error(`${path} is no Mach-O library of 64 bits`);
    const commands = readCommands(head.readUInt32LE(16), await read(32, head.readUInt32LE(20)));
    const { offset, count, strings, size } = commands.symbols;
    const tables = { list: await read(offset, count * 16), names: await read(strings, size) };
    return { ...commands.header, ...readSymbols(tables, commands.header.libraries) };
  } finally {
    await file.close();
  }
}

function readCommands(count, bytes) {
  const header = { libraries: [], rpaths: [] };
  let symbols = { offset: 0, count: 0, strings: 0, size: 0 };
  for (let i = 0, at = 0; i < count; i++, at += bytes.readUInt32LE(at + 4)) {
    const kind = bytes.readUInt32LE(at);
    const word = (n) => bytes.readUInt32LE(at + n);
    const text = () => textAt(bytes, at + word(8));
    if (kind === command.symbols)
      symbols = { offset: word(8), count: word(12), strings: word(16), size: word(20) };
    else if (kind === command.id) header.id = text();
    else if (kind === command.rpath) header.rpaths.push(text());
    else if ([command.load, command.weak, command.reexport].includes(kind)) header.libraries.push(text());
  }
  return { header, symbols };
}

/** Of each symbol: where its name is, its kind, and which library it comes from. */
function readSymbols({ list, names }, libraries) {
  const exports = new Set();
  const taken = [];
  for (let at = 0; at < list.length; at += 16) {
    const kind = list[at + 4];
    const isExternal = (kind & 1) === 1 && (kind & 0xe0) === 0;
    if (!isExternal) continue;
    const name = textAt(names, list.readUInt32LE(at));
    if ((kind & 0xe) !== 0) exports.add(name);
    else taken.push({ name, from: libraryOf(list[at + 7], libraries) });
  }
  return { exports, taken };
}

/** 0xfe, or 0 as zig's linker writes it: looked for in all that is loaded, which is how Node's own functions are found. */
function libraryOf(ordinal, libraries) {
  if (ordinal === 0xfe || ordinal === 0) return 'program';
  return libraries[ordinal - 1] ?? `library ${ordinal}`;
}

const textAt = (bytes, at) => bytes.toString('latin1', at, bytes.indexOf(0, at));
