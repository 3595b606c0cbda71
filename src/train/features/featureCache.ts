import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { cacheFolder } from '../../core/index.js';
import type { tf } from '../../engine/index.js';
import {
  type DataLoader,
  readSafetensors,
  type WritableTensor,
  writeSafetensors,
} from '../../vision/index.js';
import type { TrainingHost } from '../host.js';
import type { FeatureTable } from './featureTable.js';

const fileHashes = new Map<string, string>();

/**
 * Name under which the features of a dataset are kept: a hash of the content of its files, their labels, the
 * preparation of the photos and the weights of the body (their {@link weightsHash}). Whatever changes, the name
 * changes, so that features are never stale. `undefined` when the photos are no files.
 */
export async function featureKey(
  host: TrainingHost,
  weights: string,
  { dataset }: DataLoader,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  hash.update(`features 2 ${host.precision} ${JSON.stringify(host.data.preprocessor)} ${weights}`);
  for (const [i, { path }] of dataset.items.entries()) {
    const content = await fileHash(path);
    if (content === undefined) return undefined;
    hash.update(`${content}${JSON.stringify(dataset.target(i))}`);
  }
  return hash.digest('hex');
}

/** Hash of all weights of a body, bit by bit, and of the layers that they belong to. */
export async function weightsHash(body: tf.LayersModel): Promise<string> {
  const hash = createHash('sha256');
  for (const layer of body.layers)
    for (const weight of layer.weights) {
      const { buffer, byteOffset, byteLength } = await weight.read().data();
      hash.update(`${layer.name}[${weight.shape.join()}]`);
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  return hash.digest('hex');
}

/** Hash of a file's content; read again only when its size or time has changed. */
async function fileHash(path: string): Promise<string | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile()) return undefined;
  const version = `${path} ${info.size} ${info.mtimeMs}`;
  const known = fileHashes.get(version);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  const digest = hash.digest('hex');
  fileHashes.set(version, digest);
  return digest;
}

/** Features that an earlier run has kept, if there are any. */
export async function readFeatures(key: string): Promise<FeatureTable | undefined> {
  try {
    const { tensors, metadata } = await readSafetensors(cacheFile(key));
    const { features, targets, indices } = Object.fromEntries(tensors);
    if (!features || !targets || !indices) return undefined;
    return {
      features: features.data as Float32Array,
      featureShape: features.shape.slice(1),
      targets: targets.data as Float32Array,
      targetShape: targets.shape.slice(1),
      targetType: metadata.targetType === 'int32' ? 'int32' : 'float32',
      indices: indices.data as Int32Array,
    };
  } catch {
    // Not there, or damaged: they are computed again.
    return undefined;
  }
}

/** Keeps features for later runs. */
export async function writeFeatures(key: string, table: FeatureTable): Promise<void> {
  const count = table.indices.length;
  const tensors = new Map<string, WritableTensor>([
    ['features', { shape: [count, ...table.featureShape], data: table.features }],
    ['targets', { shape: [count, ...table.targetShape], data: table.targets }],
    ['indices', { shape: [count], data: table.indices }],
  ]);
  await writeSafetensors(cacheFile(key), tensors, { targetType: table.targetType });
}

function cacheFile(key: string): string {
  return cacheFolder('features', `${key}.safetensors`);
}
