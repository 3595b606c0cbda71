import { onCpu } from '../kernels/cpuKernels.js';
import { extendKernel, type KernelPart } from '../kernels/extendKernel.js';
import * as tf from '../tf.js';
import type { WasmBackend } from './wasmMemory.js';

/** Mends the kernels of the WASM backend that give other values than tfjs's other backends. */
export function registerWasmValueKernels(): void {
  extendKernel('Identity', 'wasm', share);
  extendKernel('Cast', 'wasm', castToBool);
  extendKernel('Bincount', 'wasm', countAll);
  extendKernel('Prelu', 'wasm', preluOfAnyShape);
  extendKernel('Slice', 'wasm', checkedSlice);
  for (const kernelName of ['ClipByValue', 'Relu6']) keepNaNs(kernelName);
  extendKernel('Multinomial', 'wasm', (call) => onCpu('Multinomial', call)); // A seed gives the same everywhere.
  liftMaxima();
  extendKernel('Sign', 'wasm', (call) => onCpu('Sign', call)); // Small numbers have a sign too.
  for (const kernelName of ofFloats) extendKernel(kernelName, 'wasm', unlessOf(kernelName, ['float32']));
  for (const kernelName of ofNumbers) {
    extendKernel(kernelName, 'wasm', unlessOf(kernelName, ['float32', 'int32']));
  }
  extendKernel('OneHot', 'wasm', (call) =>
    call.attrs.dtype === 'int32' ? undefined : onCpu('OneHot', call),
  );
}

/** The backend's own kernel writes beyond its result where that has two axes; tfjs counts all numbers together. */
const countAll: KernelPart = (call) =>
  call.inputs.x?.shape.length === 1 ? undefined : onCpu('Bincount', call);

/** The backend's own kernel takes one slope a channel, whatever shape the slopes have. */
const preluOfAnyShape: KernelPart = ({ inputs }) => {
  const { x, alpha } = inputs as { x: tf.Tensor; alpha: tf.Tensor };
  const channels = x.shape.at(-1);
  if (alpha.size === channels && alpha.shape.at(-1) === channels) return undefined;
  return tf.tidy(() => tf.where(tf.less(x, 0), tf.mul(alpha, x), x));
};

/** The backend's own kernel reads what lies beyond the tensor. */
const checkedSlice: KernelPart = ({ inputs, attrs }) => {
  const x = inputs.x as tf.Tensor;
  const [begin, size] = tf.slice_util.parseSliceParams(x, attrs.begin as number[], attrs.size as number[]);
  tf.slice_util.assertParamsValid(x, begin!, size!);
  return undefined;
};

/** A copy is the same memory, counted once more: the backend's own kernel copies it, each time a gradient saves it. */
const share: KernelPart = ({ inputs: { x }, backend }) => {
  const { dataId, shape, dtype } = x as tf.TensorInfo;
  (backend as WasmBackend).incRef(dataId);
  return { dataId, shape, dtype };
};

/** 1 for all that is not 0; the backend's own kernel cuts numbers off to a byte. */
const castToBool: KernelPart = ({ inputs, attrs, backend }) => {
  const x = inputs.x as tf.TensorInfo;
  if (attrs.dtype !== 'bool' || x.dtype === 'bool') return undefined;
  const wasm = backend as WasmBackend;
  const out = wasm.makeOutput(x.shape, 'bool');
  const [values, bits] = [wasm.typedArrayFromHeap(x), wasm.typedArrayFromHeap(out)];
  for (let i = 0; i < values.length; i++) bits[i] = values[i] === 0 ? 0 : 1;
  return out;
};

/** The backend's gradient of a maximum passes by what is not above 0: it gets pictures whose maxima are. */
function liftMaxima(): void {
  const { kernelFunc: gradient } = tf.getKernel('MaxPoolGrad', 'wasm');
  extendKernel('MaxPoolGrad', 'wasm', (call) => {
    const { input, output } = call.inputs as Record<string, tf.Tensor>;
    return tf.tidy(() => {
      // A window of padding alone has the maximum −∞, or the lowest float.
      const lowest = tf.min(tf.where(tf.greater(output!, -3e38), output!, 0));
      const lifted = tf.add(tf.sub(input!, lowest), 1);
      const inputs = { ...call.inputs, input: lifted };
      const dx = gradient({ ...call, inputs } as Parameters<typeof gradient>[0]) as tf.TensorInfo;
      return tf.engine().makeTensorFromTensorInfo(dx);
    });
  });
}

/** The backend's clamp makes the lower bound of them. */
function keepNaNs(kernelName: string): void {
  const { kernelFunc: clamp } = tf.getKernel(kernelName, 'wasm');
  extendKernel(kernelName, 'wasm', (call) => {
    const x = call.inputs.x as tf.TensorInfo;
    if (x.dtype !== 'float32') return onCpu(kernelName, call);
    const out = clamp(call as Parameters<typeof clamp>[0]) as tf.TensorInfo;
    const backend = call.backend as WasmBackend;
    const [values, clamped] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) clamped[i] = Number.NaN;
    return out;
  });
}

/** Kernels that take other tensors for floats, or refuse them on stderr and leave what their memory held. */
const ofFloats = [
  ...[
    'Abs',
    'Acos',
    'Acosh',
    'Asin',
    'Asinh',
    'Atan',
    'Atanh',
    'Ceil',
    'Cos',
    'Cosh',
    'Elu',
    'Erf',
    'Exp',
    'Expm1',
  ],
  ...[
    'Floor',
    'IsFinite',
    'IsInf',
    'IsNan',
    'LeakyRelu',
    'Log',
    'Log1p',
    'Neg',
    'Prelu',
    'Reciprocal',
    'Relu',
  ],
  ...[
    'Relu6',
    'Round',
    'Rsqrt',
    'Selu',
    'Sigmoid',
    'Sign',
    'Sin',
    'Sinh',
    'Softmax',
    'Softplus',
    'Sqrt',
    'Square',
  ],
  ...['Step', 'Tan', 'Tanh', 'Atan2', 'Mod', 'Pow', 'RealDiv', 'FloorDiv'],
  ...['BatchMatMul', '_FusedMatMul', 'MaxPool', 'AvgPool', 'Conv2D', 'DepthwiseConv2dNative', 'FusedConv2D'],
];

const ofNumbers = [
  ...[
    'Add',
    'AddN',
    'Sub',
    'Multiply',
    'Maximum',
    'Minimum',
    'SquaredDifference',
    'Less',
    'LessEqual',
    'Greater',
  ],
  ...['GreaterEqual', 'Equal', 'NotEqual', 'Max', 'Min', 'Prod', 'Sum', 'Mean', 'ArgMax', 'ArgMin', 'Cumsum'],
  ...[
    'Cumprod',
    'TopK',
    'PadV2',
    'MirrorPad',
    'ResizeBilinear',
    'CropAndResize',
    'ScatterNd',
    'SparseToDense',
    'Reverse',
  ],
];

function unlessOf(kernelName: string, dtypes: readonly string[]): KernelPart {
  return (call) => {
    for (const name in call.inputs) {
      const dtype = call.inputs[name]?.dtype;
      if (dtype !== undefined && !dtypes.includes(dtype)) return onCpu(kernelName, call);
    }
    return undefined;
  };
}
