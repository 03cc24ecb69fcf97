import { useState } from 'react';
import type { CallInput } from '../../src-shared/api.ts';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import type { ActivationCheck, ActivationFinding } from '../../src-shared/model/index.ts';
import { useCall, useLast, useSnapshot } from '../state/context.ts';

export interface Checks {
  /** Undefined while nothing can be checked, or the first answer is not there yet. */
  readonly check: ActivationCheck | undefined;
  /** Those of the check, and that of the server. */
  readonly findings: readonly ActivationFinding[];
  /** Why nothing could be checked. */
  readonly error: ErrorData | undefined;
  /** Whether the server is being connected to. */
  readonly asking: boolean;
  /** Connects to a server that is not connected to unasked. */
  readonly ask: (() => void) | undefined;
}

/** A server that was given by a number or with a port may be anything in this network: it is connected to when somebody says so. */
const isPublicName = (address: string) => !/^[\d.]+$|[:[]/.test(address);

/** The checks of what is about to be started, made anew whenever something changes that they go by. */
export function useChecks(input: CallInput<'activation.check'> | undefined): Checks {
  const { readers, cards } = useSnapshot();
  const reader = readers.find(({ id }) => id === input?.readerId);
  const card = reader?.eid === undefined ? undefined : cards.get(reader.eid);
  const key = `${reader?.presence} ${reader?.operationId} ${card?.lastSeenAt} ${card?.profiles.length}`;
  const checked = useCall('activation.check', input, key);
  const [wanted, setWanted] = useState<string>();
  // While another answer is on its way, the one before stays: what stands there does not come and go with every key.
  const last = useLast(checked.value);
  const check = input === undefined || checked.state === 'error' ? undefined : (checked.value ?? last);
  const address = check?.smdpAddress;
  const wrong = check?.findings.some((one) => one.check === 'address' && one.error !== undefined) ?? true;
  const may = address !== undefined && !wrong && (isPublicName(address) || wanted === address);
  const reached = useCall('activation.reach', may ? { smdpAddress: address } : undefined);
  const server: ActivationFinding | undefined =
    address === undefined || wrong
      ? undefined
      : !may
        ? { check: 'server', result: 'not_checked', reason: 'server_not_asked', params: {} }
        : (reached.value ?? { check: 'server', result: 'not_checked', reason: 'server_asking', params: {} });
  return {
    check,
    findings: [...(check?.findings ?? []), ...(server === undefined ? [] : [server])],
    error: checked.state === 'error' ? checked.error : undefined,
    asking: may && reached.value === undefined,
    ask: address === undefined || wrong || may ? undefined : () => setWanted(address),
  };
}
