import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { languageInfo } from '../../src/kernel/index.js';

const folder = join(import.meta.dirname, '../../notebooks');
const notebooks = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));

it.each(notebooks)(
  '%s knows its language as the kernel tells it: else opening it marks it as changed',
  (name) => {
    const { metadata } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    expect(metadata.language_info).toEqual(languageInfo);
  },
);
