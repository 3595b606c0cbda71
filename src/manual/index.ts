export { doc } from './doc.js';
export type { DocPage } from './docPage.js';
