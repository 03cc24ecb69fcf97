/** Checks before a download: the real ones, over what the fixture shows; its servers are reached by their names. */

import { createActivationDesk } from '../../src-main/workbench/activation-desk.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Card, Code, Reader, TrustAnchor } from '../../src-shared/model/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import type { CodeHandlers } from './fixture-codes.ts';

/** Its root is known to nobody. */
export const unknownRootServer = 'smdp.unknown-root.example';

export interface ShownBench {
  readonly readers: () => readonly Reader[];
  readonly cards: () => readonly Card[];
  readonly roots: () => readonly TrustAnchor[];
  readonly codes: CodeHandlers;
}

export function makeActivationHandlers({ readers, cards, roots, codes }: ShownBench) {
  const secretOf = (id: number) => {
    try {
      return codes['codes.reveal']({ id }) as { readonly activationCode: string };
    } catch {
      return undefined;
    }
  };
  const all = (): Code[] => {
    const listed = codes['codes.list']({ limit: 1000 }) as { readonly codes: Code[] };
    return listed.codes;
  };
  return createActivationDesk({
    codes: {
      find: (activationCode) => all().find(({ id }) => secretOf(id)?.activationCode === activationCode),
      get: (id) => all().find((code) => code.id === id),
      reveal: secretOf,
    },
    cards: {
      listCards: () => [...cards()],
      getCard: (eid) => cards().find((card) => card.eid === eid),
    },
    readers: async () => readers(),
    roots,
    benchServers: ['smdp.bench.localhost'],
    reach: async (host) => {
      if (host === unknownRootServer)
        throw new WorkbenchError('ci_unknown', { host, keyId: 'C0BC70BA36929D43', issuer: 'CN=Lab CI' });
      return { host, connectMs: 84 };
    },
    clock: systemClock,
  }).handlers;
}
