import type {
  Answer,
  Card,
  Operation,
  OperationKind,
  OperationStatus,
  Profile,
  Reader,
} from '../model/index.ts';
import type { TrustAnchor } from '../model/system.ts';
import { fillText, humanise } from './format.ts';

type Params = Readonly<Record<string, string | number | boolean>>;

export const statusText: Readonly<Record<OperationStatus, string>> = {
  starting: 'Starting',
  download: 'Download',
  download_verify: 'Verify download',
  enable: 'Enable',
  enable_verify: 'Verify enable',
  successful: 'Successful',
  failed: 'Failed',
};

/** What happens in a status, for the tooltip of a timeline. */
export const statusMeaning: Readonly<Record<OperationStatus, string>> = {
  starting: 'The reader is taken, the card is opened and checked.',
  download: 'The server is asked for the profile and the card takes it.',
  download_verify: 'The card is read again and the install notification is delivered.',
  enable: 'The card is told to enable the profile.',
  enable_verify: 'The card is refreshed and read again.',
  successful: 'Done, and seen on the card.',
  failed: 'Ended without success; the error says why.',
};

/** The statuses that an operation of a kind goes through before it ends, in order. */
export const statusPath: Readonly<Record<OperationKind, readonly OperationStatus[]>> = {
  read_card: ['starting'],
  activate: ['starting', 'download', 'download_verify', 'enable', 'enable_verify'],
  download: ['starting', 'download', 'download_verify'],
  enable: ['starting', 'enable', 'enable_verify'],
  disable: ['starting'],
  delete: ['starting'],
  nickname: ['starting'],
  send_notifications: ['starting'],
  remove_notification: ['starting'],
  reset_memory: ['starting'],
  default_smdp: ['starting'],
};

export const operationKindText: Readonly<Record<OperationKind, string>> = {
  read_card: 'Read card',
  activate: 'Download and enable',
  download: 'Download',
  enable: 'Enable profile',
  disable: 'Disable profile',
  delete: 'Delete profile',
  nickname: 'Set nickname',
  send_notifications: 'Send notifications',
  remove_notification: 'Remove notification',
  reset_memory: 'Reset memory',
  default_smdp: 'Set default SM-DP+',
};

/** What a success of that kind means, as one sentence. */
export const successText: Readonly<Record<OperationKind, string>> = {
  read_card: 'The card has been read.',
  activate: 'The profile is on the card and enabled.',
  download: 'The profile is on the card, disabled.',
  enable: 'The profile is enabled.',
  disable: 'The profile is disabled.',
  delete: 'The profile is deleted.',
  nickname: 'The nickname is on the card.',
  send_notifications: 'The notifications are delivered.',
  remove_notification: 'The notification is removed from the card.',
  reset_memory: 'The memory of the card is reset.',
  default_smdp: 'The default SM-DP+ address is on the card.',
};

export const presenceText: Readonly<Record<Reader['presence'], string>> = {
  empty: 'No card',
  present: 'Card present',
  in_use: 'In use by another program',
  mute: 'Card does not answer',
  unavailable: 'Reader unavailable',
};

/** What to do about a presence that allows no work. */
export const presenceAdvice: Readonly<Record<Reader['presence'], string>> = {
  empty: 'Put a card into the reader. It is read as soon as it is in.',
  present: 'The card has not been read yet.',
  in_use:
    'Another program holds the reader. Close it (GnuPG scdaemon and ModemManager are frequent ones); the card is read as soon as the reader is free.',
  mute: 'The card does not answer to reset. Turn it round, clean its contacts, or try another card.',
  unavailable: 'The reader is there but cannot be used. Unplug it and plug it in again.',
};

export const profileStateText: Readonly<Record<NonNullable<Profile['state']>, string>> = {
  enabled: 'Enabled',
  disabled: 'Disabled',
};

export const profileClassText: Readonly<Record<NonNullable<Profile['profileClass']>, string>> = {
  operational: 'Operational',
  test: 'Test',
  provisioning: 'Provisioning',
};

type PolicyRule = NonNullable<Profile['policyRules']>[number];
/** Profile policy rules (SGP.22 v2.5 §2.9.1) by their short name and in words. */
export const policyRuleText: Readonly<
  Record<PolicyRule, { readonly name: string; readonly meaning: string }>
> = {
  pprUpdateControl: {
    name: 'PPR update',
    meaning: 'The server may change the policy rules of this profile.',
  },
  ppr1: { name: 'PPR1', meaning: 'This profile cannot be disabled once it is enabled.' },
  ppr2: { name: 'PPR2', meaning: 'This profile cannot be deleted.' },
};

export const notificationEventText: Readonly<Record<Card['notifications'][number]['event'], string>> = {
  install: 'Install',
  enable: 'Enable',
  disable: 'Disable',
  delete: 'Delete',
};

export const activationCodeUseText: Readonly<Record<Operation['activationCodeUse'], string>> = {
  none: 'No activation code was involved.',
  unused: 'The activation code is not used up: it can be tried again.',
  used: 'The activation code is used up: it cannot be tried again.',
  unknown: 'Whether the activation code is used up is not known yet.',
};

export const reconciliationStateText: Readonly<Record<Operation['reconciliation']['state'], string>> = {
  none: 'Nothing to reconcile',
  pending: 'To be reconciled: the operation broke off, and the card has to be read to know how it ended.',
  done: 'Reconciled with the card',
};

export const reconciliationOutcomeText: Readonly<
  Record<NonNullable<Operation['reconciliation']['outcome']>, string>
> = {
  profile_installed: 'The profile is on the card.',
  profile_not_installed: 'The profile is not on the card.',
  change_took_effect: 'The change took effect.',
  change_did_not_take_effect: 'The change did not take effect.',
  nothing_to_check: 'There was nothing on the card to check.',
};

export const decisionText: Readonly<Record<Extract<Answer, { kind: 'install' }>['decision'], string>> = {
  accept: 'Install',
  postpone: 'Later',
  reject: 'Reject',
};

export const originText: Readonly<Record<TrustAnchor['origin'], string>> = {
  field: 'GSMA CI',
  test: 'SGP.26 test CI',
  lab: 'Added here',
  bench: 'Simulated bench',
};

/** Remarks of operations, notes of traces and habits of cards share their codes. */
const remarks: Readonly<Record<string, string>> = {
  notification_kept: 'A notification could not be delivered yet; it stays on the card and can be sent later.',
  protocol_fallback: 'The card refused the protocol that was asked for; {protocol} is used instead.',
  channel_fallback: 'The card gives no logical channel; the basic channel is used.',
  reset_instead_of_refresh: 'The card asked for no refresh; it was reset instead.',
  enabled_without_refresh: 'The card enables only without the refresh flag.',
  isdp_aid_instead_of_iccid: 'The card wants the ISD-P AID in place of the ICCID.',
  store_data_block: 'The card takes STORE DATA blocks of {bytes} bytes at most.',
  store_data_block_120: 'The card takes STORE DATA blocks of 120 bytes at most.',
  isdr_aid: 'The ISD-R answers under the application identifier {aid}.',
  card_reset: 'The card was reset.',
  refresh_answered: 'The card asked for a refresh, which was answered.',
  reader_waited: 'The reader was busy; the operation waited for it.',
  connection_reused: 'The connection to the server was used again.',
  stopped_at_installation_result:
    'The card ended the installation early with its result; the segments that were left were not sent.',
  cancel_session_failed: 'The server could not be told that the session was cancelled.',
};

/** What a remark, note or quirk says. An unknown code is shown as words. */
export function remarkText(code: string, params: Params = {}): string {
  const block = /^store_data_block_(\d+)$/.exec(code);
  if (block?.[1] !== undefined) return fillText(remarks['store_data_block'] ?? code, { bytes: block[1] });
  const text = remarks[code];
  if (text !== undefined) return fillText(text, params);
  const details = Object.entries(params).map(([name, value]) => `${name} ${value}`);
  return details.length === 0 ? humanise(code) : `${humanise(code)} (${details.join(', ')})`;
}

const codeRemarks: Readonly<Record<string, string>> = {
  prefix_missing: 'The prefix LPA: is missing. The code is accepted without it.',
  prefix_case: 'The prefix is not written LPA: in capitals. The code is accepted.',
  surrounding_space: 'Space around the code was removed.',
  whitespace_removed: 'Space inside or around the code was removed.',
  uri_scheme: 'The code was wrapped in an address; what is inside was taken.',
  url_unwrapped: 'The code was wrapped in an address; what is inside was taken.',
  port_in_address: 'The address names a port, which SGP.22 does not provide for. It is used.',
  matching_id_empty: 'The matching id is empty: the server chooses by the EID of the card.',
  shell_expansion_suspected:
    'This looks like a code whose $ parts were lost in a shell. Copy it again from where it came.',
};

export function codeRemarkText(code: string): string {
  return codeRemarks[code] ?? humanise(code);
}

const errorFamilies: Readonly<Record<string, string>> = {
  reader: 'Reader',
  apdu: 'Card, APDU',
  decode: 'Decoding',
  es10: 'Card, ES10',
  es9: 'Server, ES9+',
  trust: 'Trust',
  input: 'Input',
  store: 'Store',
  simulator: 'Simulator',
  cancelled: 'Cancelled',
  timeout: 'Time ran out',
  internal: 'Workbench',
};

/** Which layer an error comes from. */
export function errorFamilyText(family: string): string {
  return errorFamilies[family] ?? humanise(family);
}
