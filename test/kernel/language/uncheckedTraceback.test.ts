import { onceMoreUnchecked } from './unchecked.js';

await onceMoreUnchecked(new URL('./traceback.test.ts', import.meta.url));
