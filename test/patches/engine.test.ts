import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  engineInfo,
  engineReady,
  inputsOf,
  keepStatistics,
  keepsStatistics,
  tf,
} from '../../src/engine/index.js';
import { inProcess } from '../engine/withBackend.js';
import { isBuilt } from './inChild.js';

// What the engine changes inside of tfjs. When a package moves, look at its patch: is it still needed, and does it
// still fit? Then note the new release in it.

/** A package's folder; `undefined` where an optional package is not installed. */
function packageFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

beforeAll(engineReady);

const nodePackage = packageFolder('@tensorflow/tfjs-node-gpu');
describe.skipIf(!nodePackage)('tfjs-node-gpu (skipped where this optional package is not installed)', () => {
  const backend = readFileSync(join(nodePackage ?? '', 'dist/nodejs_kernel_backend.js'), 'utf8');

  it('still calls what Node has removed from node:util', () => {
    expect(backend).toMatch(/util_1\.isNullOrUndefined\)\(/);
    expect(backend).toMatch(/util_1\.isArray\)\(/);
  });

  it('still runs every operation by the two functions that explain errors', () => {
    for (const name of ['executeSingleOutput', 'executeMultipleOutputs'])
      expect(backend).toContain(`NodeJSKernelBackend.prototype.${name} = function (name,`);
  });

  it('still asks of its binding what the one for bfloat16 stands before', () => {
    const calls = new Set([...backend.matchAll(/this\.binding\.(\w+)\(/g)].map(([, name]) => name));
    expect([...calls]).toEqual(expect.arrayContaining(['executeOp', 'deleteTensor', 'tensorDataSync']));
  });
});

describe.skipIf(engineInfo().backend !== 'tensorflow')('TensorFlow (skipped where it is not set up)', () => {
  it('still reaches its binding by a property that can be replaced', () => {
    const backend = tf.backend() as unknown as { binding: object };
    const { binding } = backend;
    let asked = 0;
    // The binding's own members cannot be redefined: another object stands before it.
    backend.binding = new Proxy(
      {},
      {
        get(_, name) {
          if (name === 'executeOp') asked += 1;
          const value = Reflect.get(binding, name) as unknown;
          return typeof value === 'function' ? value.bind(binding) : value;
        },
      },
    );
    try {
      tf.tidy(() => tf.add(1, 2).dataSync());
    } finally {
      backend.binding = binding;
    }
    expect(asked).toBeGreaterThan(0);
  });
});

describe('tfjs', () => {
  it('still keeps the calls under way where they are forgotten after a termination', () => {
    const { state } = tf.engine() as unknown as { state: Record<string, unknown> };
    const { activeScope } = state;
    const depthBefore = (state.scopeStack as unknown[]).length;
    tf.tidy(() => {
      expect(state.activeScope).not.toBe(activeScope);
      expect((state.scopeStack as unknown[]).length).toBe(depthBefore + 1);
    });
    let depth: unknown;
    tf.grad((x) => {
      depth = state.gradientDepth;
      expect(state.activeTape).toBeInstanceOf(Array);
      return x.square();
    })(tf.scalar(1)).dispose();
    expect(depth).toBe(1);
    for (const name of ['kernelDepth', 'numDataMovesStack', 'profiling']) expect(state).toHaveProperty(name);
  });

  it('still keeps what a gradient has saved: all the way back, and when its function throws', () => {
    type Gradients = (f: () => tf.Tensor, xs: tf.Tensor[], dy: null, allowNone: boolean) => unknown;
    const engine = tf.engine() as unknown as { state: { activeTape: { saved?: tf.Tensor[] }[] | null } };
    // Ours stands before it.
    const { gradients } = Object.getPrototypeOf(engine) as { gradients: Gradients };
    const x = tf.variable(tf.scalar(2));
    const before = tf.memory().numTensors;
    const held: number[] = [];
    const seen = tf.customGrad((a) => ({
      value: tf.clone(a as tf.Tensor),
      gradFunc: (dy) => {
        held.push(tf.memory().numTensors - before);
        return tf.clone(dy as tf.Tensor);
      },
    }));
    tf.tidy(() => void gradients.call(engine, () => tf.square(seen(tf.square(seen(x)))), [x], null, false));
    expect(held[1]).toBeGreaterThan(held[0] as number);
    const between = tf.memory().numTensors;
    const failing = (): tf.Tensor => {
      x.square();
      throw new Error('in between');
    };
    expect(() => gradients.call(engine, failing, [x], null, false)).toThrow('in between');
    const saved = (engine.state.activeTape ?? []).flatMap((node) => node.saved ?? []);
    expect(saved.length).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBe(between + saved.length);
    tf.dispose(saved);
    engine.state.activeTape = null;
    x.dispose();
  });

  it('still runs a layer by its call, which is told whether the model trains', () => {
    const layer = tf.layers.batchNormalization({ axis: -1 });
    const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [2] }), layer] });
    const x = tf.tensor2d([0, 10, 20, 30], [2, 2]);
    const run = (): number[] =>
      tf.tidy(() => [...(model.apply(x, { training: true }) as typeof x).dataSync()].map(Math.round));
    const byBatch = run();
    keepStatistics(layer, true);
    expect(keepsStatistics(layer)).toBe(true);
    expect(run()).not.toEqual(byBatch);
    keepStatistics(layer, false);
    expect([keepsStatistics(layer), run()]).toEqual([false, byBatch]);
    tf.dispose([x, ...model.weights.map((weight) => weight.read())]);
  });

  it('still keeps with each layer what it was applied to', () => {
    const input = tf.input({ shape: [2] });
    const [left, right] = [0, 1].map(() => tf.layers.dense({ units: 3 }).apply(input) as tf.SymbolicTensor);
    const sum = tf.layers.add().apply([left as tf.SymbolicTensor, right as tf.SymbolicTensor]);
    expect(inputsOf(sum as tf.SymbolicTensor)).toEqual([left, right]);
    expect(inputsOf(left as tf.SymbolicTensor)).toEqual([input]);
    expect(inputsOf(input)).toEqual([]);
  });

  it('still says of a name that is taken no more than that it is', () => {
    const engine = tf.engine();
    const { makeVariable } = Object.getPrototypeOf(engine) as typeof engine;
    const name = 'taken by the test of patches';
    const first = tf.variable(tf.scalar(1), true, name);
    expect(() => makeVariable.call(engine, tf.scalar(2), true, name)).toThrow('was already registered');
    first.dispose();
  });
});

describe.skipIf(!isBuilt)('tfjs-backend-wasm (skipped where the library is not built)', () => {
  const start = (body: string): unknown => inProcess(body, { TSVISION_BACKEND: 'wasm' }).result;

  it('still has its memory, its listeners and its end where they are patched', () => {
    const result = start(
      `await engine.engineReady();
       const { wasm, dataIdMap } = tf.backend();
       const x = tf.complex([1, 2], [3, 4]);
       return {
         dispose: typeof wasm.tfjs.dispose,
         offset: typeof dataIdMap.get(tf.tensor([1]).dataId).memoryOffset,
         values: [...x.dataSync()],
         listeners: process.listenerCount('unhandledRejection') + process.listenerCount('uncaughtException'),
       };`,
    );
    expect(result).toEqual({ dispose: 'function', offset: 'number', values: [1, 3, 2, 4], listeners: 0 });
  });

  it('gets doubled processors and another worker while it starts, and nobody else does', () => {
    const result = start(
      `const { cpus, availableParallelism } = await import('node:os');
       const os = (await import('node:os')).default;
       const [count, patched] = [cpus().length, os.cpus !== cpus];
       const seen = new Set();
       let ready = false;
       const done = engine.engineReady().then((info) => { ready = true; return info; });
       while (!ready) {
         seen.add(os.cpus().length);
         const url = URL.createObjectURL(new Blob(['a']));
         seen.add(url.slice(0, 5));
         URL.revokeObjectURL(url);
         await new Promise((resolve) => setImmediate(resolve));
       }
       const { threads } = await done;
       return { seen: [...seen], count, patched, after: os.cpus === cpus, threads, most: availableParallelism() };`,
    ) as { seen: unknown[]; count: number; patched: boolean; after: boolean; threads: number; most: number };
    // Else the module was up before anybody could look.
    expect(result.patched).toBe(true);
    expect(result.seen).toEqual([result.count, 'blob:']);
    expect(result.after).toBe(true);
    expect(result.threads > 1).toBe(result.most > 1);
  });
});
