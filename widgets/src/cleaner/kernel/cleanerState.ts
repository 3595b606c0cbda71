import type { ImageCleanerState } from './kernelChannel.js';

/** What a widget model offers of its attributes. */
interface Attributes {
  get(name: string): unknown;
}

/** The cleaner's attributes by their own names; the model has them in snake case. */
export function cleanerState(model: Attributes): ImageCleanerState {
  return new Proxy({} as ImageCleanerState, {
    get: (_, name) => model.get(String(name).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  });
}
