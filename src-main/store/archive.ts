/**
 * The format of an export: a tar of `manifest.json`, `manifest.mac`, `store.key` (wrapped with the export's passphrase), the
 * files of the trust store, and `workbench.db`, in this order. docs/data.md describes it.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { databaseName } from './data-folder.ts';
import { keyFileName } from './key.ts';
import type { StoreKey } from './seal.ts';

export const archiveVersion = 1;
export const manifestName = 'manifest.json';
export const macName = 'manifest.mac';
/** HMAC-SHA-256 in hexadecimal and a line end. */
export const macLength = 65;
export const maxManifestBytes = 1 << 20;
export const maxTrustFiles = 1000;
export const maxTrustBytes = 65_536;
const maxKeyBytes = 4096;
/** 1 TiB. */
const maxDatabaseBytes = 2 ** 40;

export const trustName = /^trust\/(state\.json|[0-9A-F]{8,64}\.pem|root-\d{1,4}\.pem)$/;

function sizeLimit(name: string): number {
  if (name === databaseName) return maxDatabaseBytes;
  return name === keyFileName ? maxKeyBytes : maxTrustBytes;
}

const archiveFile = z
  .object({
    name: z.union([z.literal(keyFileName), z.literal(databaseName), z.string().regex(trustName)]),
    size: z.int().min(1).max(maxDatabaseBytes),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .refine(({ name, size }) => size <= sizeLimit(name), { path: ['size'] });
export type ArchiveFile = z.infer<typeof archiveFile>;

/** What of a manifest is the same in all versions. */
export const manifestHead = z.object({
  format: z.literal('euicc-workbench data'),
  version: z.int().min(1),
});

export const archiveManifest = manifestHead.extend({
  version: z.literal(archiveVersion),
  /** The version of the workbench that wrote it. */
  workbench: z.string().max(64),
  /** Milliseconds since 1970. */
  createdAt: z.int().min(0),
  /** The version of the database's tables. */
  database: z.object({ version: z.int().min(1) }),
  files: z
    .array(archiveFile)
    .min(2)
    .max(2 + maxTrustFiles)
    .refine(
      (files) =>
        files[0]?.name === keyFileName &&
        files.at(-1)?.name === databaseName &&
        new Set(files.map(({ name }) => name)).size === files.length,
      'the files are not those of an export, or not in their order',
    ),
});
export type ArchiveManifest = z.infer<typeof archiveManifest>;

/**
 * Binds the manifest, and with its sums all files, to the key of the export: without the passphrase nobody can add a root or
 * change a row. `manifest`: its bytes as they are in the archive.
 */
export function manifestMac(key: StoreKey, manifest: Uint8Array): Buffer {
  const mac = createHmac('sha256', key.derive('export manifest v1')).update(manifest).digest('hex');
  return Buffer.from(`${mac}\n`);
}

export function macFits(key: StoreKey, manifest: Uint8Array, mac: Uint8Array): boolean {
  return mac.length === macLength && timingSafeEqual(manifestMac(key, manifest), mac);
}
