import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { saveModel, tf } from '../../src/index.js';
import { hangLimit } from '../hangLimit.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-page-'));
const executablePath = process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium';
const tfjs = join(import.meta.dirname, '../../node_modules/@tensorflow/tfjs/dist/tf.min.js');
/** As lesson 11 writes it. */
const html = `<script src="tf.min.js"></script>
<script type="module">
  const model = await tf.loadLayersModel('digits.json');
  const x = tf.linspace(0, 1, 784).reshape([1, 28, 28, 1]);
  window.answer = [...model.predict(x).dataSync()];
</script>`;

let server: Server;
let browser: Browser;

beforeAll(async () => {
  if (!existsSync(executablePath)) return;
  server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? '';
    const types: Record<string, string> = {
      json: 'application/json',
      js: 'text/javascript',
      '': 'text/html',
    };
    response.setHeader('content-type', types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
    const file = name === 'tf.min.js' ? tfjs : join(folder, name);
    if (name !== '' && !existsSync(file)) response.statusCode = 404; // the browser asks for a favicon
    response.end(name === '' ? html : existsSync(file) ? readFileSync(file) : '');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}, hangLimit);
afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true });
});

it.skipIf(!existsSync(executablePath))(
  'a Keras model that saveModel wrote answers in a page with TensorFlow.js alone as it does here',
  async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
        tf.layers.batchNormalization(),
        tf.layers.flatten(),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    });
    await saveModel(model, join(folder, 'digits.json'));
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const handle = await page.waitForFunction('window.answer', null, { timeout: hangLimit });
    const there = (await handle.jsonValue()) as number[];
    const x = tf.linspace(0, 1, 784).reshape([1, 28, 28, 1]);
    const here = [...(model.predict(x) as tf.Tensor).dataSync()];
    expect(there).toHaveLength(10);
    for (const [i, p] of here.entries()) expect(there[i]).toBeCloseTo(p, 4);
    expect(errors).toEqual([]);
  },
  hangLimit,
);
