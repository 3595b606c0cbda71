import { onceMoreUnchecked } from './unchecked.js';

await onceMoreUnchecked(new URL('./cells.test.ts', import.meta.url));
