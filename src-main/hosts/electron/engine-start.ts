/** Where the engine's process starts, as `start.ts`. */

import { keepCompiled } from '../../../bin/compile-cache.mjs';

keepCompiled();
await import('./engine-process.ts');
