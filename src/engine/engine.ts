import type { EngineInfo } from './engineInfo.js';
import { freeGradientsEarly } from './patches/gradientTape.js';
import { requireRegularShapes } from './patches/regularShapes.js';
import { recordWhatLearns } from './patches/tapeRecording.js';
import { explainTakenNames } from './patches/variableNames.js';
import { startEngine } from './startEngine.js';

// Once a process, when this module is first imported: `tf.tensor()` on the next line must run on TensorFlow.
const engine = startEngine();
explainTakenNames();
requireRegularShapes();
freeGradientsEarly();
recordWhatLearns();

/**
 * Fulfils when the engine runs. TensorFlow runs at once; WASM takes a moment, during which tfjs's cpu backend
 * answers. Every async call of this library awaits it.
 *
 * @throws EngineUnavailableError When `TSVISION_BACKEND` names an engine that does not run here.
 * @example
 * ```ts
 * import { engineReady } from 'tsvision';
 * await engineReady();
 * ```
 */
export function engineReady(): Promise<EngineInfo> {
  return engine.ready;
}

/**
 * Which engine runs now, and why no better one does.
 * @example
 * ```ts
 * import { engineInfo } from 'tsvision';
 * engineInfo().backend; // 'tensorflow', 'webgpu', 'wasm' or 'cpu'
 * ```
 */
export function engineInfo(): EngineInfo {
  return engine.current();
}
