import { writeSafetensors } from '../../src/vision/weights/writeSafetensors.js';

// node savingChild.mjs PATH FLOATS: writes one file after the other there by the call that `save` ends in, each full
// of its own number, until killed. That call alone, because a whole learner takes seconds to load.
const [path = '', floats = ''] = process.argv.slice(2);

for (let generation = 1; ; generation++) {
  const data = new Float32Array(Number(floats)).fill(generation);
  await writeSafetensors(path, new Map([['w', { shape: [data.length], data }]]), {
    generation: String(generation),
  });
  process.send?.(generation);
}
