// Draws every n-th picture of a set into memory that it shares with whoever started it.
import { parentPort, workerData } from 'node:worker_threads';
import { Random } from '../../dist/core/index.js';
import { drawPicture } from './drawPicture.mjs';
import { makeTiles } from './textures.mjs';

const { shared, count, size, seed, first, step } = workerData;
const random = new Random(seed);
const tiles = makeTiles(random.fork('tiles'));
for (let i = first; i < count; i += step) {
  const pixels = new Uint8Array(shared, i * size * size * 3, size * size * 3);
  drawPicture(pixels, size, i, random.fork(i), tiles);
}
parentPort.postMessage('done');
