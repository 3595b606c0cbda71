import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';

/** What runs after {@link startWasm}. */
export interface StartedWasm {
  readonly package: string;
  readonly threads: number;
}

/**
 * Starts WebAssembly as the backend of tfjs.
 *
 * @throws Error When it does not start.
 */
export async function startWasm(): Promise<StartedWasm> {
  const require = createRequire(import.meta.url);
  const { version_wasm } = require('@tensorflow/tfjs-backend-wasm') as { version_wasm: string };
  // `tf.setBackend` would make wasm current before it can answer; so it is made first, and registered as made.
  const backend = await tf.findBackendFactory('wasm')();
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => backend, 2);
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs could not start its WebAssembly module');
  return { package: `@tensorflow/tfjs-backend-wasm ${version_wasm}`, threads: 1 };
}
