import * as crypto from 'node:crypto';
import { beforeEach, expect, it, vi } from 'vitest';
import { generatePki } from '../../../src-main/simulator/pki/index.ts';
import { expectJson, FakeEuicc, seeded } from './fake-euicc.ts';
import { bench, clock, eid, make, pki, prepareBench, stateOf } from './smdp-bench.ts';

// As in Electron, whose crypto has no Brainpool: every function that is given the curve fails there.
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>();
  return {
    ...real,
    getCurves: () => ['prime256v1'],
    createECDH: (curve: string) => {
      if (curve !== 'prime256v1') throw new Error(`no curve ${curve}`);
      return real.createECDH(curve);
    },
  };
});

beforeEach(prepareBench);

it('a download under Brainpool goes through where the runtime lacks the curve', () => {
  expect(crypto.getCurves()).toEqual(['prime256v1']);
  expect(() => crypto.createECDH('brainpoolP256r1')).toThrow('no curve');
  const curve = 'brainpoolP256r1' as const;
  const brainpool = generatePki({ clock, entropy: seeded('bp'), eid, smdpAddress: 'x.example', curve });
  bench.smdp = make({ pki: [pki, brainpool] });
  const euicc = new FakeEuicc({ pki: brainpool, smdp: bench.smdp });
  expectJson(euicc.initiate());
  expectJson(euicc.authenticate('PLAIN'));
  euicc.open(euicc.getBpp());
  euicc.installed();
  expect(stateOf('PLAIN')).toBe('installed');
});
