import * as tf from '../tf.js';
import { attribute, dataType, type TensorflowBackend } from './tensorflowOps.js';

/** Adds the image kernels that tfjs-node lacks to the TensorFlow backend: `Transform` and `RotateWithOffset`. */
export function registerImageKernels(): void {
  tf.registerKernel({
    kernelName: 'Transform',
    backendName: 'tensorflow',
    kernelFunc: transform as unknown as tf.KernelFunc,
  });
  tf.registerKernel({
    kernelName: 'RotateWithOffset',
    backendName: 'tensorflow',
    kernelFunc: rotateWithOffset as unknown as tf.KernelFunc,
  });
}

interface TransformCall {
  inputs: { image: tf.Tensor; transforms: tf.Tensor };
  attrs: tf.TransformAttrs;
  backend: TensorflowBackend;
}

interface RotateCall {
  inputs: { image: tf.Tensor4D };
  attrs: tf.RotateWithOffsetAttrs;
  backend: TensorflowBackend;
}

/** `tf.image.transform`: a homography a picture, all interpolation and fill modes of TensorFlow. */
function transform({ inputs: { image, transforms }, attrs, backend }: TransformCall): tf.TensorInfo {
  const { interpolation, fillMode, fillValue, outputShape } = attrs;
  const [height, width] = outputShape ?? [image.shape[1] as number, image.shape[2] as number];
  return project(backend, image, transforms, [height, width], {
    interpolation,
    fillMode,
    fillValue,
  });
}

/** `tf.image.rotateWithOffset`: turns about `center`, nearest neighbour. */
function rotateWithOffset({ inputs, attrs, backend }: RotateCall): tf.TensorInfo {
  const { image } = inputs;
  const [, height, width, channels] = image.shape;
  const [centerX, centerY] = tf.backend_util.getImageCenter(attrs.center, height, width);
  const [sin, cos] = [Math.sin(attrs.radians), Math.cos(attrs.radians)];
  const shiftX = centerX - centerX * cos + centerY * sin;
  const shiftY = centerY - centerX * sin - centerY * cos;
  const matrix = [cos, -sin, shiftX, sin, cos, shiftY, 0, 0];
  const turn = (picture: tf.Tensor, fillValue: number): tf.Tensor =>
    tf.tidy(() =>
      project(backend, picture, tf.tensor2d([matrix]), [height, width], {
        interpolation: 'nearest',
        fillMode: 'constant',
        fillValue,
      }),
    );
  const { fillValue } = attrs;
  if (typeof fillValue === 'number') return turn(image, fillValue);
  // One colour a channel; alpha outside the picture is opaque, as in tfjs's other backends.
  const perChannel = [...fillValue, 255].slice(0, channels);
  return tf.tidy(() =>
    tf.concat(
      tf.split(image, channels, 3).map((channel, i) => turn(channel, perChannel[i] as number)),
      3,
    ),
  );
}

interface Sampling {
  readonly interpolation: 'nearest' | 'bilinear';
  readonly fillMode: 'constant' | 'reflect' | 'wrap' | 'nearest';
  readonly fillValue: number;
}

function project(
  backend: TensorflowBackend,
  image: tf.Tensor,
  transforms: tf.Tensor,
  size: [number, number],
  { interpolation, fillMode, fillValue }: Sampling,
): tf.Tensor {
  return tf.tidy(() =>
    backend.executeSingleOutput(
      'ImageProjectiveTransformV3',
      [
        attribute.type('dtype', dataType[image.dtype as 'float32' | 'int32']),
        attribute.string('interpolation', interpolation.toUpperCase()),
        attribute.string('fill_mode', fillMode.toUpperCase()),
      ],
      [image, transforms, tf.tensor1d(size, 'int32'), tf.scalar(fillValue)],
    ),
  );
}
