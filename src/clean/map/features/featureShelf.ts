import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../../core/index.js';
import { readSafetensors, writeSafetensors } from '../../../vision/index.js';

/** Which photo a row of features is of. */
export interface PhotoMark {
  /** Path below the root, size in bytes and time of the last change: enough to know a file that nobody touched. */
  readonly file: string;
  /** SHA-256 of the content: knows it under another name, too. */
  readonly sha256: string;
}

/** Features of some photos, as they lie in one file. */
export interface Shard {
  readonly marks: readonly PhotoMark[];
  readonly values: Float32Array;
  readonly width: number;
}

/** Layouts of earlier states of the set that are kept. */
const keptLayouts = 4;

/**
 * What the map has computed for one folder and one body, in the user's cache: features in files of some thousand rows,
 * so that what was interrupted is not lost, and layouts. All of it can be made again.
 */
export class FeatureShelf {
  readonly #folder: string;

  /** @param body {@link FeatureBody.identity} */
  constructor(root: string, body: string) {
    const place = createHash('sha256').update(root).digest('hex').slice(0, 16);
    this.#folder = cacheFolder('map', `${place}-${body.slice(0, 16)}`);
  }

  /** Names of the files of features. */
  async shards(): Promise<string[]> {
    return (await this.#names()).filter((name) => name.startsWith('features-'));
  }

  /** What is in a file; nothing when it is damaged. */
  async read(name: string): Promise<Shard | undefined> {
    try {
      const { tensors, metadata } = await readSafetensors(join(this.#folder, name));
      const features = tensors.get('features');
      const marks = JSON.parse(metadata.photos ?? '') as PhotoMark[];
      if (!features || features.shape[0] !== marks.length) return undefined;
      return { marks, values: features.data as Float32Array, width: features.shape[1] ?? 0 };
    } catch {
      return undefined;
    }
  }

  /** Keeps features. A cache that cannot be written costs time only. @returns the file's name, if it is there now */
  async write({ marks, values, width }: Shard): Promise<string | undefined> {
    const photos = JSON.stringify(marks);
    const name = `features-${createHash('sha256').update(photos).digest('hex').slice(0, 24)}.safetensors`;
    const features = { shape: [marks.length, width], data: values };
    return this.#keep(name, new Map([['features', features]]), { photos });
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await rm(join(this.#folder, name), { force: true }).catch(() => undefined);
  }

  /** A layout, x and y of each photo, that was kept under this key. */
  async readLayout(key: string): Promise<Float32Array | undefined> {
    const read = await readSafetensors(join(this.#folder, `layout-${key}.safetensors`)).catch(
      () => undefined,
    );
    return read?.tensors.get('positions')?.data as Float32Array | undefined;
  }

  async writeLayout(key: string, positions: Float32Array): Promise<void> {
    const others = (await this.#names()).filter((name) => name.startsWith('layout-'));
    const tensor = { shape: [positions.length / 2, 2], data: positions };
    await this.#keep(`layout-${key}.safetensors`, new Map([['positions', tensor]]));
    await this.remove(others.slice(0, Math.max(0, others.length + 1 - keptLayouts)));
  }

  async #keep(
    ...[name, tensors, metadata]: Parameters<typeof writeSafetensors>
  ): Promise<string | undefined> {
    return writeSafetensors(join(this.#folder, name), tensors, metadata).then(
      () => name,
      () => undefined,
    );
  }

  async #names(): Promise<string[]> {
    return (await readdir(this.#folder).catch(() => [])).sort();
  }
}
