export { CompiledModel } from './compiledModel.js';
export { type CompileOptions, compileFrozenBody, type FrozenBody } from './compileFrozenBody.js';
export type { OnnxEncoding } from './encodeOnnx.js';
export { exportOnnx, type OnnxExportOptions } from './exportOnnx.js';
export { type OnnxSession, openOnnxSession } from './onnxSession.js';
