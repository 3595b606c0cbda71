// Operations that a notebook reaches through `tf`, each run on the engine and on tfjs's cpu backend.

const numbers = {
  float32: [NaN, Infinity, -Infinity, 0, 1, -1, 0.5, -0.5, 2.5, -2.5, 1e-8, 3.7, -3.7, 100, 6.5, -7],
  int32: [0, 1, -1, 2, -3, 7, 100, -100, 255, 1000, 5, -5, 12345, -12345, 77, 6],
  bool: [1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0],
};

/** Numbers between −1 and 1, the same on every engine. */
function noise(tf, shape, seed = 3) {
  let state = seed;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 1073741823.5 - 1;
  };
  return tf.tensor(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next), shape);
}

const unary = [
  ...[
    'abs',
    'acos',
    'acosh',
    'asin',
    'asinh',
    'atan',
    'atanh',
    'ceil',
    'cos',
    'cosh',
    'elu',
    'erf',
    'exp',
    'expm1',
  ],
  ...[
    'floor',
    'isFinite',
    'isInf',
    'isNaN',
    'leakyRelu',
    'log',
    'log1p',
    'logSigmoid',
    'neg',
    'relu',
    'relu6',
  ],
  ...['round', 'selu', 'sigmoid', 'sign', 'sin', 'sinh', 'softplus', 'sqrt', 'step', 'tan', 'tanh', 'clone'],
];

/** Every elementwise function on every dtype. */
export function unaryCases(tf) {
  const of = (dtype) => tf.tensor1d(numbers[dtype], dtype);
  return unary.flatMap((name) =>
    Object.keys(numbers).map((dtype) => [`${name}(${dtype})`, () => tf[name](of(dtype))]),
  );
}

/** The instances that were reported, and siblings. */
export function valueCases(tf) {
  const of = (dtype, shape = [16]) => tf.tensor(numbers[dtype], shape, dtype);
  const words = tf.tensor1d(['b', 'a', 'kiwi']);
  const others = tf.tensor1d(['a', 'b', 'kiwi']);
  const rgb = noise(tf, [2, 3, 3]);
  const wave = () => tf.complex(noise(tf, [8]), noise(tf, [8], 5));
  const ints = (values) => tf.tensor1d(values, 'int32');
  return Object.entries({
    'clipByValue with NaN': () => tf.clipByValue(of('float32'), -1, 2),
    'clipByValue of int32': () => tf.clipByValue(of('int32'), -1, 2),
    'cast float32 to bool': () => tf.cast(tf.tensor1d([0, 3, -2.5, 0.1]), 'bool'),
    'cast int32 to bool': () => tf.cast(of('int32'), 'bool'),
    'multinomial with a seed': () => tf.multinomial(tf.tensor1d([0.1, 0.2, 0.7]), 20, 42),
    'multinomial of probabilities': () => tf.multinomial(tf.tensor1d([0.1, 0.2, 0.7]), 20, 7, true),
    'scatterND by one axis': () => tf.scatterND(ints([1, 3, 1]), tf.tensor1d([1, 2, 3]), [5]),
    'scatterND of rows by one axis': () =>
      tf.scatterND(tf.tensor2d([[1], [3], [1]], [3, 1], 'int32'), noise(tf, [3, 2]), [5, 2]),
    'less of strings': () => tf.less(words, others),
    'greaterEqual of strings': () => tf.greaterEqual(words, others),
    'equal of strings': () => tf.equal(words, others),
    'notEqual of strings': () => tf.notEqual(words, others),
    stringSplit: () => tf.string.stringSplit(tf.tensor1d(['a b', 'c']), ' ').indices,
    maxPoolWithArgmax: () => tf.maxPoolWithArgmax(noise(tf, [1, 4, 4, 2]), 2, 2, 'same').indexes,
    denseBincount: () => tf.denseBincount(ints([1, 2, 2, 5]), tf.tensor1d([1, 2, 3, 4]), 4),
    'bincount of two axes': () =>
      tf.bincount(
        tf.tensor2d(
          [
            [1, 2],
            [2, 0],
          ],
          [2, 2],
          'int32',
        ),
        tf.tensor([]),
        4,
      ),
    searchSorted: () => tf.searchSorted(tf.tensor1d([0, 3, 9, 9, 10]), tf.tensor1d([0, 4, 9])),
    bitwiseAnd: () => tf.bitwiseAnd(ints([6, 5]), ints([3, 4])),
    rgbToGrayscale: () => tf.image.rgbToGrayscale(rgb),
    'rgbToGrayscale of int32': () => tf.image.rgbToGrayscale(tf.cast(tf.mul(rgb, 255), 'int32')),
    fft: () => tf.real(tf.fft(wave())),
    'imaginary part of fft': () => tf.imag(tf.fft(wave())),
    'ifft of fft': () => tf.real(tf.ifft(tf.fft(wave()))),
    rfft: () => tf.real(tf.spectral.rfft(noise(tf, [8]))),
    'abs of complex numbers': () => tf.abs(wave()),
    confusionMatrix: () => tf.math.confusionMatrix(ints([0, 1, 1, 2]), ints([0, 0, 1, 2]), 3),
    'matMul of int32': () => tf.matMul(of('int32', [4, 4]), of('int32', [4, 4])),
    'gradient of gather': () => tf.grad((x) => tf.gather(x, ints([0, 0, 2])).square())(noise(tf, [3, 2])),
    'gradient of gather from one row': () =>
      tf.grad((x) => tf.gather(x, ints([0, 0])).square())(noise(tf, [1, 2])),
    'prelu with a slope a picture': () => tf.prelu(noise(tf, [2, 3, 3, 2]), noise(tf, [3, 3, 2], 5)),
    'prelu of infinity': () => tf.prelu(tf.tensor1d([Infinity, -2]), tf.tensor1d([0.5, 0.5])),
    'oneHot of float32': () => tf.oneHot(ints([0, 2, 5]), 3, 1, 0, 'float32'),
    'reverse of bool': () => tf.reverse(of('bool'), 0),
    'unique with NaN': () => tf.unique(tf.tensor1d([NaN, 1, NaN, 1])).values,
    einsum: () => tf.einsum('ij,jk->ik', noise(tf, [2, 3]), noise(tf, [3, 2])),
    'otsu threshold': () => tf.image.threshold(tf.cast(tf.mul(tf.abs(rgb), 255), 'int32'), 'otsu'),
    'tile of strings': () => tf.equal(tf.tile(words, [2]), tf.tensor1d(['b', 'a', 'kiwi', 'b', 'a', 'kiwi'])),
    'fused convolution, channels first': () =>
      tf.fused.conv2d({
        x: noise(tf, [1, 2, 4, 4]),
        filter: noise(tf, [2, 2, 2, 3]),
        strides: 1,
        pad: 'same',
        dataFormat: 'NCHW',
        bias: noise(tf, [3]),
        activation: 'relu',
      }),
    'fused convolution, one bias for all': () =>
      tf.fused.conv2d({
        x: noise(tf, [1, 4, 4, 2]),
        filter: noise(tf, [2, 2, 2, 3]),
        strides: 1,
        pad: 1,
        bias: tf.scalar(0.5),
        activation: 'relu6',
      }),
  });
}

const pads = {
  same: 'same',
  valid: 'valid',
  1: 1,
  explicit: [
    [0, 0],
    [1, 0],
    [0, 2],
    [0, 0],
  ],
};

/** Pools and convolutions of every padding and rounding, and their gradients where tfjs's own are right. */
export function paddingCases(tf) {
  const cases = [];
  for (const [height, width, size, stride] of [
    [5, 5, 2, 1],
    [6, 4, 3, 2],
    [5, 7, 3, 3],
  ]) {
    for (const [name, pad] of Object.entries(pads)) {
      for (const rounding of typeof pad === 'string' ? [undefined] : [undefined, 'floor', 'ceil', 'round']) {
        const x = () => noise(tf, [2, height, width, 2]);
        const filter = () => noise(tf, [size, size, 2, 3], 5);
        const title = `${height}x${width} f=${size} s=${stride} p=${name} ${rounding ?? ''}`;
        const conv = (a, f) => tf.conv2d(a, f, stride, pad, 'NHWC', 1, rounding);
        const depthwise = (a, f) => tf.depthwiseConv2d(a, f, stride, pad, 'NHWC', 1, rounding);
        cases.push(
          [`maxPool ${title}`, () => tf.maxPool(x(), size, stride, pad, rounding)],
          [`avgPool ${title}`, () => tf.avgPool(x(), size, stride, pad, rounding)],
          [`conv2d ${title}`, () => conv(x(), filter())],
          [`depthwiseConv2d ${title}`, () => depthwise(x(), filter())],
        );
        if (rounding === 'ceil' || rounding === 'round') continue; // tfjs's gradients forget the rounding.
        cases.push(
          [
            `gradient of maxPool ${title}`,
            () => tf.grad((a) => tf.maxPool(a, size, stride, pad).square())(x()),
          ],
          [`gradient of conv2d by x ${title}`, () => tf.grad((a) => conv(a, filter()).square())(x())],
          [`gradient of conv2d by f ${title}`, () => tf.grad((f) => conv(x(), f).square())(filter())],
          [`gradient of depthwise by x ${title}`, () => tf.grad((a) => depthwise(a, filter()).square())(x())],
        );
      }
    }
  }
  return cases;
}

/** What differs between the engine and cpu, or leaves tensors behind: a line each. */
export function differences(tf, cases) {
  const engine = tf.getBackend();
  tf.findBackend('cpu').firstUse = false;
  return cases.flatMap(([name, compute]) => {
    const before = tf.memory().numTensors;
    const actual = values(tf, compute);
    const left = tf.memory().numTensors - before;
    tf.setBackend('cpu');
    const expected = values(tf, compute);
    tf.setBackend(engine);
    const why = left > 0 ? `${left} tensors left` : difference(actual, expected);
    return why ? [`${name}: ${why}`] : [];
  });
}

function values(tf, compute) {
  try {
    return tf.tidy(() => {
      const result = compute();
      return { shape: result.shape, data: Array.from(result.dataSync()) };
    });
  } catch (error) {
    return { error: error.message };
  }
}

function difference(actual, expected) {
  if (actual.error && expected.error) return undefined; // tfjs refuses the dtype before any engine sees it.
  if (actual.error || expected.error) return `${actual.error ?? 'fine'}, cpu ${expected.error ?? 'fine'}`;
  if (actual.shape.join() !== expected.shape.join()) return `[${actual.shape}], cpu [${expected.shape}]`;
  const close = (a, b) => Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-3 * Math.max(1, Math.abs(b));
  const place = actual.data.findIndex((value, i) => !close(value, expected.data[i]));
  return place < 0 ? undefined : `[${place}] ${actual.data[place]}, cpu ${expected.data[place]}`;
}
