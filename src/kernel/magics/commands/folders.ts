import { expandPath } from '../../../core/index.js';
import type { Magic } from '../magic.js';

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
