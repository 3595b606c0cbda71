import { InvalidArgumentError } from '../core/index.js';
import { engineInfo } from './engine.js';
import { engineBackends } from './engineInfo.js';

/** Where tensors live, as PyTorch calls it; `'webgpu'` is a GPU that is reached by way of WebGPU. */
export type Device = 'cpu' | 'cuda' | 'webgpu';

/**
 * What fastai keeps in `defaults`. `device` says where this process computes. That is decided when it starts and cannot
 * be changed afterwards: setting what it is already does nothing, and setting anything else is an error that says what
 * to do before the next start.
 * @example
 * ```ts
 * import { defaults } from 'tsvision';
 * defaults.device; // 'cpu', 'cuda' or 'webgpu'
 * defaults.device = 'cpu'; // as fastai's notebooks do before they predict; an error where a GPU computes
 * ```
 */
export const defaults = {
  /** @throws InvalidArgumentError when it is set to what does not run */
  get device(): Device {
    const { backend, gpu } = engineInfo();
    if (backend === 'webgpu') return 'webgpu';
    return gpu ? 'cuda' : 'cpu';
  },

  set device(wanted: Device) {
    const name = String(wanted).replace(/:\d+$/, '').replace(/^gpu$/, 'cuda');
    if (name === defaults.device || name === engineInfo().backend) return;
    throw new InvalidArgumentError(
      'defaults.device',
      wanted,
      `'${defaults.device}', where this process computes already`,
      remedyFor(name),
    );
  },
};

function remedyFor(name: string): string {
  if (name === 'cpu')
    return 'The device is chosen at the start: set CUDA_VISIBLE_DEVICES=-1 before it, then restart the kernel.';
  if (name === 'cuda')
    return 'A GPU is used where one is there and TensorFlow was set up for it; `tsvision doctor` says what is missing.';
  const engines = engineBackends as readonly string[];
  return engines.includes(name)
    ? `${name} is an engine, chosen at the start: set TSVISION_BACKEND=${name} before it, then restart the kernel.`
    : `Devices are 'cpu' and 'cuda'; TSVISION_BACKEND (${engines.join(', ')}) chooses the engine at the start.`;
}
