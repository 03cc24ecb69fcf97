/** Tokens of the local APIs: of each, only the SHA-256 is kept. */

import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { type Token, token as tokenSchema } from '../../src-shared/model/index.ts';
import type { Entropy } from '../../src-shared/ports.ts';
import { checked } from './sqlite.ts';
import type { NewToken, TokenStore } from './token-port.ts';
import type { WriteBehind } from './write-behind.ts';

const columns = 'id, name, read_only, created_by, created_at, last_used_at, revoked_at';
/** By which a token that has got somewhere is known as one, by people and by scanners for secrets. */
const prefix = 'euicc_';
const secretBytes = 32;
/** A token that is used all the time is written once in a while. */
const usedAgainMs = 60_000;

interface TokenRow {
  readonly id: number;
  readonly name: string;
  readonly read_only: number;
  readonly created_by: string;
  readonly created_at: number;
  readonly last_used_at: number | null;
  readonly revoked_at: number | null;
}

function toToken(row: TokenRow): Token {
  return checked({ table: 'tokens', row: row.id }, 'row', tokenSchema, {
    id: row.id,
    name: row.name,
    readOnly: row.read_only === 1,
    createdBy: row.created_by,
    createdAt: row.created_at,
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  });
}

function hashOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}

export function createTokens(db: Database, behind: WriteBehind, entropy: Entropy): TokenStore {
  const insert = db.prepare(`INSERT INTO tokens (name, hash, read_only, created_by, created_at)
    VALUES (@name, @hash, @readOnly, @createdBy, @at)`);
  const selectAll = db.prepare(`SELECT ${columns} FROM tokens ORDER BY id DESC`);
  const select = db.prepare(`SELECT ${columns} FROM tokens WHERE id = ?`);
  const selectByHash = db.prepare(`SELECT ${columns} FROM tokens WHERE hash = ?`);
  const named = db.prepare('SELECT 1 FROM tokens WHERE name = ? AND revoked_at IS NULL').pluck();
  const setRevoked = db.prepare('UPDATE tokens SET revoked_at = @at WHERE id = @id AND revoked_at IS NULL');
  const setUsed = db.prepare('UPDATE tokens SET last_used_at = @at WHERE id = @id');

  function require(id: number): TokenRow {
    const row = select.get(id);
    if (row === undefined) throw new WorkbenchError('token_not_found', { token: id });
    return row as TokenRow;
  }

  function keep(secret: string, { name, readOnly, createdBy, at }: NewToken): Token {
    return behind.atomically(() => {
      if (named.get(name) !== undefined) throw new WorkbenchError('token_name_taken', { name });
      const { lastInsertRowid } = insert.run({
        name,
        hash: hashOf(secret),
        readOnly: readOnly ? 1 : 0,
        createdBy,
        at,
      });
      return toToken(require(Number(lastInsertRowid)));
    });
  }

  return {
    list: () => selectAll.all().map((row) => toToken(row as TokenRow)),

    create(token) {
      const secret = `${prefix}${Buffer.from(entropy.bytes(secretBytes)).toString('base64url')}`;
      return { token: keep(secret, token), secret };
    },

    adopt(secret, token) {
      const row = selectByHash.get(hashOf(secret));
      return row === undefined ? keep(secret, token) : toToken(row as TokenRow);
    },

    revoke(id, at) {
      return behind.atomically(() => {
        require(id);
        setRevoked.run({ id, at });
        return toToken(require(id));
      });
    },

    check(secret, at) {
      const row = selectByHash.get(hashOf(secret)) as TokenRow | undefined;
      if (row === undefined || row.revoked_at !== null) return undefined;
      const token = toToken(row);
      if (token.lastUsedAt !== undefined && at - token.lastUsedAt < usedAgainMs) return token;
      behind.atomically(() => setUsed.run({ id: token.id, at }));
      return { ...token, lastUsedAt: at };
    },
  };
}
