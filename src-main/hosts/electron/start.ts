/** Where Electron starts: the application is loaded when what was compiled of it before is at hand. */

import { createRequire } from 'node:module';
import { keepCompiled } from '../../../bin/compile-cache.mjs';

keepCompiled();
createRequire(import.meta.url)('./desktop.cjs');
