export type { OnnxEncoding } from '../export/encodeOnnx.js';
export { exportOnnx, type OnnxExportOptions } from '../export/exportOnnx.js';
export { CompiledModel } from './compiledModel.js';
export { type CompileOptions, compileFrozenBody, type FrozenBody } from './compileFrozenBody.js';
export { type OnnxSession, openOnnxSession } from './onnxSession.js';
