export { type SaveReportOptions, saveReport } from './saveReport.js';
