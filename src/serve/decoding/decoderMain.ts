import { decodePhoto } from '../../vision/loading/decodePhoto.js';
import type { PhotoPreprocessorConfig } from '../../vision/loading/photoPreprocessor.js';
import { preparePhoto } from '../../vision/transforms/preparePhoto.js';
import { restrictDecoders } from '../intake/restrictDecoders.js';
import { type Frame, FrameReader, failed, frameHead, settings } from './frames.js';

// The program of a process that decodes strangers' photos and nothing else: it can be killed at any moment. It imports
// two files of vision and not its index, which would load TensorFlow.

let config: PhotoPreprocessorConfig | undefined;

async function prepared(photo: Uint8Array): Promise<Float32Array> {
  const { target, drawn, stats } = config as PhotoPreprocessorConfig;
  const input = new Float32Array(target.height * target.width * 3);
  preparePhoto(await decodePhoto(photo, target), drawn, target, stats, input, 0);
  return input;
}

async function answer({ kind, body }: Frame): Promise<void> {
  try {
    if (kind === settings) {
      config = JSON.parse(Buffer.from(body).toString()) as PhotoPreprocessorConfig;
      send(kind, new Uint8Array());
    } else {
      const { buffer } = await prepared(body);
      send(kind, new Uint8Array(buffer));
    }
  } catch (error) {
    send(failed, Buffer.from(String(error)));
  }
}

function send(kind: number, body: Uint8Array): void {
  process.stdout.write(frameHead(kind, body.length));
  process.stdout.write(body);
}

restrictDecoders();
// A Ctrl-C in a terminal reaches the whole group, while the server still answers what it has begun.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
const reader = new FrameReader((frame) => void answer(frame));
process.stdin.on('data', (piece) => reader.push(piece));
// The server is gone. An orderly exit would wait for a decoder that is at work.
const end = (): void => void process.kill(process.pid, 'SIGKILL');
process.stdin.on('close', end);
process.stdout.on('error', end);
