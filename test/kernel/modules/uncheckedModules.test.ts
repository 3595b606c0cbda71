import { onceMoreUnchecked } from '../language/unchecked.js';

await onceMoreUnchecked(new URL('./modules.test.ts', import.meta.url));
