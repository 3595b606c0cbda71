import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as umbrella from '@tensorflow/tfjs';
import * as webgl from '@tensorflow/tfjs-backend-webgl';
import { expect, it } from 'vitest';
import * as tf from '../../src/engine/tf.js';

// The package @tensorflow/tfjs, whose parts we put together ourselves, is installed for this test alone.
const root = resolve(import.meta.dirname, '../..');
const names = (namespace: object): string[] => Object.keys(namespace).filter((name) => name !== 'default');

it('has every name of @tensorflow/tfjs but those of the backend of browsers, each the same', () => {
  const wanted = names(umbrella).filter((name) => !(name in webgl));
  expect(wanted.length).toBeGreaterThan(400);
  const [ours, theirs] = [tf, umbrella] as unknown as Record<string, unknown>[];
  const own = ['data', 'version'];
  expect(wanted.filter((name) => !own.includes(name) && ours?.[name] !== theirs?.[name])).toEqual([]);
  expect(names(tf.data)).toEqual(names(umbrella.data));
  expect(umbrella.version).toMatchObject(tf.version);
});

it('has the methods of tensors and the gradients that @tensorflow/tfjs has', () => {
  const [ours, theirs] = ['./dist/engine/tf.js', '@tensorflow/tfjs'].map(registered);
  expect(ours?.methods.length).toBeGreaterThan(150);
  expect(ours?.gradients.length).toBeGreaterThan(80);
  expect(ours).toEqual(theirs);
});

/** What there is in a process that loads this module and no other. */
function registered(module: string): { methods: string[]; gradients: string[] } {
  const program = `
import * as tf from '${module}';
const methods = Object.getOwnPropertyNames(tf.Tensor.prototype).sort();
const gradients = Object.values(tf).filter((name) => typeof name === 'string' && tf.getGradient(name)).sort();
console.log(JSON.stringify({ methods, gradients }));`;
  const args = ['--input-type=module', '--eval', program];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }));
}

it('is of one tfjs-core, whatever else is installed', () => {
  const lock = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8'));
  const copies = Object.keys(lock.packages).filter((path) => path.endsWith('@tensorflow/tfjs-core'));
  expect(copies).toEqual(['node_modules/@tensorflow/tfjs-core']);
});
