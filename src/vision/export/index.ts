export { type ExportContent, exportFile, readExport, writeExport } from './exportFile.js';
export type { ExportInfo, ExportNetwork } from './exportInfo.js';
export { InferenceModel } from './inferenceModel.js';
