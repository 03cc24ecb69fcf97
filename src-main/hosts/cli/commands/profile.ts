import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { profileClassText, profileStateText } from '../../../../src-shared/texts.ts';
import { type Context, mustConfirm } from '../context.ts';
import { table } from '../output.ts';
import { selectReader } from '../readers.ts';
import { runOperation } from '../run-operation.ts';
import { showCard } from './card.ts';

interface ReaderChoice {
  readonly reader?: string;
}

/** The profile that a person means: an ICCID as printed, or the AID of an ISD-P. Throws usage. */
export function profileTarget(text: string): { iccid: string } | { isdpAid: string } {
  const compact = text.replace(/\s+/g, '').toUpperCase();
  if (/^\d{18,20}$/.test(compact)) return { iccid: compact };
  if (/^([0-9A-F]{2}){5,16}$/.test(compact)) return { isdpAid: compact };
  throw new WorkbenchError('usage', {
    reason: 'The profile must be an ICCID (18 to 20 digits) or the AID of an ISD-P (hexadecimal)',
  });
}

export async function listProfiles(context: Context, options: ReaderChoice): Promise<number> {
  return await showCard(context, options, (card) => ({
    value: card.profiles,
    text: () =>
      card.profiles.length === 0
        ? 'No profiles.'
        : table(
            card.profiles.map((profile) => [
              profile.iccid,
              profile.state ? profileStateText[profile.state] : '',
              profile.nickname ?? '',
              profile.serviceProviderName ?? '',
              profile.profileName ?? '',
              profile.profileClass ? profileClassText[profile.profileClass] : '',
            ]),
            ['ICCID', 'STATE', 'NICKNAME', 'PROVIDER', 'NAME', 'CLASS'],
          ),
  }));
}

export async function switchProfile(
  context: Context,
  kind: 'enable' | 'disable',
  target: string,
  options: ReaderChoice & { readonly refresh: boolean },
): Promise<number> {
  const profile = profileTarget(target);
  const { id } = await selectReader(await context.engine(), options.reader);
  return await runOperation(context, { kind, readerId: id, profile, refresh: options.refresh });
}

export async function deleteProfile(
  context: Context,
  target: string,
  options: ReaderChoice & { readonly yes?: boolean },
): Promise<number> {
  const profile = profileTarget(target);
  const reader = await selectReader(await context.engine(), options.reader);
  const name = 'iccid' in profile ? profile.iccid : profile.isdpAid;
  await mustConfirm(context, `Delete profile ${name} from the card in ${reader.name}?`, options.yes);
  return await runOperation(context, { kind: 'delete', readerId: reader.id, profile });
}

export async function setNickname(
  context: Context,
  target: string,
  nickname: string,
  options: ReaderChoice,
): Promise<number> {
  const profile = profileTarget(target);
  if (!('iccid' in profile))
    throw new WorkbenchError('usage', { reason: 'The profile must be named by its ICCID' });
  const { id } = await selectReader(await context.engine(), options.reader);
  return await runOperation(
    context,
    { kind: 'nickname', readerId: id, iccid: profile.iccid, nickname },
    nickname === '' ? 'The profile has no nickname any more.' : undefined,
  );
}
