import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { unpackWheel, wheelMetadata } from '../../../src/engine/setup/unpackWheel.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-wheel-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A zip file of stored entries: what a wheel is. */
function wheel(files: Record<string, string>): string {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [bytes, data] = [Buffer.from(name), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(bytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, bytes, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, tail, bytes]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  const path = join(folder, 'some-1.0-py3-none-any.whl');
  writeFileSync(path, Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end]));
  return path;
}

const path = wheel({
  'some/lib/a.so': 'library',
  'some/module.py': 'code',
  'some-1.0.dist-info/METADATA': 'Name: some\nVersion: 1.0',
});

it('unpacks what is wanted where pip would put it', async () => {
  const target = join(folder, 'out');
  await unpackWheel(path, target, (name) => name.endsWith('.so'));
  expect(readFileSync(join(target, 'some/lib/a.so'), 'utf8')).toBe('library');
  expect(existsSync(join(target, 'some/module.py'))).toBe(false);
});

it('reads the metadata', async () => {
  expect(await wheelMetadata(path)).toBe('Name: some\nVersion: 1.0');
});
