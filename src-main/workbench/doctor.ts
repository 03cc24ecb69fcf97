/** Turns what was found out into sentences. It looks at files of the data folder itself; all else is brought by its caller. */

import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { DoctorFinding, Reader, SystemInfo, TrustAnchor } from '../../src-shared/model/index.ts';
import { type DoctorCode, doctorText, shownPresence, visibleText } from '../../src-shared/texts.ts';
import type { DatabaseFacts } from '../store/examine.ts';
import { inspectKey, type KeyFacts } from '../store/key.ts';

export interface DoctorFacts {
  readonly folder: string;
  /** Why the folder cannot be worked in. Absent where it can, or where nobody has tried. */
  readonly folderError?: ErrorData;
  readonly now: number;
  readonly database: DatabaseFacts;
  /** As it was before anything was opened; undefined: there is none. */
  readonly key: KeyFacts | ErrorData | undefined;
  /** Why the key could not be opened. Absent where it was, or where there is none. */
  readonly keyError?: ErrorData;
  readonly pcsc: SystemInfo['pcsc'];
  readonly readers: readonly Reader[];
  readonly roots: readonly TrustAnchor[] | ErrorData;
  /** Files of roots that were left out. */
  readonly rootProblems: readonly ErrorData[];
  readonly names: readonly NameFound[];
  readonly engine: 'runs' | 'none' | 'silent';
  /** Where the PC/SC service listens, on a system where it is a file. */
  readonly pcscSocket?: string;
}

export interface NameFound {
  readonly name: string;
  readonly address?: string;
  readonly reason?: string;
}

const lowBytes = 500_000_000;
const largeWalBytes = 256_000_000;
const dayMs = 86_400_000;
/** Before this version was made: a clock that says so is wrong. */
const madeAt = Date.UTC(2026, 0, 1);

const dayText = (at: number) => new Date(at).toISOString().slice(0, 10);

/** An error of the catalogue as a finding with its sentence and next step. */
function failed(code: DoctorCode, error: ErrorData): DoctorFinding {
  return doctorText(code, {}, error);
}

function folderFindings({ folder, folderError }: DoctorFacts): DoctorFinding[] {
  const unusable = folderError === undefined ? [] : [failed('folder_failed', folderError)];
  const kind = statSync(folder, { throwIfNoEntry: false });
  if (kind === undefined) return [...unusable, doctorText('folder_missing', { folder })];
  if (!kind.isDirectory()) return unusable;
  const mode = kind.mode & 0o777;
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  return [
    ...unusable,
    process.platform !== 'win32' && (mode & 0o077) !== 0
      ? doctorText('folder_open', { folder, mode: mode.toString(8) })
      : doctorText('folder_ok', { folder }),
    doctorText(free < lowBytes ? 'space_low' : 'space_ok', { free }),
  ];
}

function databaseFindings(facts: DatabaseFacts): DoctorFinding[] {
  if (!facts.exists) return [doctorText('database_missing')];
  const out: DoctorFinding[] = [];
  const { version, supported, damage, brokenReferences, freeBytes } = facts;
  if (facts.error !== undefined) out.push(failed('database_failed', facts.error));
  if (version !== undefined)
    out.push(
      doctorText(version < supported ? 'database_older' : 'database_version', { found: version, supported }),
    );
  if (damage !== undefined)
    out.push(
      damage.length > 0
        ? doctorText('database_damaged', { reason: visibleText(damage.join('; '), 500) })
        : doctorText(facts.partly ? 'database_partly' : 'database_whole'),
    );
  if (brokenReferences !== undefined)
    out.push(
      brokenReferences > 0
        ? doctorText('references_broken', { count: brokenReferences })
        : doctorText('references_ok'),
    );
  if (freeBytes !== undefined) out.push(doctorText('database_size', { bytes: facts.bytes, free: freeBytes }));
  if (facts.walBytes > largeWalBytes) out.push(doctorText('wal_large', { bytes: facts.walBytes }));
  return out;
}

/** The key file as it is now. */
export function lookAtKey(folder: string): DoctorFacts['key'] {
  try {
    return inspectKey(folder);
  } catch (error) {
    return toWorkbenchError(error).toData();
  }
}

function keyFindings({ key, database, keyError }: DoctorFacts): DoctorFinding[] {
  if (key === undefined) return [doctorText(database.exists ? 'key_missing' : 'key_none')];
  if ('code' in key) return [failed('key_damaged', key)];
  const out: DoctorFinding[] = [];
  if (process.platform !== 'win32' && (key.mode & 0o077) !== 0)
    out.push(doctorText('key_mode', { mode: key.mode.toString(8) }));
  out.push(
    doctorText(`key_${key.kind}`, {
      backend: visibleText(key.backend ?? '', 64),
      passphrase: key.passphrase ? 'yes' : 'no',
    }),
  );
  if (key.older.length > 0)
    out.push(doctorText('key_older', { number: key.number, count: key.older.length }));
  if (keyError !== undefined) out.push(failed('key_unchecked', keyError));
  if (database.keyFits !== undefined) out.push(doctorText(database.keyFits ? 'key_fits' : 'key_wrong'));
  if (database.vaultKeys !== undefined) {
    const { all, sealed } = database.vaultKeys;
    out.push(
      sealed > 0 ? doctorText('vault_sealed', { count: sealed }) : doctorText('vault_ok', { count: all }),
    );
  }
  return out;
}

function tokenFindings({ database: { tokens = [] }, now }: DoctorFacts): DoctorFinding[] {
  return tokens.map(({ label, expiresAt }) =>
    doctorText(expiresAt > now ? 'shop_token_lasts' : 'shop_token_over', {
      account: visibleText(label, 100),
      time: Math.abs(expiresAt - now),
    }),
  );
}

function readerFindings({ pcsc, readers, pcscSocket }: DoctorFacts): DoctorFinding[] {
  const out: DoctorFinding[] = [];
  if (pcsc.available) out.push(doctorText('pcsc_ok'));
  else {
    if (pcscSocket !== undefined && !existsSync(pcscSocket))
      out.push(doctorText('pcsc_socket', { path: pcscSocket }));
    const error = pcsc.error as ErrorData | undefined;
    const reason = String(error?.params['reason'] ?? '');
    if (error !== undefined)
      out.push(
        /SECURITY_VIOLATION|NO_ACCESS/.test(reason)
          ? doctorText('pcsc_refused', { reason: visibleText(reason, 300) })
          : failed('pcsc_failed', error),
      );
  }
  const real = readers.filter(({ kind }) => kind === 'pcsc');
  if (pcsc.available && real.length === 0) out.push(doctorText('readers_none'));
  for (const reader of real) {
    const presence = shownPresence(reader);
    const fine = presence === 'present' || presence === 'empty';
    out.push(
      doctorText(fine ? 'reader_ok' : 'reader_bad', {
        reader: visibleText(reader.name, 100),
        presence,
      }),
    );
  }
  return out;
}

function isError(roots: DoctorFacts['roots']): roots is ErrorData {
  return 'code' in roots;
}

function trustFindings({ roots, rootProblems, now }: DoctorFacts): DoctorFinding[] {
  if (isError(roots)) return [failed('trust_failed', roots)];
  const out = rootProblems.map((problem) => failed('trust_left_out', problem));
  const on = roots.filter(({ enabled }) => enabled);
  for (const { subject, enabled, notAfter, keyId, origin } of roots) {
    const params = { subject: visibleText(subject, 100), keyId, day: dayText(notAfter ?? 0) };
    if (enabled && notAfter !== undefined && notAfter < now) out.push(doctorText('root_expired', params));
    else if (enabled && notAfter !== undefined && notAfter < now + 60 * dayMs)
      out.push(doctorText('root_soon', params));
    // The test CI is off where nobody has switched it on.
    else if (!enabled && origin !== 'test') out.push(doctorText('root_disabled', params));
  }
  out.push(on.length === 0 ? doctorText('trust_none') : doctorText('trust_ok', { count: on.length }));
  return out;
}

function clockFinding({ roots, now, database }: DoctorFacts): DoctorFinding {
  const day = dayText(now);
  if (now < madeAt) return doctorText('clock_past', { day });
  const newest = database.newestOperationAt;
  if (newest !== undefined && newest > now + 300_000)
    return doctorText('clock_back', { day, newest: dayText(newest) });
  const dated = isError(roots)
    ? []
    : roots.filter(({ enabled, notAfter }) => enabled && notAfter !== undefined);
  if (dated.length > 0 && dated.every(({ notAfter = 0 }) => notAfter < now))
    return doctorText('clock_future', { day });
  return doctorText('clock_ok', { day });
}

/** Empty where it cannot be looked into: that it cannot is said of the folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function engineFindings({ folder, engine }: DoctorFacts): DoctorFinding[] {
  const out = [
    doctorText(engine === 'runs' ? 'engine_runs' : engine === 'silent' ? 'engine_silent' : 'engine_none'),
  ];
  if (engine === 'runs') return out;
  if (engine === 'none' && existsSync(join(folder, 'engine.json')))
    out.push(doctorText('engine_left', { file: 'engine.json' }));
  for (const name of namesIn(folder))
    if (/^(store\.key\.new|engine\.json\.\d+|.*\.tmp)$/.test(name))
      out.push(doctorText('file_left', { file: visibleText(name, 100) }));
  return out;
}

/** Every check has at least one finding, also where all is well. */
export function doctorFindings(facts: DoctorFacts): DoctorFinding[] {
  return [
    ...folderFindings(facts),
    ...databaseFindings(facts.database),
    ...keyFindings(facts),
    ...tokenFindings(facts),
    ...readerFindings(facts),
    ...trustFindings(facts),
    ...facts.names.map(({ name, address, reason }) =>
      address === undefined
        ? doctorText('name_unknown', { name, reason: reason ?? '' })
        : doctorText('name_found', { name, address }),
    ),
    clockFinding(facts),
    ...engineFindings(facts),
  ];
}
