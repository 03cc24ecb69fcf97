/** `simulator/crypto/ec.ts`, counted. */

import * as real from '../../src-main/simulator/crypto/ec.ts';
import { counted } from './counting.ts';

export * from '../../src-main/simulator/crypto/ec.ts';

const lengthOf = (_key: unknown, data: Uint8Array) => data.length;

export const sign = counted('ECDSA sign', real.sign, lengthOf);
export const signDer = counted('ECDSA sign', real.signDer, lengthOf);
export const verify = counted('ECDSA verify', real.verify, lengthOf);
export const verifyDer = counted('ECDSA verify', real.verifyDer, lengthOf);
export const generateKeyPair = counted('EC key pair', real.generateKeyPair);
export const privateKeyFromScalar = counted('EC key pair', real.privateKeyFromScalar);
export const agreeKey = counted('ECDH', real.agreeKey);
