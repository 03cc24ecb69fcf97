/** What `doctor` says: level, sentence, what to do. `{name}` is replaced by what was found. */

import type { DoctorArea, DoctorFinding } from '../model/doctor.ts';
import { fillText } from './format.ts';

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

type Row = readonly [area: DoctorArea, level: DoctorFinding['level'], text: string, advice?: string];

const rows = {
  folder_missing: [
    'folder',
    'ok',
    'There is no data folder {folder} yet; it is made when the workbench starts.',
  ],
  folder_open: [
    'folder',
    'warning',
    'Others than you can look into the data folder (mode {mode}).',
    'Take their rights away: chmod 700 {folder}',
  ],
  folder_ok: ['folder', 'ok', 'The data folder {folder} is yours alone.'],
  space_low: [
    'folder',
    'problem',
    'Only {free} are free on the disk of the data folder.',
    'Free some space, or let old traces go: euicc-workbench retention run.',
  ],
  space_ok: ['folder', 'ok', '{free} are free on the disk of the data folder.'],
  database_missing: ['database', 'ok', 'There is no database yet; it is made when the workbench starts.'],
  database_failed: ['database', 'problem', '{reason}.', '{advice}'],
  database_older: [
    'database',
    'ok',
    'The database is of version {found}; it is brought to version {supported} when the workbench starts.',
  ],
  database_version: ['database', 'ok', 'The database is of version {found}, which is the newest.'],
  database_damaged: [
    'database',
    'problem',
    'The database is damaged: {reason}',
    'Keep a copy of the data folder, and put the newest backup of it in its place.',
  ],
  database_whole: ['database', 'ok', 'The pages of the database are whole.'],
  database_partly: [
    'database',
    'ok',
    'The tables of the database are whole; traces, which are many, were not checked (--deep checks them).',
  ],
  references_broken: [
    'database',
    'problem',
    '{count} rows of the database refer to rows that are not there.',
    'Keep a copy of the data folder and report it.',
  ],
  references_ok: ['database', 'ok', 'No row of the database refers to one that is not there.'],
  wal_large: [
    'database',
    'warning',
    'The log of the database (WAL) has {bytes}.',
    'It is written back when no program reads for long. Close programs that hold the database open, then start the workbench anew.',
  ],
  database_size: ['database', 'ok', 'The database has {bytes}, of which {free} are free pages.'],
  key_missing: [
    'keys',
    'problem',
    'The key file store.key is not there, but the database is.',
    'Put it back from a backup; without it nothing that is sealed can be read.',
  ],
  key_none: ['keys', 'ok', 'There is no key yet; it is made when the workbench starts.'],
  key_damaged: ['keys', 'problem', '{reason}.', '{advice}'],
  key_mode: [
    'keys',
    'warning',
    'Others than you can read the key file (mode {mode}).',
    'Take their rights away (chmod 600 store.key), and change the keys where somebody may have read it: euicc-workbench key rotate --master, then euicc-workbench key rotate.',
  ],
  key_plain: [
    'keys',
    'warning',
    'The key lies in a file that whoever copies the data folder copies with it.',
    'Put it into the system keychain while the desktop application runs (euicc-workbench key move --to keychain), or protect it with a passphrase (--to passphrase).',
  ],
  key_keychain: ['keys', 'ok', 'The key is in the system keychain ({backend}); {passphrase}.'],
  key_passphrase: ['keys', 'ok', 'The key is protected by a passphrase.'],
  key_older: [
    'keys',
    'ok',
    'Key {number} seals; {count} older keys are kept, since something may still be sealed with them.',
    'An engine that stays seals it anew in the background; euicc-workbench key reseal does so at once.',
  ],
  key_unchecked: [
    'keys',
    'warning',
    'Whether the key fits the database was not checked: {reason}.',
    '{advice}',
  ],
  key_wrong: [
    'keys',
    'problem',
    'The key does not belong to the database.',
    'Put back the file store.key that was made together with the database.',
  ],
  key_fits: ['keys', 'ok', 'The key fits the database.'],
  vault_sealed: [
    'keys',
    'problem',
    '{count} keys of the vault do not unseal: codes, orders and accounts under them cannot be read.',
    'Put the data folder back from a backup.',
  ],
  vault_ok: ['keys', 'ok', 'All {count} keys of the vault unseal.'],
  shop_token_lasts: ['keys', 'ok', 'The token of the account {account} at a shop lasts {time}.'],
  shop_token_over: [
    'keys',
    'warning',
    'The token of the account {account} at a shop ran out {time} ago: its orders wait.',
    'Give it a new one: euicc-workbench shop token. An account of Octopus Cards gets its tokens by itself with --login.',
  ],
  pcsc_socket: [
    'readers',
    'warning',
    'The socket of the PC/SC service ({path}) is not there.',
    'Install and start pcscd (Debian: apt install pcscd; systemctl enable --now pcscd.socket). In a container, mount its socket.',
  ],
  pcsc_failed: ['readers', 'problem', '{reason}.', '{advice}'],
  pcsc_refused: [
    'readers',
    'problem',
    'The PC/SC service refuses you: {reason}.',
    'Allow org.debian.pcsc-lite.access_pcsc and access_card for your user in polkit; over ssh nobody is at the machine, which polkit asks for.',
  ],
  pcsc_ok: ['readers', 'ok', 'The PC/SC service answers.'],
  readers_none: [
    'readers',
    'warning',
    'No PC/SC reader is there.',
    'Plug one in; lsusb shows whether the system sees it, and libccid has to be installed.',
  ],
  reader_ok: ['readers', 'ok', 'Reader {reader}: {presence}.'],
  reader_bad: ['readers', 'warning', 'Reader {reader}: {presence}.', '{advice}'],
  trust_failed: ['trust', 'problem', '{reason}.', '{advice}'],
  trust_left_out: ['trust', 'warning', '{reason}.', 'Remove the file, or add the root again.'],
  trust_none: [
    'trust',
    'problem',
    'No root is switched on, so no server is trusted.',
    'Switch some on: euicc-workbench trust enable.',
  ],
  root_expired: [
    'trust',
    'warning',
    'The root {subject} has expired on {day}.',
    'Switch it off (euicc-workbench trust disable {keyId}), and add the one that follows it.',
  ],
  root_soon: [
    'trust',
    'warning',
    'The root {subject} expires on {day}.',
    'Add the one that follows it in time.',
  ],
  root_disabled: ['trust', 'ok', 'The root {subject} is switched off.'],
  trust_ok: ['trust', 'ok', '{count} roots are switched on.'],
  name_found: ['network', 'ok', '{name} is at {address}.'],
  name_unknown: [
    'network',
    'problem',
    '{name} is not found ({reason}).',
    'Check the name and the DNS of this machine; --connect-to reaches servers that no DNS knows.',
  ],
  clock_past: [
    'clock',
    'problem',
    'The clock says {day}, which cannot be: certificates will be taken for not valid yet.',
    'Set the clock (timedatectl set-ntp true).',
  ],
  clock_back: [
    'clock',
    'warning',
    'The clock says {day}, and the newest operation was begun on {newest}.',
    'Set the clock (timedatectl set-ntp true); it was ahead then, or is behind now.',
  ],
  clock_future: [
    'clock',
    'warning',
    'By the clock, which says {day}, all roots have expired.',
    'Set the clock (timedatectl set-ntp true).',
  ],
  clock_ok: ['clock', 'ok', 'The clock says {day}, which goes with the roots and the records.'],
  engine_runs: ['engine', 'ok', 'An engine runs in this data folder, and has made these checks.'],
  engine_none: ['engine', 'ok', 'No engine runs in this data folder.'],
  engine_silent: [
    'engine',
    'problem',
    'An engine holds the data folder and does not answer.',
    'Close the other window or server; if none is to be seen, end its process.',
  ],
  engine_left: [
    'engine',
    'ok',
    'An engine has ended without a word and left {file}; the next one replaces it.',
  ],
  file_left: [
    'engine',
    'warning',
    'The file {file} was left by something that broke off.',
    'Remove it while no engine runs.',
  ],
} as const satisfies Readonly<Record<string, Row>>;

export type DoctorCode = keyof typeof rows;

export function doctorText(
  code: DoctorCode,
  params: Readonly<Record<string, string | number>> = {},
): DoctorFinding {
  const [area, level, text, advice]: Row = rows[code];
  const said = advice === undefined ? undefined : fillText(advice, params);
  return { area, level, text: fillText(text, params), ...(said === undefined ? {} : { advice: said }) };
}
