import type { ActivationCodeRemark } from '../activation-code.ts';
import type {
  Answer,
  Card,
  CodeImportRemark,
  CodePlace,
  CodeSource,
  CodeState,
  FoundEvent,
  Operation,
  OperationKind,
  OperationStatus,
  Profile,
  Reader,
  SpentCodeRemark,
} from '../model/index.ts';
import type { TrustAnchor } from '../model/system.ts';
import { namedValueText } from './decode.ts';
import { fillText, humanise } from './format.ts';
import { recordingTexts } from './recording.ts';

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
  discover: ['starting'],
  console: ['starting'],
  import: ['starting'],
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
  discover: 'Look for profiles',
  console: 'Console',
  import: 'Imported recording',
};

/** What a success of that kind means, as one sentence. */
export const successText: Readonly<Record<OperationKind, string>> = {
  read_card: 'The card has been read.',
  activate: 'The profile is on the card and enabled.',
  download: 'The profile is on the card, disabled.',
  enable: 'The profile is enabled.',
  disable: 'The profile is disabled.',
  delete: 'The profile is deleted.',
  nickname: 'The nickname of the profile is changed.',
  send_notifications: 'The notifications that waited are delivered.',
  remove_notification: 'The notification is removed from the card.',
  reset_memory: 'The memory of the card is reset.',
  default_smdp: 'The default SM-DP+ address of the card is changed.',
  discover: 'The servers have said what waits for this card.',
  console: 'The console was closed; what was sent is in its trace.',
  import: 'The recording was imported.',
};

export const presenceText: Readonly<Record<Reader['presence'], string>> = {
  empty: 'No card',
  present: 'Card present',
  in_use: 'In use by another program',
  mute: 'Card does not answer',
  unavailable: 'Reader unavailable',
};

/** The presence of a card as a person sees it: a reader that our own operation holds is in use by nobody else. */
export function shownPresence(reader: Pick<Reader, 'presence' | 'operationId'>): Reader['presence'] {
  return reader.presence === 'in_use' && reader.operationId !== undefined ? 'present' : reader.presence;
}

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
  Record<PolicyRule, { readonly name: string; readonly meaning: string; readonly consequence: string }>
> = {
  pprUpdateControl: {
    name: 'PPR update',
    meaning: 'The server may change the policy rules of this profile.',
    consequence: 'Its server may lay further rules on you, or lift them.',
  },
  ppr1: {
    name: 'PPR1',
    meaning: 'This profile cannot be disabled once it is enabled.',
    consequence:
      'Once it is enabled you cannot disable it, nor enable another profile of this card, until its operator lifts the rule.',
  },
  ppr2: {
    name: 'PPR2',
    meaning: 'This profile cannot be deleted.',
    consequence:
      'You cannot delete it, and it keeps its place in the memory of the card, until its operator lifts the rule or the memory of the card is reset.',
  },
};

/** Why a confirmation code is asked for again: how many were refused, and what the server says (attempts left, perhaps). */
export function refusedCodeText(question: {
  readonly refused?: number;
  readonly serverMessage?: string;
}): string {
  const { refused = 1, serverMessage } = question;
  const text = serverMessage === undefined ? refusedCode.alone : refusedCode.withMessage;
  return fillText(text, { count: refused, message: serverMessage ?? '' });
}

const refusedCode = {
  alone:
    '{count, plural, one {That code was refused.} other {That code was refused, as were those before: # in all.}}',
  withMessage:
    '{count, plural, one {That code was refused} other {That code was refused, as were those before: # in all}}; {message}.',
} as const;

export const notificationEventText: Readonly<Record<Card['notifications'][number]['event'], string>> = {
  install: 'Install',
  enable: 'Enable',
  disable: 'Disable',
  delete: 'Delete',
};

/** In place of an error: what is left to do for a notification that its server has taken. */
export const notificationText = { delivered: 'Delivered; it has only to be removed from the card.' } as const;

/** Who has told of what waits for a card. */
export function foundEventText({ source, smdsAddress }: FoundEvent): string {
  return source === 'default_smdp' ? foundEvent.defaultSmdp : (smdsAddress ?? 'SM-DS');
}

const foundEvent = { defaultSmdp: "the card's default SM-DP+, which may have something for it" } as const;

export const activationCodeUseText: Readonly<Record<Operation['activationCodeUse'], string>> = {
  none: 'No activation code was involved.',
  unused: 'The activation code is not used up: it can be tried again.',
  used: 'The activation code is used up: it cannot be tried again.',
  unknown:
    'It is not known whether the activation code is used up; ask whoever issued it before trying again.',
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
  profile_there_before: 'The profile was on the card before; this operation did not install it.',
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
const remarks = {
  ...recordingTexts,
  // Operations
  installation_refused: 'The card has signed that it did not install the profile: {reason} in {command}.',
  code_known_active:
    'The vault knows this activation code (number {id}) as installed already; its server was asked all the same.',
  code_known_burned:
    'The vault knows this activation code (number {id}) as used up; its server was asked all the same.',
  code_known_expired:
    'The vault knows this activation code (number {id}) as expired; its server was asked all the same.',
  carrier_differs: 'The profile names its carrier "{reported}", and "{requested}" was asked for.',
  notification_kept:
    'Notification {sequenceNumber} could not be delivered to {address} yet; it stays on the card and is tried again later.',
  notification_held_back:
    'Notification {sequenceNumber} waits for an earlier one to {address}, so that they arrive in order.',
  notification_not_removed:
    'Notification {sequenceNumber} is delivered and could not be removed from the card ({code}); it is removed later and not sent again.',
  no_smds: 'The card names no SM-DS, and none is set for the bench: none was asked.',
  smds_failed: 'The SM-DS {address} gave no answer that can be used ({code}).',
  quirk_learned: 'A habit of this card was found and is remembered: {quirk}.',
  reconciled: 'The card was read again to find out how the operation ended.',
  refresh_refused: 'The card refused to start a refresh ({result}); it was told to switch without one.',
  reset_instead_of_refresh: 'The card was told to switch without a refresh; it was reset instead.',
  session_cancelled: 'Card and server were told that the session is cancelled ({reason}).',
  session_not_cancelled: 'The server could not be told that the session was cancelled ({reason}).',
  tag_list_refused: 'The card refused the list of fields that was asked for; it was asked without one.',
  protocol_fallback: 'The card refused the protocol that was asked for first; another one is used.',
  // Consoles and imports
  console_without_isdr: 'No session with an ISD-R: the basic channel alone can be used ({error}).',
  console_idle:
    'Nothing was typed for {minutes, plural, one {# minute} other {# minutes}}: the session ended by itself.',
  console_card_not_read:
    'The card could not be read after what was sent ({error}); it is known as it was before.',
  import_without_times: 'The file tells no times: the order of the exchanges is right, their times are not.',
  import_rest_left:
    'What the file has besides APDUs and HTTP was left out: {count, plural, one {# entry} other {# entries}}.',
  import_unanswered: 'The last exchange has no answer: the file ends before it.',
  // What is seen before a server is asked
  ci_keys_unknown:
    'None of the certificate issuers of this card is known here ({keyIds}); card and server may know each other all the same.',
  ci_keys_disabled:
    'The certificate issuer of this card is known here, and switched off: `euicc-workbench trust enable {keyId}` switches it on.',
  card_newer_version: 'The card is of SGP.22 {svn}; it is served as one of version 2.',
  card_says_full: 'The card says that it can take no other profile; it is asked all the same.',
  // What a card may lack
  addresses_unreadable: 'The card does not give its server addresses ({code}).',
  card_not_read_again:
    'The card could not be read again at the end ({code}); what is shown of it may be older.',
  memory_unreadable: 'The card did not say again how much memory is free ({code}).',
  rat_unreadable: 'The card does not give its rules authorisation table ({code}).',
  // Exchanges
  block_size_fallback: 'The card refused a block of {from} bytes with {sw}; blocks of {to} bytes are sent.',
  channel_fallback: 'The card gives no logical channel ({sw}); the basic channel is used.',
  terminal_capability_refused: 'The card refused TERMINAL CAPABILITY ({sw}); most cards work without it.',
  proactive_command_not_fetched: 'The card announced a command for the terminal and did not give it ({sw}).',
  proactive_command_unknown: 'The card gave a command for the terminal that is not understood.',
  proactive_session_broken: 'The exchange of commands for the terminal broke off ({error}).',
  proactive_session_endless:
    'The card gave more than {limit} commands for the terminal; the rest was not fetched.',
  // Habits of cards
  basic_channel: 'The card gives no logical channel; the basic channel is used.',
  no_refresh: 'The card switches profiles only without the refresh flag; it is reset instead.',
  by_isdp_aid: 'The card wants the ISD-P AID in place of the ICCID.',
  store_data_block: 'The card takes STORE DATA blocks of {bytes} bytes at most.',
  isdr: 'The ISD-R answers under the application identifier {aid}.',
} as const;

/** Names that carry a value: `store_data_block_120`, `isdr_A000…`. */
function withValue(code: string): { readonly code: string; readonly params: Params } | undefined {
  const bytes = /^store_data_block_(\d+)$/.exec(code)?.[1];
  if (bytes !== undefined) return { code: 'store_data_block', params: { bytes } };
  const aid = /^isdr_([0-9A-F]+)$/.exec(code)?.[1];
  return aid === undefined ? undefined : { code: 'isdr', params: { aid } };
}

/** Values that are words, of notes. */
const remarkWords = {
  install: 'consent to the profile',
  confirmation_code: 'confirmation code',
  warm: 'warm',
  cold: 'cold',
};

/** The values of a remark as they stand in its sentence: habits and words of ours in words, named values of SGP.22 with theirs. */
function spokenRemarkParams(params: Params): Params {
  const spoken = (name: string, value: Params[string]): Params[string] => {
    if (typeof value !== 'string') return value;
    switch (name) {
      case 'quirk':
        return habitText(value);
      case 'quirks':
        return value.split(' ').map(habitText).join('; ');
      case 'kind':
      case 'question':
        return Object.hasOwn(remarkWords, value) ? remarkWords[value as keyof typeof remarkWords] : value;
      case 'reason':
      case 'result':
        return namedValueText(value);
      default:
        return value;
    }
  };
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, spoken(name, value)]));
}

/** A habit within a sentence. */
function habitText(code: string): string {
  return hasRemarkText(code) ? remarkText(code).replace(/[.。]$/, '') : code;
}

/** What a remark, note or quirk says. An unknown code is shown as words; a value that was not given leaves no braces. */
export function remarkText(code: string, params: Params = {}): string {
  const named = withValue(code) ?? { code, params };
  const text = Object.hasOwn(remarks, named.code) ? remarks[named.code as keyof typeof remarks] : undefined;
  if (text !== undefined)
    return fillText(text, spokenRemarkParams(named.params))
      .replace(/ ?\(\{\w+\}\)/g, '')
      .replace(/\{\w+\}/g, '\u2026');
  const details = Object.entries(params).map(([name, value]) => `${name} ${value}`);
  return details.length === 0 ? humanise(code) : `${humanise(code)} (${details.join(', ')})`;
}

/** Whether the catalogue has a text of its own for a remark, note or quirk. */
export function hasRemarkText(code: string): boolean {
  return Object.hasOwn(remarks, withValue(code)?.code ?? code);
}

const codeRemarks: Readonly<Record<ActivationCodeRemark | CodeImportRemark | SpentCodeRemark, string>> = {
  white_space_removed: 'Space or invisible characters around the code were removed.',
  quotes_removed: 'Quotation marks around the code were removed.',
  backslashes_removed: 'Backslashes before $ were removed: they come from a shell.',
  prefix_missing: 'The prefix LPA: is missing. The code is accepted without it.',
  prefix_lower_case: 'The prefix is not written LPA: in capitals. The code is accepted.',
  matching_id_lower_case:
    'The matching ID has small letters, which SGP.22 does not provide for. It is used as it is.',
  matching_id_nonstandard:
    'The matching ID has characters that SGP.22 does not provide for. It is used as it is.',
  code_spent_active: 'The profile of this code was installed before: it is used up, and not free.',
  code_spent_burned: 'This code was used up before, and is not free.',
  code_spent_expired: 'The plan of this code has run out: it is used up, and not free.',
  port_deviation: 'The address names a port, which SGP.22 does not provide for. It is used.',
  iccid_check_digit: 'The last digit of the ICCID does not fit the others: it may be mistyped.',
  iccid_repeated: 'Another code of this import has the same ICCID.',
  eid_check_digits: 'The last two digits of the EID do not fit the others: it may be mistyped.',
  matching_id_in_code_column:
    'The column of the activation code holds the matching ID. The code was made of both.',
  confirmation_code_flag_differs:
    'The list says that no confirmation code is needed, but the code says that one is, or one is given. It is taken as needed.',
};

export function codeRemarkText(code: string): string {
  return Object.hasOwn(codeRemarks, code) ? codeRemarks[code as keyof typeof codeRemarks] : humanise(code);
}

/** Where in an import something stands, as `codes.csv, line 7`. */
export function codePlaceText({ file, line, page, index }: CodePlace): string {
  const parts = [
    file,
    page === undefined ? undefined : fillText(codePlace.page, { page }),
    line === undefined ? undefined : fillText(codePlace.line, { line }),
    index === undefined ? undefined : fillText(codePlace.number, { index }),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? codePlace.input : parts.join(', ');
}

const codePlace = {
  page: 'page {page}',
  line: 'line {line}',
  number: 'number {index}',
  input: 'the input',
} as const;

export const codeStateText: Readonly<Record<CodeState, string>> = {
  NOT_INSTALLED: 'Free',
  claimed: 'In use',
  ACTIVE: 'Installed',
  burned: 'Used up',
  EXPIRED: 'Expired',
};

export const codeStateMeaning: Readonly<Record<CodeState, string>> = {
  NOT_INSTALLED: 'It can be installed.',
  claimed: 'An operation holds it; nobody else can use it until that has ended and its card was looked at.',
  ACTIVE: 'Its profile was installed. The code itself is not kept any more.',
  burned: 'It is used up, and its profile is on no card.',
  EXPIRED: 'Its time is over.',
};

export const codeSourceText: Readonly<Record<CodeSource, string>> = {
  hand: 'Typed in',
  list: 'From a list',
  csv: 'From a CSV file',
  qr: 'From a picture',
  order: 'Ordered',
  operation: 'Came with an operation',
};

const errorFamilies = {
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
} as const;

/** Which layer an error comes from. */
export function errorFamilyText(family: string): string {
  return Object.hasOwn(errorFamilies, family)
    ? errorFamilies[family as keyof typeof errorFamilies]
    : humanise(family);
}

/** What a language translates: all of the above that the window shows. Labels are printed in English, as they were made. */
export const domainTexts = {
  statusText,
  statusMeaning,
  operationKindText,
  successText,
  presenceText,
  presenceAdvice,
  profileStateText,
  profileClassText,
  policyRuleText,
  refusedCode,
  notificationEventText,
  notificationText,
  foundEvent,
  activationCodeUseText,
  reconciliationStateText,
  reconciliationOutcomeText,
  decisionText,
  originText,
  remarks,
  remarkWords,
  codeRemarks,
  codePlace,
  codeStateText,
  codeStateMeaning,
  codeSourceText,
  errorFamilies,
};
