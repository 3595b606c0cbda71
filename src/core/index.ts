export { atomicWrite } from './atomicWrite.js';
export { InvalidArgumentError } from './errors/invalidArgumentError.js';
export { PathNotFoundError } from './errors/pathNotFoundError.js';
export { isTsvisionError, TsvisionError, type TsvisionErrorOptions } from './errors/tsvisionError.js';
export { cacheFolder, expandPath, packageRoot } from './paths.js';
export { Random, type RandomState } from './random.js';
