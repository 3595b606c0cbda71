import * as tf from '../tf.js';

/** What tfjs gives a kernel. */
export interface KernelCall {
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attrs?: tf.NamedAttrMap;
  readonly backend: unknown;
}

/** A backend that holds its tensors' values somewhere and gives them back at once. */
interface SyncBackend {
  readSync(dataId: object): tf.backend_util.BackendValues;
  write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object;
}

/** Some kernels take lists of tensors under one name. */
type Inputs<Value> = Record<string, Value | Value[] | undefined>;

interface CpuBackend extends SyncBackend {
  firstUse: boolean;
  disposeData(dataId: object, force: boolean): boolean;
}

/** Registers tfjs's cpu kernel, by way of {@link onCpu}, for every operation that this backend lacks. */
export function registerMissingKernels(backendName: string): void {
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (tf.getKernel(kernelName, backendName)) continue;
    tf.registerKernel({ kernelName, backendName, kernelFunc: (call) => onCpu(kernelName, call) });
  }
}

/**
 * Runs tfjs's cpu kernel on another backend's tensors: their values are read, the result is written back. For what is
 * rare or small; the cpu kernels are plain loops.
 */
export function onCpu(
  kernelName: string,
  { inputs, attrs, backend }: KernelCall,
): tf.TensorInfo | tf.TensorInfo[] {
  const cpu = cpuBackend();
  const here = backend as SyncBackend;
  const made: tf.TensorInfo[] = [];
  const keep = (info: tf.TensorInfo): tf.TensorInfo => {
    made.push(info);
    return info;
  };
  try {
    const moved = mapInputs(inputs as Inputs<tf.TensorInfo>, (info) => keep(moveInfo(info, here, cpu)));
    const { kernelFunc } = tf.getKernel(kernelName, 'cpu');
    const outputs = kernelFunc({ inputs: moved as tf.NamedTensorInfoMap, attrs: attrs ?? {}, backend: cpu });
    const back = (info: tf.TensorInfo): tf.TensorInfo => moveInfo(keep(info), cpu, here);
    return Array.isArray(outputs) ? outputs.map(back) : back(outputs);
  } finally {
    for (const { dataId } of made) cpu.disposeData(dataId, true);
  }
}

function cpuBackend(): CpuBackend {
  const cpu = tf.findBackend('cpu') as unknown as CpuBackend;
  cpu.firstUse = false; // It would advise to install a faster engine.
  return cpu;
}

function mapInputs(
  inputs: Inputs<tf.TensorInfo>,
  move: (info: tf.TensorInfo) => tf.TensorInfo,
): Inputs<tf.TensorInfo> | tf.TensorInfo[] {
  if (Array.isArray(inputs)) return inputs.map(move);
  const entries = Object.entries(inputs).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(move) : value && move(value),
  ]);
  return Object.fromEntries(entries);
}

function moveInfo(
  { dataId, shape, dtype }: tf.TensorInfo,
  from: SyncBackend,
  to: SyncBackend,
): tf.TensorInfo {
  const values = from.readSync(dataId);
  if (dtype === 'complex64' && isCpu(to)) return complexOnCpu(to, values as Float32Array, shape);
  return { dataId: to.write(typed(values, dtype), shape, dtype), shape, dtype };
}

/** The cpu backend keeps the parts of complex numbers apart; the others keep them side by side. */
function complexOnCpu(cpu: CpuBackend, values: Float32Array, shape: number[]): tf.TensorInfo {
  const parts = tf.backend_util.splitRealAndImagArrays(values);
  const part = (data: Float32Array): tf.TensorInfo => ({
    dataId: cpu.write(data, shape, 'float32'),
    shape,
    dtype: 'float32',
  });
  const [real, imag] = [part(parts.real), part(parts.imag)];
  const { kernelFunc } = tf.getKernel('Complex', 'cpu');
  const complex = kernelFunc({ inputs: { real, imag }, attrs: {}, backend: cpu }) as tf.TensorInfo;
  for (const { dataId } of [real, imag]) cpu.disposeData(dataId, true);
  return complex;
}

function isCpu(backend: SyncBackend): backend is CpuBackend {
  return 'firstUse' in backend;
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Some cpu kernels answer with plain lists of numbers or booleans, which no other backend takes. */
function typed(values: tf.backend_util.BackendValues, dtype: tf.DataType): tf.backend_util.BackendValues {
  if (!(dtype in arrays)) return values;
  const Values = arrays[dtype as keyof typeof arrays];
  return values instanceof Values ? values : Values.from(values as unknown as number[]);
}
