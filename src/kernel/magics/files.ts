import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  atomicWrite,
  expandPath,
  InvalidArgumentError,
  PathNotFoundError,
  webFetch,
} from '../../core/index.js';
import type { Magic } from './magic.js';

/** `%load file`: puts a file's text (or a URL's) into the cell. */
export const load: Magic = {
  name: 'load',
  summary: 'put the text of a file or URL into the cell',
  async line(context, args) {
    const source = args.trim();
    context.setNextInput(`// %load ${source}\n${await read(source, context.cwd)}`, true);
  },
};

async function read(source: string, cwd: string): Promise<string> {
  if (/^https?:/.test(source)) return (await webFetch(source)).text();
  const path = source.startsWith('~') ? expandPath(source) : resolve(cwd, source);
  return readFile(path, 'utf8').catch(() => {
    throw new PathNotFoundError(path, 'file');
  });
}

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

/** `%cd folder`: where relative paths start. */
export const cd: Magic = {
  name: 'cd',
  summary: 'go to another folder',
  line(context, args) {
    const target = args.trim().replace(/^(['"])(.*)\1$/, '$2') || '~';
    context.changeFolder(expandPath(target));
    context.write('stdout', `${context.cwd}\n`);
  },
};

/** `%pwd`: the folder that relative paths start from. */
export const pwd: Magic = {
  name: 'pwd',
  summary: 'the folder that relative paths start from',
  line: (context) => context.cwd,
};

/** `%env`, `%env NAME`, `%env NAME=value`: environment variables. */
export const env: Magic = {
  name: 'env',
  summary: 'show or set environment variables',
  line(context, args) {
    const text = args.trim();
    if (text === '') return { ...process.env };
    const [, name = text, value] = /^([^\s=]+)(?:\s*=\s*|\s+)(.*)$/s.exec(text) ?? [];
    if (value === undefined) return process.env[name];
    process.env[name] = value;
    context.write('stdout', `env: ${name}=${value}\n`);
    return undefined;
  },
};
