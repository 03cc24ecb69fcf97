/**
 * The roots (CI) that SM-DP+ and SM-DS are checked against (SGP.22 v2.5 §4.5.2, §4.5.2.2): GSMA's CIs and the test CI,
 * which the workbench brings along, and what a lab adds. The system's own trust store is never asked: no CI of RSP is
 * in it, and what is in it has no business here.
 *
 * In `<data>/trust/`: one `<key id>.pem` per added root, and `state.json` for what is switched on and off.
 */

import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { equalBytes } from '../../src-shared/bytes.ts';
import { type ErrorData, toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { TrustAnchor } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { replaceFile } from '../files/replace-file.ts';
import { buildTrustAnchor, type CertificateFacts, readCertificate, toPem } from './certificate.ts';
import { fieldCis, testCis } from './field-ci.ts';

/** A root certificate has about a kilobyte. */
const maxFileBytes = 65_536;

const stateSchema = z.object({
  version: z.literal(1),
  /** Only what differs from the default of its origin. */
  switched: z.record(z.string(), z.boolean()),
  addedAt: z.record(z.string(), z.number()),
});
type State = z.infer<typeof stateSchema>;

interface Root {
  readonly facts: CertificateFacts;
  readonly origin: TrustAnchor['origin'];
  /** Whether this runtime can compute with the key (Electron has no Brainpool curves). */
  readonly usable: boolean;
}

/** What a TLS client needs of the store. */
export interface TrustSource {
  /** Changes whenever `enabledRoots` does. */
  readonly revision: number;
  /** PEM texts of the roots that are switched on. */
  enabledRoots(): readonly string[];
  /** The root of that key, whether on or off. */
  find(keyId: string): TrustAnchor | undefined;
}

export interface TrustStore extends TrustSource {
  /** Files in the folder that could not be read as roots, and why; they are left out. */
  readonly problems: readonly ErrorData[];
  /** Field CIs first, then the test CI, then what was added. */
  list(): TrustAnchor[];
  /**
   * Adds a root (PEM or DER) and switches it on; one that is known is only switched on. Throws certificate_malformed,
   * certificate_too_large, certificate_not_single, certificate_not_ca, certificate_expired, certificate_unusable,
   * root_key_conflict, trust_store_unreadable.
   */
  add(certificate: Uint8Array): TrustAnchor;
  /**
   * Removes a root that was added; false where there is none. It can be restored until this process ends. Throws root_built_in,
   * trust_store_unreadable.
   */
  remove(keyId: string): boolean;
  /** Puts a removed root back as it was, switched on or off. Throws root_not_found, trust_store_unreadable. */
  restore(keyId: string): TrustAnchor;
  /** Takes the key id or an unambiguous beginning of it. Throws root_not_found, root_ambiguous, trust_store_unreadable. */
  setEnabled(keyId: string, enabled: boolean): TrustAnchor;
  /**
   * Trusts a root until this process ends (origin `bench`), as for the CI of the simulated bench. Where the key is a
   * known one, as with SGP.26 keys on the bench, it is on for as long and then as it was. Throws as `add` does.
   */
  addEphemeral(certificate: Uint8Array): TrustAnchor;
}

/** The one certificate in a PEM text or a DER file; private keys and other PEM blocks in it are passed over. */
function parseCertificateFile(file: Uint8Array): CertificateFacts {
  if (file.length > maxFileBytes) throw new WorkbenchError('certificate_too_large', { length: file.length });
  // DER begins with the tag of a SEQUENCE, which as text would be the digit 0.
  if (file[0] === 0x30) return readCertificate(new Uint8Array(file));
  const text = new TextDecoder('latin1').decode(file);
  const blocks = [
    ...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g),
  ];
  if (blocks.length > 1) throw new WorkbenchError('certificate_not_single', { count: blocks.length });
  const body = blocks[0]?.[1];
  if (body === undefined)
    throw new WorkbenchError('certificate_malformed', { reason: 'neither PEM nor DER' });
  return readCertificate(new Uint8Array(Buffer.from(body, 'base64')));
}

function unusableReason(facts: CertificateFacts): string | undefined {
  try {
    // Parses certificate and key with the crypto library of the runtime.
    return new X509Certificate(facts.der).publicKey === undefined ? 'no key' : undefined;
  } catch {
    return 'this runtime does not know its kind of key';
  }
}

function checkRoot(facts: CertificateFacts, now: number): void {
  if (!facts.isCa) throw new WorkbenchError('certificate_not_ca', { subject: facts.subject });
  if (facts.notAfter < now)
    throw new WorkbenchError('certificate_expired', {
      subject: facts.subject,
      notAfter: new Date(facts.notAfter).toISOString().slice(0, 10),
    });
  const reason = unusableReason(facts);
  if (reason !== undefined)
    throw new WorkbenchError('certificate_unusable', { subject: facts.subject, reason });
}

function writeAtomically(path: string, text: string): void {
  try {
    replaceFile(path, text, 'content');
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

function unreadable(path: string, thrown: unknown): WorkbenchError {
  const reason =
    thrown instanceof z.ZodError || thrown instanceof SyntaxError
      ? 'it does not hold what it should'
      : thrown instanceof Error
        ? thrown.message
        : String(thrown);
  return new WorkbenchError('trust_store_unreadable', { path, reason }, { cause: thrown });
}

function readState(path: string): State {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')
      return { version: 1, switched: {}, addedAt: {} };
    // Not passed over: what somebody switched off would come on again unnoticed.
    throw unreadable(path, thrown);
  }
}

function builtIn(): Root[] {
  const root = (origin: 'field' | 'test') => (ci: Parameters<typeof buildTrustAnchor>[0]) => ({
    facts: readCertificate(buildTrustAnchor(ci)),
    origin,
    usable: true,
  });
  return [...fieldCis.map(root('field')), ...testCis.map(root('test'))];
}

/**
 * Opens the trust store of a data folder; the folder need not be there yet. One process at a time (the engine).
 * Throws trust_store_unreadable.
 */
export function openTrustStore(options: { readonly dataFolder: string; readonly clock: Clock }): TrustStore {
  const { clock } = options;
  const folder = join(options.dataFolder, 'trust');
  const statePath = join(folder, 'state.json');
  const problems: ErrorData[] = [];
  const persistent = new Map<string, Root>(builtIn().map((root) => [root.facts.keyId, root]));
  const ephemeral = new Map<string, { root: Root; enabled: boolean }>();
  let state = readState(statePath);
  let revision = 0;
  const removed = new Map<
    string,
    { readonly root: Root; readonly enabled: boolean; readonly addedAt?: number }
  >();

  for (const name of listFolder(folder)) {
    try {
      const path = join(folder, name);
      if (statSync(path).size > maxFileBytes)
        throw new WorkbenchError('certificate_too_large', { length: statSync(path).size });
      const facts = parseCertificateFile(readFileSync(path));
      if (!facts.isCa) throw new WorkbenchError('certificate_not_ca', { subject: facts.subject });
      // One that has expired since it was added stays: a server under it is then told to have an expired CI.
      if (known(facts) === undefined)
        persistent.set(facts.keyId, { facts, origin: 'lab', usable: unusableReason(facts) === undefined });
    } catch (thrown) {
      const reason = toWorkbenchError(thrown).message;
      problems.push({ code: 'trust_store_unreadable', params: { path: join(folder, name), reason } });
    }
  }

  function isEnabled(keyId: string): boolean {
    const passing = ephemeral.get(keyId);
    if (passing !== undefined) return passing.enabled;
    return state.switched[keyId] ?? persistent.get(keyId)?.origin !== 'test';
  }

  function anchor(root: Root): TrustAnchor {
    const { keyId, subject, notAfter } = root.facts;
    const addedAt = root.origin === 'lab' ? state.addedAt[keyId] : undefined;
    return {
      keyId,
      subject,
      origin: root.origin,
      enabled: isEnabled(keyId),
      notAfter,
      ...(addedAt !== undefined && { addedAt }),
    };
  }

  function all(): Root[] {
    const roots = [...persistent.values()].filter((root) => !ephemeral.has(root.facts.keyId));
    return [...roots, ...[...ephemeral.values()].map((entry) => entry.root)];
  }

  function save(next: State): void {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
    } catch (thrown) {
      throw unreadable(folder, thrown);
    }
    writeAtomically(statePath, `${JSON.stringify(next, null, 2)}\n`);
    state = next;
  }

  function keep(root: Root, enabled: boolean, addedAt: number): void {
    const { keyId, subject, der } = root.facts;
    // The state first: it makes the folder, and a state without its root does no harm.
    save({
      ...state,
      switched: { ...state.switched, [keyId]: enabled },
      addedAt: { ...state.addedAt, [keyId]: addedAt },
    });
    writeAtomically(join(folder, `${keyId}.pem`), `# ${subject}\n${toPem(der)}`);
    persistent.set(keyId, root);
  }

  function resolve(keyId: string): Root {
    const wanted = keyId.toUpperCase().replace(/[\s:]/g, '');
    const found = all().filter((root) => root.facts.keyId.startsWith(wanted));
    const exact = found.find((root) => root.facts.keyId === wanted);
    if (exact !== undefined) return exact;
    const [first, second] = wanted.length < 4 ? [] : found;
    if (first === undefined) throw new WorkbenchError('root_not_found', { keyId: wanted.slice(0, 80) });
    if (second !== undefined) throw new WorkbenchError('root_ambiguous', { keyId: wanted });
    return first;
  }

  /** The known root with the same key; throws where the key identifier is the same and the key is not. */
  function known(facts: CertificateFacts): Root | undefined {
    const root = persistent.get(facts.keyId) ?? ephemeral.get(facts.keyId)?.root;
    if (root !== undefined && !equalBytes(root.facts.publicKeyInfo, facts.publicKeyInfo))
      throw new WorkbenchError('root_key_conflict', { keyId: facts.keyId });
    return root;
  }

  return {
    problems,
    get revision() {
      return revision;
    },
    enabledRoots: () =>
      all()
        .filter((root) => root.usable && isEnabled(root.facts.keyId))
        .map((root) => toPem(root.facts.der)),
    find(keyId) {
      const root = all().find((candidate) => candidate.facts.keyId === keyId.toUpperCase());
      return root && anchor(root);
    },
    list: () => all().map(anchor),
    add(file) {
      const facts = parseCertificateFile(file);
      checkRoot(facts, clock.now());
      known(facts);
      const { keyId } = facts;
      const root = persistent.get(keyId);
      if (root !== undefined) {
        save({ ...state, switched: { ...state.switched, [keyId]: true } });
      } else {
        keep({ facts, origin: 'lab', usable: true }, true, clock.now());
      }
      revision++;
      return anchor(persistent.get(keyId) ?? { facts, origin: 'lab', usable: true });
    },
    remove(keyId) {
      const wanted = keyId.toUpperCase();
      const passing = ephemeral.get(wanted);
      const root = persistent.get(wanted);
      if (passing !== undefined) {
        ephemeral.delete(wanted);
        removed.set(wanted, passing);
        revision++;
        return true;
      }
      if (root === undefined) return false;
      if (root.origin !== 'lab') throw new WorkbenchError('root_built_in', { keyId: wanted });
      for (const name of listFolder(folder)) {
        const path = join(folder, name);
        if (holds(path, wanted)) rmSync(path, { force: true });
      }
      const { enabled, addedAt: since } = anchor(root);
      removed.set(wanted, { root, enabled, ...(since === undefined ? {} : { addedAt: since }) });
      persistent.delete(wanted);
      revision++;
      const { [wanted]: _switched, ...switched } = state.switched;
      const { [wanted]: _added, ...addedAt } = state.addedAt;
      save({ version: 1, switched, addedAt });
      return true;
    },
    restore(keyId) {
      const wanted = keyId.toUpperCase();
      const one = removed.get(wanted);
      if (one === undefined) throw new WorkbenchError('root_not_found', { keyId: wanted.slice(0, 80) });
      const { root, enabled, addedAt } = one;
      if (root.origin === 'bench') ephemeral.set(wanted, { root, enabled });
      else if (persistent.get(wanted) === undefined) keep(root, enabled, addedAt ?? clock.now());
      removed.delete(wanted);
      revision++;
      return anchor(root);
    },
    setEnabled(keyId, enabled) {
      const root = resolve(keyId);
      const passing = ephemeral.get(root.facts.keyId);
      if (passing !== undefined) passing.enabled = enabled;
      else save({ ...state, switched: { ...state.switched, [root.facts.keyId]: enabled } });
      revision++;
      return anchor(root);
    },
    addEphemeral(file) {
      const facts = parseCertificateFile(file);
      checkRoot(facts, clock.now());
      known(facts);
      const root: Root = { facts, origin: 'bench', usable: true };
      ephemeral.set(facts.keyId, { root, enabled: true });
      revision++;
      return anchor(root);
    },
  };
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.pem'))
      .sort();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
    throw unreadable(folder, thrown);
  }
}

function holds(path: string, keyId: string): boolean {
  try {
    return parseCertificateFile(readFileSync(path)).keyId === keyId;
  } catch {
    return false;
  }
}
