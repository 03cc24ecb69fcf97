/** What is checked before a download: the checks by name, their results, and of each reason what it means and what to do. */

import { describeError, type ErrorData } from '../errors/index.ts';
import type { ActivationCheckName, ActivationFinding, ActivationResult } from '../model/index.ts';
import { fillText, formatBytes, formatDuration, humanise } from './format.ts';

const check: Record<ActivationCheckName, string> = {
  code: 'Activation code',
  confirmation: 'Confirmation code',
  vault: 'Vault',
  reader: 'Reader',
  card: 'Card',
  ci: 'Certificate issuers',
  memory: 'Memory',
  policy: 'Policy rules',
  duplicates: 'Duplicates',
  address: 'SM-DP+ address',
  server: 'Server',
};

const result: Record<ActivationResult, string> = {
  ok: 'Good',
  warning: 'Look at it',
  stops: 'Stops it',
  not_checked: 'Not checked',
};

/** `next` is empty where there is nothing to do. */
const reason = {
  code_good: { message: 'It is written as it has to be.', next: '' },
  code_tolerated: {
    message: 'It is taken, although it is not written as it has to be.',
    next: 'Look at the remarks below the code.',
  },
  code_default_server: {
    message: "Without a code: the card's default SM-DP+ looks for what it has for this EID.",
    next: '',
  },
  code_event: { message: 'Without a code: what a discovery has found is fetched.', next: '' },
  no_server: {
    message: 'There is no activation code, and the card names no default SM-DP+.',
    next: 'Give an activation code, or set the default SM-DP+ of the card.',
  },
  confirmation_not_needed: { message: 'The code asks for none. A server may still do so.', next: '' },
  confirmation_kept: { message: 'The vault keeps it, and it is sent with the code.', next: '' },
  confirmation_given: {
    message: 'It is given. Only its server can tell whether it is the right one.',
    next: '',
  },
  confirmation_missing: {
    message: 'The code needs one, and none is given yet.',
    next: 'Type it below, or wait until it is asked for.',
  },
  confirmation_spaces: {
    message: 'It begins or ends with a space, which is sent with it.',
    next: 'Take the space away, unless it belongs to it.',
  },
  confirmation_characters: {
    message: 'It has characters that can hardly be typed on a telephone.',
    next: 'Compare it with what the operator has given.',
  },
  vault_new: { message: 'The vault does not know it yet. It is kept there from the start on.', next: '' },
  vault_free: { message: 'Number {id} in the vault, free.', next: '' },
  vault_doubtful: {
    message: 'Number {id} in the vault, free. Whether an earlier download has used it up is not known.',
    next: 'Try it: its server tells.',
  },
  vault_known: {
    message: 'Number {id} in the vault has been used up, or has expired.',
    next: 'Take another code. Its server refuses this one in most cases.',
  },
  vault_no_matching_id: {
    message: 'It has no matching ID: its server goes by the EID, and the vault cannot tell one from another.',
    next: '',
  },
  vault_none: { message: 'There is no code that the vault could know.', next: '' },
  reader_free: { message: 'It is free, and a card is in it.', next: '' },
  reader_none: { message: 'No reader is chosen.', next: 'Choose the reader that holds the card.' },
  reader_empty: { message: 'There is no card in it.', next: 'Put a card in.' },
  reader_in_use: {
    message: 'Another program holds it.',
    next: 'Close that program (GnuPG scdaemon and ModemManager are frequent ones).',
  },
  reader_mute: {
    message: 'The card in it does not answer.',
    next: 'Turn the card round, clean its contacts, or take another card.',
  },
  reader_unavailable: { message: 'It cannot be used.', next: 'Unplug it and plug it in again.' },
  reader_busy: {
    message: 'Operation {operation} is at work on it.',
    next: 'Wait for its end, or cancel it.',
  },
  card_known: { message: 'The card has been read, and what follows goes by that.', next: '' },
  card_unread: {
    message: 'The card has not been read since it was put in.',
    next: 'Read it: it takes a second or two, and changes nothing.',
  },
  needs_card: { message: 'It needs a card that has been read.', next: '' },
  ci_trusted: { message: 'Card and workbench trust a common issuer: {issuer}.', next: '' },
  ci_unknown: {
    message:
      'None of the issuers of this card is known here ({keyIds}). Card and server may know each other all the same.',
    next: 'Add the root certificate under Trust, if its server cannot be reached.',
  },
  ci_disabled: {
    message: 'The issuer of this card is known here, and switched off: {issuer}.',
    next: 'Switch it on under Trust.',
  },
  memory_free: {
    message:
      '{free} are free. What the profile needs is known when its server has given it, and checked then.',
    next: '',
  },
  memory_low: {
    message: '{free} are free, which is little: most profiles need more.',
    next: 'Delete a profile that is not needed any more.',
  },
  memory_says_full: {
    message: 'The card says that it can take no other profile. Some cards say so wrongly.',
    next: 'Delete a profile, or try it.',
  },
  memory_unknown: { message: 'The card does not say how much is free.', next: '' },
  rules_free: {
    message: 'No enabled profile binds the card. It lets profiles bring these rules: {rules}.',
    next: '',
  },
  rules_refused: {
    message: 'No enabled profile binds the card. It takes no profile with policy rules (PPR1, PPR2).',
    next: '',
  },
  rules_unknown: {
    message:
      'The card does not give its rules authorisation table. A profile with policy rules is refused then.',
    next: '',
  },
  ppr1_enabled: {
    message: 'The profile {iccid} is enabled and cannot be disabled (PPR1): no other can be enabled.',
    next: 'Download without enabling, or ask its operator to lift the rule.',
  },
  not_on_a_card: { message: 'Its ICCID {iccid} is on no card that was seen here.', next: '' },
  on_this_card: {
    message: 'The profile {iccid} is on this card already. A card does not take one of the same ICCID twice.',
    next: 'Delete it from the card before, or take another code.',
  },
  on_other_card: {
    message: 'The profile {iccid} was last seen on the card {eid}.',
    next: 'Its server gives it to another card only where its order allows that.',
  },
  iccid_unknown: {
    message: 'Its ICCID is not known before its server offers it. The card refuses one that it has already.',
    next: '',
  },
  address_good: { message: '{address}', next: '' },
  address_bench: { message: '{address} is a server of the simulated bench.', next: '' },
  address_bench_for_card: {
    message:
      '{address} is a server of the simulated bench, and the card is a real one. They trust no common issuer.',
    next: 'Take a simulated reader, or another code.',
  },
  address_real_for_simulated: {
    message: '{address} is no server of the simulated bench, and the card is a simulated one.',
    next: 'Take a reader with a real card, or a code of the simulated SM-DP+.',
  },
  server_reached: { message: '{host} answers after {took}, and its certificate is trusted.', next: '' },
  server_asking: { message: 'It is being connected to.', next: '' },
  server_not_asked: { message: 'It was not connected to.', next: '' },
  failed: { message: '', next: '' },
} as const satisfies Record<string, { readonly message: string; readonly next: string }>;

export type ActivationReason = keyof typeof reason;

export const activationTexts = { check, result, reason };

/** What a finding says, and what to do about it; `next` is empty where there is nothing to do. */
export function activationFindingText(finding: ActivationFinding): {
  readonly message: string;
  readonly next: string;
} {
  if (finding.error !== undefined) {
    const { message, remedy } = describeError(finding.error as ErrorData);
    return { message, next: remedy };
  }
  if (!Object.hasOwn(reason, finding.reason)) return { message: humanise(finding.reason), next: '' };
  const { message, next } = reason[finding.reason as ActivationReason];
  const { free, took } = finding.params;
  const params = {
    ...finding.params,
    ...(typeof free === 'number' ? { free: formatBytes(free) } : {}),
    ...(typeof took === 'number' ? { took: formatDuration(took) } : {}),
  };
  return { message: fillText(message, params), next: fillText(next, params) };
}
