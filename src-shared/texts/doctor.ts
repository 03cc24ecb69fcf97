/** What `doctor` says: level, sentence, what to do. `{name}` is replaced by what was found. */

import { describeError, type ErrorData } from '../errors/index.ts';
import type { DoctorArea, DoctorFinding } from '../model/doctor.ts';
import type { Reader } from '../model/index.ts';
import { presenceAdvice, presenceText } from './domain.ts';
import { fillText, formatBytes, formatDuration } from './format.ts';
import { visibleText } from './visible.ts';

export const doctorAreaText: Readonly<Record<DoctorArea, string>> = {
  folder: 'Data folder',
  database: 'Database',
  keys: 'Keys',
  readers: 'Readers',
  trust: 'Roots',
  network: 'Network',
  clock: 'Clock',
  engine: 'Engine',
};

type Row = readonly [area: DoctorArea, level: DoctorFinding['level']];

const rows = {
  folder_missing: ['folder', 'ok'],
  folder_failed: ['folder', 'problem'],
  folder_open: ['folder', 'warning'],
  folder_ok: ['folder', 'ok'],
  space_low: ['folder', 'problem'],
  space_ok: ['folder', 'ok'],
  database_missing: ['database', 'ok'],
  database_failed: ['database', 'problem'],
  database_older: ['database', 'ok'],
  database_version: ['database', 'ok'],
  database_damaged: ['database', 'problem'],
  database_whole: ['database', 'ok'],
  database_partly: ['database', 'ok'],
  references_broken: ['database', 'problem'],
  references_ok: ['database', 'ok'],
  wal_large: ['database', 'warning'],
  database_size: ['database', 'ok'],
  key_missing: ['keys', 'problem'],
  key_none: ['keys', 'ok'],
  key_damaged: ['keys', 'problem'],
  key_mode: ['keys', 'warning'],
  key_plain: ['keys', 'warning'],
  key_keychain: ['keys', 'ok'],
  key_passphrase: ['keys', 'ok'],
  key_older: ['keys', 'ok'],
  key_unchecked: ['keys', 'warning'],
  key_wrong: ['keys', 'problem'],
  key_fits: ['keys', 'ok'],
  vault_sealed: ['keys', 'problem'],
  vault_ok: ['keys', 'ok'],
  shop_token_lasts: ['keys', 'ok'],
  shop_token_over: ['keys', 'warning'],
  pcsc_socket: ['readers', 'warning'],
  pcsc_failed: ['readers', 'problem'],
  pcsc_refused: ['readers', 'problem'],
  pcsc_ok: ['readers', 'ok'],
  readers_none: ['readers', 'warning'],
  reader_ok: ['readers', 'ok'],
  reader_bad: ['readers', 'warning'],
  trust_failed: ['trust', 'problem'],
  trust_left_out: ['trust', 'warning'],
  trust_none: ['trust', 'problem'],
  root_expired: ['trust', 'warning'],
  root_soon: ['trust', 'warning'],
  root_disabled: ['trust', 'ok'],
  trust_ok: ['trust', 'ok'],
  name_found: ['network', 'ok'],
  name_unknown: ['network', 'problem'],
  clock_past: ['clock', 'problem'],
  clock_back: ['clock', 'warning'],
  clock_future: ['clock', 'warning'],
  clock_ok: ['clock', 'ok'],
  engine_runs: ['engine', 'ok'],
  engine_none: ['engine', 'ok'],
  engine_silent: ['engine', 'problem'],
  engine_left: ['engine', 'ok'],
  file_left: ['engine', 'warning'],
} as const satisfies Readonly<Record<string, Row>>;

export type DoctorCode = keyof typeof rows;

const texts = {
  folder_missing: { text: 'There is no data folder {folder} yet; it is made when the workbench starts.' },
  folder_failed: { text: '{reason}.', advice: '{advice}' },
  folder_open: {
    text: 'Others than you can look into the data folder (mode {mode}).',
    advice: 'Take their rights away: chmod 700 {folder}',
  },
  folder_ok: { text: 'The data folder {folder} is yours alone.' },
  space_low: {
    text: 'Only {free} are free on the disk of the data folder.',
    advice: 'Free some space, or let old traces go: euicc-workbench retention run.',
  },
  space_ok: { text: '{free} are free on the disk of the data folder.' },
  database_missing: { text: 'There is no database yet; it is made when the workbench starts.' },
  database_failed: { text: '{reason}.', advice: '{advice}' },
  database_older: {
    text: 'The database is of version {found}; it is brought to version {supported} when the workbench starts.',
  },
  database_version: { text: 'The database is of version {found}, which is the newest.' },
  database_damaged: {
    text: 'The database is damaged: {reason}',
    advice: 'Keep a copy of the data folder, and put the newest backup of it in its place.',
  },
  database_whole: { text: 'The pages of the database are whole.' },
  database_partly: {
    text: 'The tables of the database are whole; traces, which are many, were not checked (--deep checks them).',
  },
  references_broken: {
    text: '{count, plural, one {# row of the database refers to a row that is not there.} other {# rows of the database refer to rows that are not there.}}',
    advice: 'Keep a copy of the data folder and report it.',
  },
  references_ok: { text: 'No row of the database refers to one that is not there.' },
  wal_large: {
    text: 'The log of the database (WAL) has {bytes}.',
    advice:
      'It is written back when no program reads for long. Close programs that hold the database open, then start the workbench anew.',
  },
  database_size: { text: 'The database has {bytes}, of which {free} are free pages.' },
  key_missing: {
    text: 'The key file store.key is not there, but the database is.',
    advice: 'Put it back from a backup; without it nothing that is sealed can be read.',
  },
  key_none: { text: 'There is no key yet; it is made when the workbench starts.' },
  key_damaged: { text: '{reason}.', advice: '{advice}' },
  key_mode: {
    text: 'Others than you can read the key file (mode {mode}).',
    advice:
      'Take their rights away (chmod 600 store.key), and change the keys where somebody may have read it: euicc-workbench key rotate --master, then euicc-workbench key rotate.',
  },
  key_plain: {
    text: 'The key lies in a file that whoever copies the data folder copies with it.',
    advice:
      'Put it into the system keychain while the desktop application runs (euicc-workbench key move --to keychain), or protect it with a passphrase (--to passphrase).',
  },
  key_keychain: { text: 'The key is in the system keychain ({backend}); {passphrase}.' },
  key_passphrase: { text: 'The key is protected by a passphrase.' },
  key_older: {
    text: 'Key {number} seals. {count, plural, one {# older key is kept, since something may still be sealed with it.} other {# older keys are kept, since something may still be sealed with them.}}',
    advice:
      'An engine that stays seals it anew in the background; euicc-workbench key reseal does so at once.',
  },
  key_unchecked: { text: 'Whether the key fits the database was not checked: {reason}.', advice: '{advice}' },
  key_wrong: {
    text: 'The key does not belong to the database.',
    advice: 'Put back the file store.key that was made together with the database.',
  },
  key_fits: { text: 'The key fits the database.' },
  vault_sealed: {
    text: '{count, plural, one {# key of the vault does not unseal: codes, orders and accounts under it cannot be read.} other {# keys of the vault do not unseal: codes, orders and accounts under them cannot be read.}}',
    advice: 'Put the data folder back from a backup.',
  },
  vault_ok: {
    text: '{count, plural, one {The key of the vault unseals.} other {All # keys of the vault unseal.}}',
  },
  shop_token_lasts: { text: 'The token of the account {account} at a shop lasts {time}.' },
  shop_token_over: {
    text: 'The token of the account {account} at a shop ran out {time} ago: its orders wait.',
    advice:
      'Give it a new one: euicc-workbench shop token. An account of Octopus Cards gets its tokens by itself with --login.',
  },
  pcsc_socket: {
    text: 'The socket of the PC/SC service ({path}) is not there.',
    advice:
      'Install and start pcscd (Debian: apt install pcscd; systemctl enable --now pcscd.socket). In a container, mount its socket.',
  },
  pcsc_failed: { text: '{reason}.', advice: '{advice}' },
  pcsc_refused: {
    text: 'The PC/SC service refuses you: {reason}.',
    advice:
      'Allow org.debian.pcsc-lite.access_pcsc and access_card for your user in polkit; over ssh nobody is at the machine, which polkit asks for.',
  },
  pcsc_ok: { text: 'The PC/SC service answers.' },
  readers_none: {
    text: 'No PC/SC reader is there.',
    advice: 'Plug one in; lsusb shows whether the system sees it, and libccid has to be installed.',
  },
  reader_ok: { text: 'Reader {reader}: {presence}.' },
  reader_bad: { text: 'Reader {reader}: {presence}.', advice: '{advice}' },
  trust_failed: { text: '{reason}.', advice: '{advice}' },
  trust_left_out: { text: '{reason}.', advice: 'Remove the file, or add the root again.' },
  trust_none: {
    text: 'No root is switched on, so no server is trusted.',
    advice: 'Switch some on: euicc-workbench trust enable.',
  },
  root_expired: {
    text: 'The root {subject} has expired on {day}.',
    advice: 'Switch it off (euicc-workbench trust disable {keyId}), and add the one that follows it.',
  },
  root_soon: { text: 'The root {subject} expires on {day}.', advice: 'Add the one that follows it in time.' },
  root_disabled: { text: 'The root {subject} is switched off.' },
  trust_ok: { text: '{count, plural, one {# root is switched on.} other {# roots are switched on.}}' },
  name_found: { text: '{name} is at {address}.' },
  name_unknown: {
    text: '{name} is not found ({reason}).',
    advice: 'Check the name and the DNS of this machine; --connect-to reaches servers that no DNS knows.',
  },
  clock_past: {
    text: 'The clock says {day}, which cannot be: certificates will be taken for not valid yet.',
    advice: 'Set the clock (timedatectl set-ntp true).',
  },
  clock_back: {
    text: 'The clock says {day}, and the newest operation was begun on {newest}.',
    advice: 'Set the clock (timedatectl set-ntp true); it was ahead then, or is behind now.',
  },
  clock_future: {
    text: 'By the clock, which says {day}, all roots have expired.',
    advice: 'Set the clock (timedatectl set-ntp true).',
  },
  clock_ok: { text: 'The clock says {day}, which goes with the roots and the records.' },
  engine_runs: { text: 'An engine runs in this data folder, and has made these checks.' },
  engine_none: { text: 'No engine runs in this data folder.' },
  engine_silent: {
    text: 'An engine holds the data folder and does not answer.',
    advice: 'Close the other window or server; if none is to be seen, end its process.',
  },
  engine_left: { text: 'An engine has ended without a word and left {file}; the next one replaces it.' },
  file_left: {
    text: 'The file {file} was left by something that broke off.',
    advice: 'Remove it while no engine runs.',
  },
} as const satisfies Readonly<Record<DoctorCode, { readonly text: string; readonly advice?: string }>>;

const passphrase = {
  yes: 'a passphrase opens it, too',
  no: 'no passphrase opens it, so the command line needs the running desktop application',
};

/** What a language translates. */
export const doctorTexts = { areas: doctorAreaText, texts, passphrase };

type Params = NonNullable<DoctorFinding['params']>;

/** Bytes (`free`, `bytes`), durations (`time`, in ms) and codes (`presence`, `passphrase`) as words of the language that is spoken. */
function worded(params: Params, error: DoctorFinding['error']): Params {
  const out: Record<string, string | number> = { ...params };
  for (const [name, value] of Object.entries(params)) {
    if (name === 'presence' && Object.hasOwn(presenceText, value)) {
      out['presence'] = presenceText[value as Reader['presence']];
      out['advice'] = presenceAdvice[value as Reader['presence']];
    }
    if (name === 'passphrase') out[name] = passphrase[value === 'yes' ? 'yes' : 'no'];
    if (typeof value !== 'number') continue;
    if (name === 'free' || name === 'bytes') out[name] = formatBytes(value);
    if (name === 'time') out[name] = formatDuration(value);
  }
  if (error === undefined) return out;
  const { message, remedy } = describeError(error as ErrorData);
  return { ...out, reason: visibleText(message, 500), advice: visibleText(remedy, 500) };
}

/** A finding in words of the language that is spoken. `error`: what was found is this error. */
export function doctorText(
  code: DoctorCode,
  params: Params = {},
  error?: DoctorFinding['error'],
): DoctorFinding {
  const [area, level]: Row = rows[code];
  const { text, advice }: { readonly text: string; readonly advice?: string } = texts[code];
  const said = worded(params, error);
  return {
    area,
    level,
    text: fillText(text, said),
    ...(advice === undefined ? {} : { advice: fillText(advice, said) }),
    code,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(error === undefined ? {} : { error }),
  };
}

/** A finding as the engine tells it, in words of the language that is spoken; as it is where it is of an older engine. */
export function spokenFinding(finding: DoctorFinding): DoctorFinding {
  const { code = '', params, error } = finding;
  return Object.hasOwn(rows, code) ? doctorText(code as DoctorCode, params, error) : finding;
}
