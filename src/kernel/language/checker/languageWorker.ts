import { setFlagsFromString } from 'node:v8';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { keepCompiled } from '../../patches/typescriptCache.js';
import type { WorldOptions } from '../world/worldFiles.js';
import { serveChecker } from './checkerPort.js';
import { LanguageChecker } from './languageChecker.js';
import { Preparation } from './preparation.js';
import { TslabChecker } from './tslabChecker.js';

// Entry of the worker thread in which the TypeScript compiler lives: there it can answer completion and
// inspection while a cell keeps the main thread busy. Each message from the main thread is a port to serve.

const Converter = process.env.TSVISION_CONVERTER === 'tslab' ? TslabChecker : LanguageChecker;
const checker = new Converter(workerData as WorldOptions);
const preparation = new Preparation(() => checker.rest());
parentPort?.on('message', (port: MessagePort) => serveChecker(checker, port, preparation.admit));
await preparation.read(checker.warmUp());
keepCompiled();
await preparation.readIdly(checker.preload());
// What libraries need is there. From here on a heap grows by a cell's garbage, with which V8 would let it double.
setFlagsFromString('--heap-growing-percent=15');
