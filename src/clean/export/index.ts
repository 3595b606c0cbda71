export {
  type ExportDatasetOptions,
  ExportedDataset,
  type ExportFormat,
  exportDataset,
  writeExport,
} from './exportDataset.js';
export type { ExportItem, ExportSource, ExportSplit } from './exportItem.js';
export type { LeftOut } from './exportTask.js';
