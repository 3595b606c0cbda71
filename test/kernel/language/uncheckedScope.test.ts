import { onceMoreUnchecked } from './unchecked.js';

await onceMoreUnchecked(new URL('./scope.test.ts', import.meta.url));
