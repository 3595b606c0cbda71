import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { keepCompiled } from '../../patches/typescriptCache.js';
import type { TypeWorldOptions } from '../world/typeWorld.js';
import { serveChecker } from './checkerPort.js';
import { LanguageChecker } from './languageChecker.js';
import { Preparation } from './preparation.js';
import { TslabChecker } from './tslabChecker.js';

// Entry of the worker thread in which the TypeScript compiler lives: there it can answer completion and
// inspection while a cell keeps the main thread busy. Each message from the main thread is a port to serve.

const Converter = process.env.TSVISION_CONVERTER === 'tslab' ? TslabChecker : LanguageChecker;
const checker = new Converter(workerData as TypeWorldOptions);
const preparation = new Preparation();
parentPort?.on('message', (port: MessagePort) => serveChecker(checker, port, preparation.admit));
await preparation.read(checker.warmUp());
keepCompiled();
await preparation.readIdly(checker.preload());
