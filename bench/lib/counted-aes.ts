/** `simulator/crypto/aes.ts`, counted. */

import * as real from '../../src-main/simulator/crypto/aes.ts';
import { counted } from './counting.ts';

export * from '../../src-main/simulator/crypto/aes.ts';

const lengthOfThird = (_key: unknown, _iv: unknown, data: Uint8Array) => data.length;

export const encryptCbc = counted('AES-CBC encrypt', real.encryptCbc, lengthOfThird);
export const decryptCbc = counted('AES-CBC decrypt', real.decryptCbc, lengthOfThird);
export const encryptBlock = counted('AES block', real.encryptBlock);
export const cmac = counted('AES-CMAC', real.cmac, (_key, data) => data.length);
