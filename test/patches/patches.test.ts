import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { dawnRelease } from '../../src/engine/webgpu/findDawn.js';

const root = resolve(import.meta.dirname, '../..');
const folders = ['src/engine/patches', 'src/kernel/patches'];
const files = folders.flatMap((folder) =>
  readdirSync(resolve(root, folder)).map((file) => `${folder}/${file}`),
);
const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(resolve(root, 'package.json'), 'utf8'),
) as Record<'dependencies' | 'optionalDependencies', Record<string, string>>;

/** Read, not imported: to patch is what these files do. */
const notes = files.map((file) => {
  const text = readFileSync(resolve(root, file), 'utf8');
  return [
    file,
    /writtenFor = \{ package: '([^']+)', (?:version: '([^']+)'|majors: \[([^\]]+)\])/.exec(text),
  ] as const;
});

it.each(notes)('%s says for which release it was written, and that is the one here', (_file, note) => {
  const [, name = '', version, majors] = note ?? [];
  if (majors !== undefined) {
    expect(name).toBe('node');
    expect(majors.split(', ').map(Number)).toContain(Number(process.versions.node.split('.')[0]));
    return;
  }
  // Who raises a version looks through its patches first, then raises the note.
  const [users, usersVersion] = dawnRelease.split('@') as [string, string]; // The user installs it.
  const here = { ...dependencies, ...optionalDependencies, [users]: usersVersion };
  expect(here[name]).toBe(version);
});

it('both rooms are looked through', () => {
  for (const folder of folders) expect(files.filter((file) => file.startsWith(folder))).not.toEqual([]);
});
