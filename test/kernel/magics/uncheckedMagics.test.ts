import { onceMoreUnchecked } from '../language/unchecked.js';

await onceMoreUnchecked(new URL('./magics.test.ts', import.meta.url));
