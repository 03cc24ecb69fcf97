/** `simulator/pki/certificate.ts`, counted. */

import * as real from '../../src-main/simulator/pki/certificate.ts';
import { counted } from './counting.ts';

export * from '../../src-main/simulator/pki/certificate.ts';

export const parseCertificate = counted('X.509 parse', real.parseCertificate, (der) => der.length);
