/** Where Electron starts: the modules of the main process are imported when what was compiled of them before is at hand. */

import { keepCompiled } from '../../../bin/compile-cache.mjs';

keepCompiled();
await import('./main.ts');
