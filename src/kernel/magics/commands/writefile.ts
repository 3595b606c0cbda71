import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
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
    await mkdir(dirname(path), { recursive: true });
    if (append) await appendFile(path, body);
    else await atomicWrite(path, body);
    context.write('stdout', `${append ? 'Appended to' : 'Wrote'} ${name}\n`);
  },
};
