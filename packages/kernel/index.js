// What cells use of the kernel alone: `import { display, html, widgets } from 'tsvision-kernel'`.
export * from './dist/notebook/public.js';
export * as widgets from './dist/widgets/index.js';
