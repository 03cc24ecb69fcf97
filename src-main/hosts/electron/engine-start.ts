/** Where the engine's process starts, as `start.ts`. */

import { createRequire } from 'node:module';
import { keepCompiled } from '../../../bin/compile-cache.mjs';

keepCompiled();
createRequire(import.meta.url)('./engine.cjs');
