import { EngineOpError } from '../errors.js';
import type { Tensor } from '../tf.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-node-gpu', version: '4.22.0' } as const;

/** The calls of TensorFlow's backend by which every op runs. */
interface OpRunner {
  executeSingleOutput(name: string, attributes: unknown, inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: unknown,
    inputs: readonly Tensor[],
    count: number,
  ): Tensor[];
}

/** Turns what TensorFlow throws (`TF_Status: 3`, …) into errors that name the op and the shapes. */
export function explainOpErrors(backend: OpRunner): void {
  const single = backend.executeSingleOutput.bind(backend);
  const multiple = backend.executeMultipleOutputs.bind(backend);
  backend.executeSingleOutput = (name, attributes, inputs) =>
    explained(name, inputs, () => single(name, attributes, inputs));
  backend.executeMultipleOutputs = (name, attributes, inputs, count) =>
    explained(name, inputs, () => multiple(name, attributes, inputs, count));
}

function explained<T>(name: string, inputs: readonly Tensor[], run: () => T): T {
  try {
    return run();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const status = /TF_Status: \d+\s*(?:Message: )?/.exec(text);
    if (!status) throw error;
    const reason = text.slice(status.index + status[0].length).trim();
    throw new EngineOpError(
      name,
      inputs.map((input) => input?.shape ?? []),
      reason,
      error,
    );
  }
}
