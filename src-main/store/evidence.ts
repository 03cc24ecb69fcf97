/** Opened evidence files: kept whole and sealed, apart from the operations of this workbench. */

import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { type Evidence, evidence as evidenceSchema } from '../../src-shared/model/index.ts';
import type { Opener, Sealer } from './seal.ts';
import { checked, corrupt, fromJson, toJson } from './sqlite.ts';
import type { WriteBehind } from './write-behind.ts';

export interface EvidenceStore {
  /** Keeps a file; one with the same SHA-256 that is kept already is given as it is. */
  add(about: Omit<Evidence, 'id'>, file: Uint8Array): Evidence;
  /** The last one that was opened comes first. */
  list(): Evidence[];
  /** Throws evidence_not_found. */
  get(id: number): Evidence;
  /** How its last replay went. Throws evidence_not_found. */
  setReplay(id: number, lastReplay: NonNullable<Evidence['lastReplay']>): void;
  /** False where there was none. Until the engine ends it can be restored, with the last of those that were removed. */
  remove(id: number): boolean;
  /** Puts a removed one back under its number, or gives the same file where that was opened again. Throws evidence_not_found. */
  restore(id: number): Evidence;
}

/** The files alone, read only. */
export interface EvidenceFiles {
  /** Throws evidence_not_found. */
  evidenceFile(id: number): Uint8Array;
}

export const evidenceContext = (id: number) => `evidence.file:${id}`;
/** So many removed files are kept in memory, as long as they are no larger together. */
const mostKept = 20;
const mostKeptBytes = 128 * 1024 * 1024;

const about = evidenceSchema.omit({ id: true, lastReplay: true });

interface EvidenceRow {
  readonly id: number;
  readonly about: string;
  readonly last_replay: string | null;
}

function toEvidence(row: EvidenceRow): Evidence {
  const place = { table: 'evidence', row: row.id };
  return checked(place, 'row', evidenceSchema, {
    ...checked(place, 'about', about, fromJson(place, 'about', row.about)),
    id: row.id,
    ...(row.last_replay === null ? {} : { lastReplay: fromJson(place, 'last_replay', row.last_replay) }),
  });
}

const missing = (id: number) => new WorkbenchError('evidence_not_found', { id });

export function createEvidenceFiles(db: Database, opener: Opener): EvidenceFiles {
  const select = db.prepare('SELECT file FROM evidence WHERE id = ?').pluck();
  return {
    evidenceFile(id) {
      const sealed = select.get(id);
      if (sealed === undefined) throw missing(id);
      const file = opener.open(evidenceContext(id), sealed as Uint8Array);
      if (file === undefined) throw corrupt({ table: 'evidence', row: id }, 'file', 'it does not unseal');
      return file;
    },
  };
}

export function createEvidence(db: Database, sealer: Sealer, behind: WriteBehind): EvidenceStore {
  const insert = db.prepare(
    "INSERT INTO evidence (id, sha256, about, file, last_replay) VALUES (@id, @sha256, @about, x'', @lastReplay)",
  );
  const setFile = db.prepare('UPDATE evidence SET file = ? WHERE id = ?');
  const bySum = db.prepare('SELECT id, about, last_replay FROM evidence WHERE sha256 = ?');
  const all = db.prepare('SELECT id, about, last_replay FROM evidence ORDER BY id DESC');
  const one = db.prepare('SELECT id, about, last_replay FROM evidence WHERE id = ?');
  const update = db.prepare('UPDATE evidence SET last_replay = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM evidence WHERE id = ?');

  function get(id: number): Evidence {
    const row = one.get(id);
    if (row === undefined) throw missing(id);
    return toEvidence(row as EvidenceRow);
  }

  function keep(given: Omit<Evidence, 'id'> & { readonly id?: number }, file: Uint8Array): Evidence {
    const { id = null, lastReplay, ...rest } = given;
    const { sha256 } = rest.origin;
    const known = bySum.get(sha256);
    if (known !== undefined) return toEvidence(known as EvidenceRow);
    const text = toJson('about', about, rest);
    const replay = toJson('last_replay', evidenceSchema.shape.lastReplay, lastReplay);
    const kept = behind.atomically(() => {
      const { lastInsertRowid } = insert.run({ id, sha256, about: text, lastReplay: replay });
      const made = Number(lastInsertRowid);
      setFile.run(sealer.seal(evidenceContext(made), file), made);
      return made;
    });
    return get(kept);
  }

  const files = createEvidenceFiles(db, sealer);
  /** The last one that was removed comes last. */
  const removed = new Map<number, { readonly evidence: Evidence; readonly file: Uint8Array }>();

  function keepRemoved(evidence: Evidence, file: Uint8Array): void {
    removed.set(evidence.id, { evidence, file });
    let bytes = [...removed.values()].reduce((sum, one) => sum + one.file.length, 0);
    for (const [id, one] of removed) {
      if (removed.size <= mostKept && bytes <= mostKeptBytes) return;
      removed.delete(id);
      bytes -= one.file.length;
    }
  }

  return {
    add: (given, file) => keep(given, file),
    list: () => all.all().map((row) => toEvidence(row as EvidenceRow)),
    get,
    setReplay(id, lastReplay) {
      const text = toJson('last_replay', evidenceSchema.shape.lastReplay, lastReplay);
      if (behind.atomically(() => update.run(text, id)).changes === 0) throw missing(id);
    },
    remove(id) {
      try {
        keepRemoved(get(id), files.evidenceFile(id));
      } catch {
        // What is not there, or damaged, cannot come back.
      }
      return behind.atomically(() => remove.run(id)).changes > 0;
    },
    restore(id) {
      const one = removed.get(id);
      if (one === undefined) throw missing(id);
      const back = keep(one.evidence, one.file);
      removed.delete(id);
      return back;
    },
  };
}
