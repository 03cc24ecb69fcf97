/**
 * Counts the primitives of a download, in a process of its own: its first, and one when everything that is kept from one
 * download to the next is there. Modules of the simulators are put in place by hooks, so that they need not know of it.
 */

import crypto from 'node:crypto';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { count, counted } from '../lib/counting.ts';

const simulator = new URL('../../src-main/simulator/', import.meta.url);
const standIns = new Map(
  (['crypto/ec', 'crypto/aes', 'pki/certificate'] as const).map((name) => [
    new URL(`${name}.ts`, simulator).href,
    new URL(`../lib/counted-${name.split('/')[1]}.ts`, import.meta.url).href,
  ]),
);
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const standIn = standIns.get(found.url);
    return standIn === undefined || context.parentURL === standIn ? found : { ...found, url: standIn };
  },
});

const { createHash, hash } = crypto;
Object.assign(crypto, {
  hash: counted('SHA-256', hash, (_name, data) => Buffer.byteLength(data as string | Uint8Array)),
  createHash(name: string) {
    const real = createHash(name);
    let bytes = 0;
    const once = counted(
      'SHA-256',
      (form?: 'hex' | 'base64') => (form ? done(form) : done()),
      () => bytes,
    );
    const update = real.update.bind(real);
    const done = real.digest.bind(real) as (form?: string) => unknown;
    return Object.assign(real, {
      update(data: string | Uint8Array) {
        bytes += data.length;
        update(data);
        return real;
      },
      digest: once,
    });
  },
});
syncBuiltinESMExports();

const { benchPki, smdpAddress } = await import('../lib/workbench.ts');
const { benchProfile } = await import('../lib/profile.ts');
const { download, newCard, newSmdp } = await import('../lib/in-process.ts');

const pki = benchPki();
const { offer } = benchProfile(smdpAddress);
const smdp = newSmdp(pki, smdpAddress, [{ ...offer, maxInstallations: 1000 }]);
const once = async () => {
  const card = await newCard(pki);
  return count(() => download({ smdp, address: smdpAddress, card }, offer.matchingId));
};
const first = await once();
await once();
process.stdout.write(JSON.stringify({ first, warm: await once() }));
