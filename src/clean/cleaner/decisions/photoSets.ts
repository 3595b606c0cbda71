import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { relativePath } from '../../../data/index.js';
import type { PhotoState, Selected } from './cleanerState.js';
import type { Places } from './namesOverTime.js';

/** File names by folder, relative to the root with `/`: for people to read, as long as they are few. */
type PhotosByFolder = Readonly<Record<string, readonly string[]>>;

/** Some photos in a line of the journal: by name, or `LIST:BITS`, a bit for each photo of a {@link PhotoList}. */
export type PhotoSet = PhotosByFolder | string;

/** All photos of a cleaner, once, for the sets that name them by their places in it. */
export interface PhotoList {
  /** Hash of the names, by which sets refer to it. */
  readonly list: string;
  /** Their names, relative to the root, with a zero between them; packed. */
  readonly names: string;
}

/** Sets of more photos than this are written as bits: of 50,000 photos, in a few kB whatever they are called. */
const mostByName = 100;

/** Sets of photos as a journal has them. */
export class PhotoSets {
  /** Lists that are in the journal. */
  readonly #lists = new Map<string, readonly string[]>();
  #own:
    | { readonly paths: readonly string[]; readonly names: readonly string[]; readonly list: string }
    | undefined;

  constructor(private readonly root: string) {}

  /** Numbers of photos as a set, and the list that has to be noted before it, where it is not yet in the journal. */
  write(
    numbers: Selected,
    photos: readonly PhotoState[],
  ): { readonly set: PhotoSet; readonly list?: PhotoList } {
    if (numbers.length <= mostByName)
      return { set: foldersOf(Array.from(numbers, (i) => relativePath(this.root, photos[i]?.path ?? ''))) };
    const { names, list } = this.#listOf(photos);
    const bits = new Uint8Array(Math.ceil(names.length / 8));
    for (const number of numbers) bits[number >> 3] = (bits[number >> 3] as number) | (1 << (number & 7));
    const set = `${list}:${packed(bits)}`;
    if (this.#lists.has(list)) return { set };
    this.#lists.set(list, names);
    return { set, list: { list, names: packed(names.join('\0')) } };
  }

  /** Takes a list that a journal has. */
  learn({ list, names }: PhotoList): void {
    if (!this.#lists.has(list)) this.#lists.set(list, unpacked(names).toString('utf8').split('\0'));
  }

  /** A list could not be noted. */
  forget({ list }: PhotoList): void {
    this.#lists.delete(list);
  }

  /** Numbers of the photos of a set, ascending; those that are not in today's list are left out. */
  read(set: PhotoSet | undefined, places: Places): Selected {
    const names = typeof set === 'string' ? this.#named(set) : namesIn(set ?? {});
    const numbers = names.map((name) => places.get(name)).filter((number) => number !== undefined);
    return Int32Array.from(numbers).sort();
  }

  #named(set: string): string[] {
    const [list = '', text = ''] = set.split(':');
    const bits = unpacked(text);
    return (this.#lists.get(list) ?? []).filter((_, i) => ((bits[i >> 3] ?? 0) >> (i & 7)) & 1);
  }

  #listOf(photos: readonly PhotoState[]): { readonly names: readonly string[]; readonly list: string } {
    const own = this.#own;
    if (own?.paths.length === photos.length && photos.every(({ path }, i) => path === own.paths[i]))
      return own;
    const paths = photos.map(({ path }) => path);
    const names = paths.map((path) => relativePath(this.root, path));
    const list = createHash('sha256').update(names.join('\0')).digest('hex').slice(0, 12);
    this.#own = { paths, names, list };
    return this.#own;
  }
}

/** Paths as names by folder. */
function foldersOf(paths: readonly string[]): PhotosByFolder {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const cut = path.lastIndexOf('/');
    const [folder, name] = [path.slice(0, Math.max(0, cut)), path.slice(cut + 1)];
    const names = folders.get(folder);
    if (names) names.push(name);
    else folders.set(folder, [name]);
  }
  return Object.fromEntries(folders);
}

function namesIn(photos: PhotosByFolder): string[] {
  return Object.entries(photos).flatMap(([folder, names]) => names.map((name) => posix.join(folder, name)));
}

function packed(bytes: Uint8Array | string): string {
  return deflateRawSync(bytes).toString('base64');
}

function unpacked(text: string): Buffer {
  return inflateRawSync(Buffer.from(text, 'base64'));
}
