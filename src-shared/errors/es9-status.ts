/**
 * Status codes of the server functions: subject (what), reason (why), and for the pairs that the functions of ES9+ and
 * ES11 name, what the pair means and what to do next.
 * SGP.22 v2.5 §5.2.6.1 (subjects), §5.2.6.2 (reasons), §5.6.1 to §5.6.5 and §5.8.1, §5.8.2 (pairs).
 */

import { fillText } from '../texts/format.ts';

type Names = Readonly<Record<string, string>>;

const subjectTexts = {
  '1': 'Generic',
  '1.1': 'Function requester',
  '1.2': 'Function provider',
  '1.2.1': 'Validity period',
  '1.3': 'Protocol',
  '1.3.1': 'Protocol format',
  '1.3.2': 'Protocol version',
  '1.6': 'Function',
  '8': 'eUICC remote provisioning',
  '8.1': 'eUICC',
  '8.1.1': 'EID',
  '8.1.2': 'EUM certificate',
  '8.1.3': 'eUICC certificate',
  '8.2': 'Profile',
  '8.2.1': 'Profile ICCID',
  '8.2.5': 'Profile type',
  '8.2.6': 'Matching ID',
  '8.2.7': 'Confirmation code',
  '8.2.8': 'Profile policy rules',
  '8.2.9': 'Profile metadata',
  '8.2.10': 'Bound profile package',
  '8.8': 'SM-DP+',
  '8.8.1': 'SM-DP+ address',
  '8.8.2': 'Security configuration of the SM-DP+',
  '8.8.3': 'Specification version number (SVN)',
  '8.8.4': 'SM-DP+ certificate',
  '8.8.5': 'Download order',
  '8.9': 'SM-DS',
  '8.9.1': 'SM-DS address',
  '8.9.2': 'Security configuration of the SM-DS',
  '8.9.3': 'Specification version number (SVN)',
  '8.9.4': 'SM-DS certificate',
  '8.9.5': 'Event record',
  '8.10': 'RSP operation',
  '8.10.1': 'Transaction ID',
  '8.11': 'GSMA CI',
  '8.11.1': 'CI public key',
} as const satisfies Names;

const reasonTexts = {
  '1': 'Access error',
  '1.1': 'Unknown (identification or authentication)',
  '1.2': 'Not allowed (authorisation)',
  '2': 'Format error',
  '2.1': 'Invalid',
  '2.2': 'Mandatory element missing',
  '2.3': 'Conditional element missing',
  '3': 'Conditions of use not satisfied',
  '3.1': 'Unsupported',
  '3.3': 'Already in use (uniqueness)',
  '3.4': 'Invalid destination',
  '3.5': 'Invalid transition',
  '3.6': 'Related objects exist',
  '3.7': 'Unavailable',
  '3.8': 'Refused',
  '3.9': 'Unknown',
  '3.10': 'Invalid association',
  '3.11': 'Value has changed',
  '4': 'Processing error',
  '4.2': 'Execution error',
  '4.3': 'Stopped on warning',
  '4.8': 'Insufficient memory',
  '4.10': 'Time to live expired',
  '5': 'Transport error',
  '5.1': 'Inaccessible',
  '6': 'Security error',
  '6.1': 'Verification failed',
  '6.3': 'Expired',
  '6.4': 'Maximum number of retries exceeded',
} as const satisfies Names;

interface Pair {
  /** What the specification says that it means. */
  readonly meaning: string;
  readonly nextStep: string;
}

const getNewCode = 'Ask whoever issued the activation code for a new one.';
const tellOperator = 'Tell the operator of the server; the trace shows what was sent.';

/** `subject/reason` -> meaning and next step. */
const pairTexts = {
  '1.3.1/2.1': { meaning: 'The server cannot read the request', nextStep: tellOperator },
  '8.1/4.2': {
    meaning: 'The server was told of an error by the eUICC, and has ended the session',
    nextStep: 'Start again with a new session; if it happens again, the trace shows what the card refused.',
  },
  '1.2/4.2': { meaning: 'The server failed while it worked on the request', nextStep: 'Try again later.' },
  '1.6/2.1': { meaning: 'A parameter of the function is invalid', nextStep: tellOperator },
  '1.6/2.2': { meaning: 'A parameter of the function is missing', nextStep: tellOperator },
  '8.1/4.8': {
    meaning: 'The eUICC has not enough room for this profile',
    nextStep: 'Delete a profile from the card, or use a card with more memory. The code stays valid.',
  },
  '8.1/6.1': {
    meaning: "The eUICC's signature is invalid, or the challenge it signed is not the server's",
    nextStep: 'Start again with a new session; if it happens again, the card or its keys are faulty.',
  },
  '8.1.1/3.8': {
    meaning: 'The profile was ordered for another EID',
    nextStep: 'Use the card whose EID was given in the order, or have the order changed.',
  },
  '8.1.2/6.1': {
    meaning: 'The EUM certificate of the card is invalid',
    nextStep: 'The server does not accept the maker of this card: use another card or server.',
  },
  '8.1.2/6.3': {
    meaning: 'The EUM certificate of the card has expired',
    nextStep: 'Use a newer card.',
  },
  '8.1.3/6.1': {
    meaning: 'The eUICC certificate of the card is invalid',
    nextStep: 'The server does not accept this card: use another card or server.',
  },
  '8.1.3/6.3': {
    meaning: 'The eUICC certificate of the card has expired',
    nextStep: 'Use a newer card.',
  },
  '8.2/1.2': {
    meaning: 'The profile has not been released yet',
    nextStep: 'Try again later, or ask the operator to release the order. The code stays valid.',
  },
  '8.2/3.7': {
    meaning: 'The profile can no longer be bound to a card: it was downloaded already',
    nextStep: getNewCode,
  },
  '8.2.1/3.7': { meaning: 'The profile is not available', nextStep: getNewCode },
  '8.2.5/3.7': {
    meaning: 'There is no profile of that type left',
    nextStep: 'Ask the operator to provide more profiles.',
  },
  '8.2.5/4.3': {
    meaning: 'There is no profile that suits this card and device',
    nextStep:
      'Compare the capabilities of the card and the device information with what the operator expects.',
  },
  '8.2.6/3.8': {
    meaning: 'The matching ID is not accepted: it is unknown, was used already, or belongs to another server',
    nextStep: `Check the activation code letter by letter. ${getNewCode}`,
  },
  '8.2.7/2.2': {
    meaning: 'A confirmation code is needed and was not given',
    nextStep: 'Start again with the confirmation code that came with the activation code.',
  },
  '8.2.7/3.8': {
    meaning: 'The confirmation code is wrong',
    nextStep: 'Try again with the right one; after a few attempts the server blocks the order.',
  },
  '8.2.7/6.4': {
    meaning: 'The confirmation code was wrong too often; the order is blocked',
    nextStep: getNewCode,
  },
  '8.8/3.10': {
    meaning: 'The OID that the card signed is not that of this SM-DP+',
    nextStep: tellOperator,
  },
  '8.8.1/3.8': {
    meaning: 'The server does not know itself by this address',
    nextStep: 'Check the address in the activation code, and --connect-to where it is used.',
  },
  '8.8.2/3.1': {
    meaning: 'The server supports none of the CI keys of this card',
    nextStep:
      'Card and server belong to different worlds (as test and field): use a card that trusts the CI of the server.',
  },
  '8.8.3/3.1': {
    meaning: "The server does not support the card's specification version",
    nextStep: 'Use a card of another version, or another server.',
  },
  '8.8.4/3.7': {
    meaning: 'The server has no certificate of a CI that this card trusts',
    nextStep: 'Use a card that trusts the CI of the server, or another server.',
  },
  '8.8.5/4.10': { meaning: 'The download order has expired', nextStep: getNewCode },
  '8.8.5/6.4': {
    meaning: 'The download of this order was tried too often',
    nextStep: getNewCode,
  },
  '8.9/4.2': { meaning: 'The root SM-DS reported an error', nextStep: 'Try again later.' },
  '8.9/5.1': { meaning: 'The root SM-DS is not available', nextStep: 'Try again later.' },
  '8.9.1/3.8': {
    meaning: 'The server does not know itself by this address',
    nextStep: 'Check the address of the SM-DS on the card.',
  },
  '8.9.2/3.1': {
    meaning: 'The SM-DS supports none of the CI keys of this card',
    nextStep: 'Use a card that trusts the CI of the SM-DS.',
  },
  '8.9.3/3.1': {
    meaning: "The SM-DS does not support the card's specification version",
    nextStep: 'Use a card of another version, or another server.',
  },
  '8.9.4/3.7': {
    meaning: 'The SM-DS has no certificate of a CI that this card trusts',
    nextStep: 'Use a card that trusts the CI of the SM-DS.',
  },
  '8.9.5/3.9': {
    meaning: 'No event waits for this card',
    nextStep: 'Ask the operator to register the event again, or use an activation code.',
  },
  '8.10.1/3.9': {
    meaning: 'The server does not know this transaction (any more)',
    nextStep: 'Start again: the session was too slow, or the server lost it.',
  },
  '8.11.1/3.9': {
    meaning: "The server does not know the CI that the card's certificates come from",
    nextStep:
      'Card and server belong to different worlds (as test and field): use a server that trusts the CI of the card.',
  },
} as const satisfies Readonly<Record<string, Pair>>;

/** A code that the specification does not have, and what to do about a pair that it does not have. */
const others = { code: 'code {code}', nextStep: tellOperator };

/** What a language translates. */
export const es9StatusTexts = { subjects: subjectTexts, reasons: reasonTexts, pairs: pairTexts, others };

export const subjects: Names = subjectTexts;
export const reasons: Names = reasonTexts;
export const statusPairs: Readonly<Record<string, Pair>> = pairTexts;

export interface StatusText {
  /** Name of the subject, as `Matching ID`. */
  readonly subject: string;
  /** The pair's meaning where it is known, else the reason's name. */
  readonly reason: string;
  readonly nextStep: string;
}

/** The name of the code itself or else of the nearest one above it (`8.2.6.1` -> `8.2.6`). */
function nameOf(names: Names, code: string): string {
  for (let at = code; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const name = names[at];
    if (name !== undefined) return name;
  }
  return fillText(others.code, { code });
}

/** Words for a subject and reason code; codes that SGP.22 v2.5 does not have are named by their family. */
export function describeStatus(subjectCode: string, reasonCode: string): StatusText {
  const pair = statusPairs[`${subjectCode}/${reasonCode}`];
  return {
    subject: nameOf(subjects, subjectCode),
    reason: pair?.meaning ?? nameOf(reasons, reasonCode),
    nextStep: pair?.nextStep ?? others.nextStep,
  };
}
