import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { keepCompiled } from '../../patches/typescriptCache.js';
import type { TypeWorldOptions } from '../world/typeWorld.js';
import { serveChecker } from './checkerPort.js';
import { LanguageChecker } from './languageChecker.js';
import { TslabChecker } from './tslabChecker.js';

// Entry of the worker thread in which the TypeScript compiler lives: there it can answer completion and
// inspection while a cell keeps the main thread busy. Each message from the main thread is a port to serve.

const Converter = process.env.TSVISION_CONVERTER === 'tslab' ? TslabChecker : LanguageChecker;
const checker = new Converter(workerData as TypeWorldOptions);
let preload: NodeJS.Timeout | undefined;
parentPort?.on('message', (port: MessagePort) => serveChecker(checker, port, () => preload?.refresh()));
checker.warmUp();
keepCompiled();
// Whoever asks at once (a notebook that runs from top to bottom) does not wait for types that it may not need; whoever
// is still typing finds them read.
preload = setTimeout(() => {
  preload = undefined;
  checker.preload();
}, 500);
