import type { Magic } from '../magic.js';

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
