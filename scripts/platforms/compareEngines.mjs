import { join } from 'node:path';
import { root, run } from './tools.mjs';

/**
 * How far the losses of the same steps may lie apart on WebGPU and TensorFlow. A difference of rounding grows with each
 * step of the weights, and most where a batch norm learns from batches of four photos.
 */
export const tolerances = { losses: 1e-3, frozen: 1e-3, unfrozen: 2e-2, validation: 2e-2 };

/**
 * Runs the steps on both engines, and compares.
 *
 * @param {Record<string, string>} env that in which WebGPU runs
 * @param {string[]} words for bearsSteps.mjs
 */
export async function compareEngines(env, words = []) {
  const net = await both('trainingSteps.mjs', env);
  const bears = await both('bearsSteps.mjs', env, words);
  const differences = {
    losses: largest(net, 'losses'),
    frozen: largest(bears, 'frozen'),
    unfrozen: largest(bears, 'unfrozen'),
    validation: largest(bears, 'validation'),
  };
  const agree = Object.entries(tolerances).every(([name, most]) => differences[name] <= most);
  return { net, bears, differences, tolerances, agree };
}

async function both(script, env, words = []) {
  const ask = async (more) => {
    const options = { cwd: root, env: { ...process.env, ...more } };
    const text = await run(process.execPath, [join(root, 'scripts/platforms', script), ...words], options);
    return JSON.parse(text.trim().split('\n').at(-1));
  };
  return { tensorflow: await ask({ TSVISION_BACKEND: 'tensorflow' }), webgpu: await ask(env) };
}

/** The largest difference of the losses of that name; none where one engine lacks a loss. */
function largest({ tensorflow, webgpu }, name) {
  const [expected, actual] = [tensorflow[name], webgpu[name]];
  if (expected.length !== actual.length) return Number.NaN;
  return Math.max(...expected.map((loss, i) => Math.abs(loss - actual[i])));
}
