import { Classifier } from './classifier.js';
import type { LoadClassifierOptions, WebClassifier } from './contract.js';
import { startEngine } from './engine/startEngine.js';
import { fetchModel } from './model/fetchModel.js';

/**
 * Loads a model that `learn.export({ format: 'web' })` wrote, to classify photos in this page: nothing leaves it.
 *
 * @param url the exported folder, or its `model.json`; relative to the page
 * @throws {FilePageError} on a page that was opened as a file
 * @throws {NoEngineError} when the browser has neither WebGPU nor WebAssembly
 * @throws {ModelFileError} when a file is missing or is not what was exported
 * @example
 * ```ts no-run
 * import { loadClassifier } from 'tsvision/web';
 * const bears = await loadClassifier('/bears/');
 * const photo = await fetch('/photo.jpg');
 * const { label, probabilities } = await bears.predict(await photo.blob());
 * ```
 */
export async function loadClassifier(
  url: string | URL,
  options: LoadClassifierOptions = {},
): Promise<WebClassifier> {
  const base = modelAddress(url);
  const folder =
    options.wasmPath === undefined ? new URL('.', base) : new URL(options.wasmPath, pageAddress());
  const [model, backend] = await Promise.all([
    fetchModel(base, options),
    startEngine(options.backend, folder.href.replace(/\/?$/, '/')),
  ]);
  options.signal?.throwIfAborted();
  return new Classifier(model, backend);
}

function pageAddress(): string {
  return globalThis.document?.baseURI ?? globalThis.location.href;
}

function modelAddress(url: string | URL): URL {
  const address = new URL(url, pageAddress());
  if (!address.pathname.endsWith('.json')) {
    if (!address.pathname.endsWith('/')) address.pathname += '/';
    address.pathname += 'model.json';
  }
  return address;
}
