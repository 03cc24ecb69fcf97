import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { TrustAnchor } from '../../../../src-shared/model/index.ts';
import { formatDate, originText } from '../../../../src-shared/texts.ts';
import type { OpenedEngine } from '../../engine/open.ts';
import { type Context, mustConfirm, readBytes } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';

const largestCertificate = 1_000_000;

function anchorRow(anchor: TrustAnchor): string[] {
  return [
    anchor.keyId,
    anchor.enabled ? 'on' : 'off',
    originText[anchor.origin],
    anchor.notAfter === undefined ? '' : formatDate(anchor.notAfter),
    anchor.subject,
  ];
}

export async function listTrust(context: Context): Promise<number> {
  const engine = await context.engine();
  const anchors = await engine.call('trust.list', {});
  context.output.result(anchors, () =>
    table(anchors.map(anchorRow), ['KEY ID', '', 'ORIGIN', 'VALID UNTIL', 'SUBJECT']),
  );
  return exitCodes.ok;
}

export async function addTrust(context: Context, file: string): Promise<number> {
  const certificate = (await readBytes(file, largestCertificate)).toString('base64');
  const engine = await context.engine();
  const anchor = await engine.call('trust.add', { certificate });
  context.output.result(anchor, () => `Added ${anchor.keyId} (${anchor.subject}).`);
  return exitCodes.ok;
}

/** The anchor whose key identifier is, or alone begins with, what was typed. Rejects with usage. */
async function findAnchor(engine: OpenedEngine, text: string): Promise<TrustAnchor> {
  const wanted = text.replace(/[\s:]/g, '').toUpperCase();
  const anchors = await engine.call('trust.list', {});
  const exact = anchors.find((anchor) => anchor.keyId === wanted);
  if (exact) return exact;
  const [first, second] = anchors.filter((anchor) => wanted !== '' && anchor.keyId.startsWith(wanted));
  if (first === undefined || second !== undefined)
    throw new WorkbenchError('usage', {
      reason: `${second ? 'More than one root has' : 'No root has'} a key identifier that begins with ${wanted.slice(0, 64)}`,
    });
  return first;
}

export async function removeTrust(
  context: Context,
  keyId: string,
  options: { readonly yes?: boolean },
): Promise<number> {
  const engine = await context.engine();
  const anchor = await findAnchor(engine, keyId);
  await mustConfirm(context, `Remove the root ${anchor.keyId} (${anchor.subject})?`, options.yes);
  const result = await engine.call('trust.remove', { keyId: anchor.keyId });
  context.output.result({ keyId: anchor.keyId, ...result }, () =>
    result.removed
      ? `Removed ${anchor.keyId}.`
      : `${anchor.keyId} was not added here; it can only be disabled.`,
  );
  return result.removed ? exitCodes.ok : exitCodes.usage;
}

export async function setTrust(context: Context, keyId: string, enabled: boolean): Promise<number> {
  const engine = await context.engine();
  const { keyId: whole } = await findAnchor(engine, keyId);
  const anchor = await engine.call('trust.set', { keyId: whole, enabled });
  context.output.result(anchor, () => `${anchor.keyId} is ${anchor.enabled ? 'on' : 'off'}.`);
  return exitCodes.ok;
}
