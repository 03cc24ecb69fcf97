/** What the adapter needs of the native package; a test may put another in its place. */

import type * as pcsclite from '@euicc-workbench/pcsclite';

export type PcscBinding = Pick<typeof pcsclite, 'availability' | 'openContext' | 'connect'>;
