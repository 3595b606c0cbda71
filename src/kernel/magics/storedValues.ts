import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { types } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { atomicWrite, parseJson } from '../../core/index.js';
import { StoredValueError, ValueNotKeptError } from '../errors.js';

/** A value that was kept. */
export interface StoredValue {
  readonly name: string;
  /** Its type, as one writes it. */
  readonly type: string;
  readonly value: unknown;
}

/** Where values are kept: `TSVISION_STORE`, else in the user's data folder. */
export function storeFolder(): string {
  const { TSVISION_STORE, XDG_DATA_HOME } = process.env;
  return TSVISION_STORE || join(XDG_DATA_HOME || join(homedir(), '.local/share'), 'tsvision/store');
}

/**
 * Variables that outlive their kernel, a file each: a line of JSON that names it, then what structured cloning makes of
 * the value.
 */
export class StoredValues {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws ValueNotKeptError when a part of it would not come back as it is */
  async keep({ name, type, value }: StoredValue): Promise<void> {
    requireKeepable(value, name, name, new Set());
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const head = `${JSON.stringify({ name, type })}\n`;
    await atomicWrite(this.#file(name), Buffer.concat([Buffer.from(head), serialize(value)]));
  }

  /** @throws StoredValueError when there is none of the name, or it cannot be read */
  async read(name: string): Promise<StoredValue> {
    const bytes = await readFile(this.#file(name)).catch((error: Error) => {
      throw new StoredValueError(name, 'is not kept', error);
    });
    try {
      const end = bytes.indexOf(10);
      const { type } = parseJson(bytes.toString('utf8', 0, end)) as { readonly type: string };
      return { name, type, value: deserialize(bytes.subarray(end + 1)) };
    } catch (error) {
      throw new StoredValueError(name, 'cannot be read, its file is damaged or of a newer Node', error);
    }
  }

  /** The names, in order. */
  async names(): Promise<string[]> {
    const files = await readdir(this.#folder).catch(() => []);
    return files
      .filter((file) => /^([0-9a-f]{2})+\.value$/.test(file))
      .map((file) => Buffer.from(file.slice(0, -'.value'.length), 'hex').toString())
      .sort();
  }

  async forget(name: string): Promise<void> {
    await rm(this.#file(name), { force: true });
  }

  /** Some systems take `a` and `A` for one name: what they are in bytes differs everywhere. */
  #file(name: string): string {
    return join(this.#folder, `${Buffer.from(name).toString('hex')}.value`);
  }
}

/** Structured cloning would make a plain object of a class's, without a word. */
function requireKeepable(value: unknown, path: string, name: string, seen: Set<unknown>): void {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new ValueNotKeptError(name, path, `a ${typeof value}`);
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  const part = (each: unknown, where: string): void => requireKeepable(each, path + where, name, seen);
  if (Array.isArray(value))
    value.forEach((each, i) => {
      part(each, `[${i}]`);
    });
  else if (types.isMap(value))
    for (const [key, each] of value) {
      part(key, '.keys()');
      part(each, `.get(${String(key)})`);
    }
  else if (types.isSet(value)) for (const each of value) part(each, '.values()');
  else if (isPlain(value)) for (const [key, each] of Object.entries(value)) part(each, `.${key}`);
  else if (!isClonable(value))
    throw new ValueNotKeptError(name, path, `a ${value.constructor?.name || 'class'}`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function isClonable(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    types.isArrayBuffer(value) ||
    types.isDate(value) ||
    types.isRegExp(value) ||
    types.isNativeError(value) ||
    types.isBoxedPrimitive(value)
  );
}
