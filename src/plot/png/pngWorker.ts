// The worker thread of PngRenderer.
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { SerialQueue } from '../../core/index.js';
import type { FigureSpec } from '../figureSpec.js';
import { drawnLetter, HeadlessPlotly } from './headlessPlotly.js';
import { missingLetters } from './missingLetters.js';
import type { PngReply, PngRequest } from './pngRequest.js';

let plotly: HeadlessPlotly | undefined;

async function answer({ id, figure, width, height, scale }: PngRequest): Promise<PngReply> {
  try {
    plotly ??= new HeadlessPlotly();
    const svg = await plotly.toSvg(figure, { width, height });
    const png = await sharp(Buffer.from(svg), { density: 72 * scale })
      .flatten({ background: 'white' })
      // In all its colours: a palette runs pale greys and whites together, and shows it in patches.
      .png({ compressionLevel: 9 })
      .toBuffer();
    return { id, png, missing: missingLetters(textsOf(figure), drawnLetter) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

/** All texts of a figure, without its photos. */
function textsOf({ data, layout }: FigureSpec): string {
  return JSON.stringify([data, { ...layout, images: undefined }]);
}

// One after the other: plotly keeps what it measures in one document.
const queue = new SerialQueue();
parentPort?.on('message', (request: PngRequest) => {
  void queue.run(async () => parentPort?.postMessage(await answer(request)));
});
