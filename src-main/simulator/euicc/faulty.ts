/** A function of ES10 that goes wrong since a fault rule says so (the port of `../faults/ports.ts`). */

import { bppErrorReason } from '../../rsp/index.ts';
import { encode, readSingleTlv, readTlvs } from '../../tlv/index.ts';
import type { CardFault } from '../faults/ports.ts';
import { PowerLoss, StatusWord, SW } from './apdu.ts';
import type { Chip } from './chip.ts';
import { type Es10Name, errorResponse, es10Exchanges } from './functions.ts';

/** AuthenticateServer and PrepareDownload begin with a signed SEQUENCE that begins with the transaction id. */
function transactionIdOf(request: Uint8Array): Uint8Array {
  const [signed] = readTlvs(readSingleTlv(request, 'command').value);
  const [id] = signed?.tag === 0x30 ? readTlvs(signed.value) : [];
  return id?.tag === 0x80 ? id.value : new Uint8Array(0);
}

/**
 * The answer with an error value, by name or number. Throws a StatusWord (6F00) where the function has no such error:
 * a rule that asks for it is refused before it comes here.
 */
export function errorAnswer(name: Es10Name, value: string | number, request: Uint8Array): Uint8Array {
  const response = errorResponse(name, value, transactionIdOf(request));
  if (response === undefined) throw new StatusWord(SW.noPreciseDiagnosis);
  return encode(es10Exchanges[name].response, response);
}

/** A reason of ErrorResult as its number. Throws a StatusWord (6F00) for a name that is none. */
export function reasonNumber(reason: string | number): number {
  if (typeof reason === 'number') return reason;
  const number = (bppErrorReason as Readonly<Record<string, number>>)[reason];
  if (number === undefined) throw new StatusWord(SW.noPreciseDiagnosis);
  return number;
}

/**
 * Does what changes the card and gives the answer, with a fault that lets it be done: a loss of power within or after,
 * a wrong signature, a wrong transaction id. Any other fault is none here.
 */
export function underFault(chip: Chip, fault: CardFault | undefined, work: () => Uint8Array): Uint8Array {
  if (fault === undefined) return work();
  const lossAt = fault.kind === 'powerLoss' ? fault.at : undefined;
  if (lossAt === 'before') throw new PowerLoss();
  if (lossAt === 'within') chip.mishap = 'powerLossAtCommit';
  if (fault.kind === 'wrongSignature' || fault.kind === 'wrongTransactionId') chip.mishap = fault.kind;
  try {
    const answer = work();
    // Within a function that keeps nothing there was nothing to lose but the answer.
    if (lossAt !== undefined) throw new PowerLoss();
    return answer;
  } finally {
    chip.mishap = undefined;
  }
}

/** Performs a function, or what a fault has in its place. */
export function performUnderFault(
  chip: Chip,
  name: Es10Name,
  request: Uint8Array,
  fault: CardFault | undefined,
  perform: () => Uint8Array,
): Uint8Array {
  if (fault?.kind === 'statusWord') throw new StatusWord(fault.sw);
  if (fault?.kind === 'error') return errorAnswer(name, fault.value, request);
  if (fault?.kind === 'catBusy') return errorAnswer(name, 'catBusy', request);
  return underFault(chip, fault, perform);
}
