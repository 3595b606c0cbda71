import type { FoldedGraph } from '../../vision/compile/layerOps.js';
import type { LoadClassifierOptions } from '../contract.js';
import { FilePageError, ModelFileError } from '../errors.js';
import { graphOf, isModelFile, type WebModelFile } from './modelFile.js';
import { readTensors } from './readTensors.js';

/** An exported model in memory. */
export interface FetchedModel {
  readonly file: WebModelFile;
  readonly graph: FoldedGraph;
}

/** Fetches `model.json` and its weights. @param base address of `model.json` */
export async function fetchModel(base: URL, options: LoadClassifierOptions): Promise<FetchedModel> {
  if (base.protocol === 'file:') throw new FilePageError(base.href);
  const text = new TextDecoder().decode(await fetchBytes(base, options.signal));
  const file = parse(text, base.href);
  const address = new URL(file.weights.file, base);
  const { bytes: totalBytes } = file.weights;
  const bytes = await fetchBytes(address, options.signal, (loadedBytes) =>
    options.onProgress?.({ loadedBytes, totalBytes }),
  );
  await requireWhole(bytes, file, address.href);
  options.signal?.throwIfAborted();
  try {
    return { file, graph: graphOf(file, readTensors(bytes)) };
  } catch (error) {
    throw new ModelFileError(address.href, 'size', (error as Error).message, error);
  }
}

function parse(text: string, address: string): WebModelFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ModelFileError(address, 'format', 'it is no JSON', error);
  }
  if (!isModelFile(value))
    throw new ModelFileError(address, 'format', 'it is no exported model of a version that is known here');
  return value;
}

async function fetchBytes(
  address: URL,
  signal: AbortSignal | undefined,
  onBytes?: (loaded: number) => void,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  try {
    const answer = await fetch(address, signal ? { signal } : {});
    if (!answer.ok)
      throw new ModelFileError(address.href, 'missing', `the server answers ${answer.status} for it`);
    return await bytesOf(answer, onBytes);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(address.href, 'network', (error as Error).message, error);
  }
}

async function bytesOf(
  answer: Response,
  onBytes: ((loaded: number) => void) | undefined,
): Promise<Uint8Array> {
  if (!onBytes || !answer.body) return new Uint8Array(await answer.arrayBuffer());
  const parts: Uint8Array[] = [];
  let loaded = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    loaded += value.length;
    onBytes(loaded);
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Browsers hash for pages of https and of the same machine alone; elsewhere the length has to do. */
async function requireWhole(bytes: Uint8Array, { weights }: WebModelFile, address: string): Promise<void> {
  const differs = (what: string): never => {
    throw new ModelFileError(address, 'hash', `${what} is not what model.json says`);
  };
  if (bytes.length !== weights.bytes) differs(`its length of ${bytes.length} bytes`);
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) return;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== weights.sha256) differs(`its hash ${hex.slice(0, 12)}…`);
}
