import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { atomicWrite, expandPath, InvalidArgumentError } from '../../../core/index.js';
import type { Magic } from '../magic.js';

/** `%%writefile path` (`-a` appends): the cell becomes a file. */
export const writefile: Magic = {
  name: 'writefile',
  summary: 'write the cell to a file (-a appends)',
  async cell(context, args, body) {
    const append = /^\s*(-a|--append)\s/.test(args);
    const name = args.replace(/^\s*(-a|--append)\s/, '').trim();
    if (name === '') throw new InvalidArgumentError('%%writefile', name, 'followed by the name of a file');
    const path = name.startsWith('~') ? expandPath(name) : resolve(context.cwd, name);
    const before = append ? await readFile(path).catch(absent) : none;
    await atomicWrite(path, Buffer.concat([before, Buffer.from(body)]));
    context.write('stdout', `${append ? 'Appended to' : 'Wrote'} ${name}\n`);
  },
};

const none = Buffer.alloc(0);

function absent(error: NodeJS.ErrnoException): Buffer {
  if (error.code === 'ENOENT') return none;
  throw error;
}
