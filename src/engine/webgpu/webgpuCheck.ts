import { isTsvisionError } from '../../core/index.js';
import type { SetupCheck } from '../setup/setupChecks.js';
import { dawnRelease, findDawn } from './findDawn.js';
import { adapterName, findAdapter, isSoftware } from './requestDevice.js';

/** Whether `TSVISION_BACKEND=webgpu` would run here, and on which GPU. */
export async function webgpuCheck(): Promise<SetupCheck> {
  const name = 'WebGPU';
  const remedy = `Optional, for GPUs without CUDA: \`npm install ${dawnRelease}\` (100 MB), then TSVISION_BACKEND=webgpu`;
  try {
    findDawn();
  } catch {
    return { name, problem: 'not installed', remedy };
  }
  try {
    const { version, adapter } = await findAdapter();
    const what = isSoftware(adapter.info) ? ' (a program on the processor: slow)' : '';
    const tried = `webgpu@${version}` === dawnRelease ? '' : `; tried with ${dawnRelease}`;
    return { name, found: `${adapterName(adapter.info)}${what}, webgpu ${version}${tried}`, remedy };
  } catch (error) {
    if (!isTsvisionError(error)) throw error;
    return { name, problem: error.message.split('\n')[0] as string, remedy: error.remedy ?? remedy };
  }
}
