import { inspect } from 'node:util';
import { InvalidArgumentError } from '../../core/index.js';
import { CellSyntaxError } from '../errors.js';
import type { Magic, MagicContext } from './magic.js';
import { StoredValues, storeFolder } from './storedValues.js';

/**
 * `%store name …` keeps variables for other kernels, `%store -r [name …]` brings them back, `%store` lists them,
 * `%store -d name …` and `-z` (all) forget them.
 */
export const store: Magic = {
  name: 'store',
  summary: 'keep variables across kernels: %store NAME…; -r brings back, -d forgets, -z all; alone lists',
  async line(context, args) {
    const stored = new StoredValues(storeFolder());
    const [option = '', ...names] = args.split(/\s+/).filter((word) => word !== '');
    if (option === '') return list(context, stored);
    if (option === '-r') return restore(context, stored, names);
    if (option === '-z') return forget(stored, await stored.names());
    if (option === '-d') return forget(stored, names);
    if (option.startsWith('-'))
      throw new InvalidArgumentError('%store', option, '-r, -d, -z, or names of variables');
    return keep(context, stored, [option, ...names]);
  },
};

async function keep(context: MagicContext, stored: StoredValues, names: readonly string[]): Promise<void> {
  const known = await context.names();
  for (const name of names) {
    const found = known.find((each) => each.name === name);
    if (!found) throw new InvalidArgumentError('%store', name, 'the name of a variable of the notebook');
    const value = context.value(name);
    await stored.keep({ name, type: found.type, value });
    context.write('stdout', `Kept ${name} (${summary(value)})\n`);
  }
}

async function restore(context: MagicContext, stored: StoredValues, names: readonly string[]): Promise<void> {
  for (const name of names.length > 0 ? names : await stored.names()) {
    const { type, value } = await stored.read(name);
    await assign(context, name, value, type);
  }
}

/** A type may name an interface that this notebook does not have. */
async function assign(context: MagicContext, name: string, value: unknown, type: string): Promise<void> {
  const isPrimitive = ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
  try {
    // Of a constant the type is its very value; it need not stay the only one.
    await context.assign(name, value, isPrimitive ? typeof value : type);
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error;
    await context.assign(name, value, 'any');
  }
}

async function forget(stored: StoredValues, names: readonly string[]): Promise<void> {
  for (const name of names) await stored.forget(name);
}

async function list(context: MagicContext, stored: StoredValues): Promise<void> {
  const names = await stored.names();
  if (names.length === 0) context.write('stdout', 'Nothing is kept; %store NAME keeps a variable.\n');
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    const shown = await stored.read(name).then(
      ({ value }) => summary(value),
      (error: Error) => error.message.split('\n')[0],
    );
    context.write('stdout', `${name.padEnd(width)}  ${shown}\n`);
  }
}

function summary(value: unknown): string {
  const text = inspect(value, {
    depth: 1,
    breakLength: Number.POSITIVE_INFINITY,
    maxArrayLength: 10,
    maxStringLength: 60,
  });
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
