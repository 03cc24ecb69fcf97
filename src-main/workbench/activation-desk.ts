/** What is looked at before a download, as it is called from outside. Nothing here uses a code up or writes anything. */

import type { activationRows } from '../../src-shared/api/activation.ts';
import type { CallName, CallOutput, CallRequest } from '../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Card, Code, Reader } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { CodeStore } from '../store/code-port.ts';
import type { OperationStore } from '../store/port.ts';
import { type CheckFacts, checkActivation, failure, finding, worst } from './activation-checks.ts';

/** Connects to an SM-DP+, verifies it, and hangs up. Rejects with what keeps a download from reaching it. */
export type ReachServer = (
  smdpAddress: string,
) => Promise<{ readonly host: string; readonly connectMs: number }>;

export interface ActivationDeskPorts {
  readonly codes: Pick<CodeStore, 'find' | 'get' | 'reveal'>;
  readonly cards: Pick<OperationStore, 'listCards' | 'getCard'>;
  readonly readers: () => Promise<readonly Reader[]>;
  readonly roots: () => CheckFacts['roots'];
  /** Servers of the simulated bench, by name. */
  readonly benchServers: readonly string[];
  readonly reach: ReachServer | undefined;
  readonly clock: Clock;
}

type Handlers = {
  readonly [N in keyof typeof activationRows & CallName]: (request: CallRequest<N>) => Promise<CallOutput<N>>;
};

export function createActivationDesk(ports: ActivationDeskPorts): { readonly handlers: Handlers } {
  const { codes, cards, roots, benchServers, reach, clock } = ports;

  function known(activationCode: string): Code | undefined {
    try {
      return codes.find(activationCode);
    } catch {
      // The check of the code says what is wrong with it.
      return undefined;
    }
  }

  return {
    handlers: {
      async 'activation.check'({ readerId, kind, activationCode, codeId, smdpAddress, confirmationCode }) {
        const reader =
          readerId === undefined ? undefined : (await ports.readers()).find(({ id }) => id === readerId);
        if (readerId !== undefined && reader === undefined)
          throw new WorkbenchError('reader_not_found', { reader: readerId });
        let code: Code | undefined;
        let text = activationCode;
        if (codeId !== undefined) {
          code = codes.get(codeId);
          if (code === undefined) throw new WorkbenchError('code_not_found', { id: codeId });
          text = codes.reveal(codeId)?.activationCode;
        } else if (text !== undefined) code = known(text);
        const card: Card | undefined = reader?.eid === undefined ? undefined : cards.getCard(reader.eid);
        const {
          findings,
          parts,
          smdpAddress: address,
        } = checkActivation({
          kind,
          reader,
          card,
          otherCards: cards.listCards().filter(({ eid }) => eid !== card?.eid),
          activationCode: text,
          known: code,
          byNumber: codeId !== undefined,
          smdpAddress,
          confirmationCode,
          roots: roots(),
          benchServers,
        });
        return {
          at: clock.now(),
          result: worst(findings),
          findings: [...findings],
          confirmationCodeRequired: (parts ?? code)?.confirmationCodeRequired ?? false,
          confirmationCodeKept: code?.confirmationCodeKept ?? false,
          ...(card === undefined ? {} : { eid: card.eid, readAt: card.lastSeenAt }),
          ...(address === undefined ? {} : { smdpAddress: address }),
          ...(code === undefined ? {} : { code }),
          ...(code?.iccid === undefined ? {} : { iccid: code.iccid }),
        };
      },

      async 'activation.reach'({ smdpAddress }) {
        if (reach === undefined) return finding('server', 'not_checked', 'server_not_asked');
        try {
          const { host, connectMs } = await reach(smdpAddress);
          return finding('server', 'ok', 'server_reached', { host, took: connectMs });
        } catch (thrown) {
          return failure('server', 'stops', toWorkbenchError(thrown));
        }
      },
    },
  };
}
