/** A folder of profiles: NAME.der, an unprotected profile package, and beside it, if wanted, NAME.json. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fromBase64, fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { base64Text, deviceCapability, eidText, hexText } from '../../../src-shared/model/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';
import type { StoreMetadataRequest } from '../../rsp/index.ts';
import { encodeMccMnc } from '../profile/digits.ts';
import {
  type ProfileOffer,
  type ProfilePackageHeader,
  parseProfilePackage,
  type SampleCode,
} from '../profile/index.ts';

const event = z.enum(['install', 'enable', 'disable', 'delete']);
const eventNames = {
  install: 'notificationInstall',
  enable: 'notificationEnable',
  disable: 'notificationDisable',
  delete: 'notificationDelete',
} as const;

/** What NAME.json may say. Everything is optional: what is missing comes from the package's header or a default. */
export const profileFile = z.strictObject({
  /** Default: NAME. */
  matchingId: z
    .string()
    .max(255)
    .regex(/^[^$\s]*$/)
    .optional(),
  confirmationCode: z.string().min(1).max(64).optional(),
  maxInstallations: z.int().min(1).max(1_000_000).optional(),
  maxDownloads: z.int().min(1).max(1_000_000).optional(),
  eid: eidText.optional(),
  initialState: z
    .enum(['available', 'allocated', 'linked', 'confirmed', 'released', 'unavailable'])
    .optional(),
  protection: z.enum(['sessionKeys', 'profileKeys']).optional(),
  rebinding: z.boolean().optional(),
  /** Names of DeviceCapabilities that the device has to announce. */
  deviceCapabilities: z.array(deviceCapability).max(20).optional(),
  profileType: z.string().min(1).max(100).optional(),
  /** Function requester identifier of the only operator that may order it on ES2+. */
  operator: z.string().min(1).max(100).optional(),
  /** ISO 8601. */
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  metadata: z
    .strictObject({
      serviceProviderName: z.string().max(32).optional(),
      profileName: z.string().max(64).optional(),
      profileClass: z.enum(['test', 'provisioning', 'operational']).optional(),
      icon: z.strictObject({ type: z.enum(['jpg', 'png']), data: base64Text.max(1368) }).optional(),
      owner: z
        .strictObject({
          mcc: z.string().regex(/^\d{3}$/),
          mnc: z.string().regex(/^\d{2,3}$/),
          gid1: hexText.optional(),
          gid2: hexText.optional(),
        })
        .optional(),
      notifications: z
        .array(z.strictObject({ events: z.array(event).min(1), address: z.string().min(1).max(255) }))
        .max(16)
        .optional(),
      policyRules: z.array(z.enum(['pprUpdateControl', 'ppr1', 'ppr2'])).optional(),
    })
    .optional(),
});
export type ProfileFile = z.input<typeof profileFile>;

type MetadataFile = NonNullable<z.output<typeof profileFile>['metadata']>;

/** Cuts a text to at most `max` bytes of UTF-8, at a character's end. */
function cut(text: string, max: number): string {
  let out = text;
  while (new TextEncoder().encode(out).length > max) out = out.slice(0, -1);
  return out;
}

function makeMetadata(
  name: string,
  header: ProfilePackageHeader,
  file: MetadataFile,
  address: string,
): StoreMetadataRequest {
  const { icon, owner, policyRules } = file;
  const notifications = file.notifications ?? [{ events: ['enable', 'disable', 'delete'] as const, address }];
  return {
    iccid: header.iccid,
    serviceProviderName: cut(file.serviceProviderName ?? header.profileType ?? 'eUICC Workbench', 32),
    profileName: cut(file.profileName ?? name, 64),
    ...(icon === undefined ? {} : { iconType: icon.type, icon: fromBase64(icon.data) }),
    profileClass: file.profileClass ?? 'operational',
    notificationConfigurationInfo: notifications.map((one) => ({
      profileManagementOperation: one.events.map((each) => eventNames[each]),
      notificationAddress: one.address,
    })),
    ...(owner === undefined
      ? {}
      : {
          profileOwner: {
            mccMnc: encodeMccMnc(owner.mcc, owner.mnc),
            ...(owner.gid1 === undefined ? {} : { gid1: fromHex(owner.gid1) }),
            ...(owner.gid2 === undefined ? {} : { gid2: fromHex(owner.gid2) }),
          },
        }),
    ...(policyRules === undefined ? {} : { profilePolicyRules: policyRules }),
  };
}

/**
 * The offer that a package and what stands beside it make. `address` is the SM-DP+'s, for notifications.
 * Throws `smdp_profile_invalid`, or what `parseProfilePackage` throws.
 */
export function makeOffer(name: string, upp: Uint8Array, file: unknown, address: string): ProfileOffer {
  const { header } = parseProfilePackage(upp);
  const parsed = profileFile.safeParse(file ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const reason = `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'invalid'}`;
    throw new WorkbenchError('smdp_profile_invalid', { name, reason });
  }
  const { matchingId = name, metadata = {}, expiresAt, ...rest } = parsed.data;
  if (!/^[^$\s]{0,255}$/.test(matchingId))
    throw new WorkbenchError('smdp_profile_invalid', { name, reason: 'the name is no matching id' });
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    name,
    matchingId,
    upp,
    metadata: makeMetadata(name, header, metadata, address),
    ...(given as Partial<ProfileOffer>),
    ...(expiresAt === undefined ? {} : { expiresAt: Date.parse(expiresAt) }),
  };
}

const maxProfiles = 1000;
const maxBytes = 1024 * 1024;

/** A profile that was left out, and why. */
export interface SkippedProfile {
  readonly name: string;
  readonly error: WorkbenchError;
}

function readJson(path: string, name: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WorkbenchError('smdp_profile_invalid', { name, reason: 'NAME.json is no JSON' }, { cause });
  }
}

/**
 * The offers of a folder, in the order of their names. A package that cannot be read is left out and reported, so that
 * one bad file does not stop the others. Throws `smdp_profiles_unreadable` where the folder cannot be read at all.
 */
export function loadOffers(
  folder: string,
  address: string,
  codeOf: (name: string) => SampleCode | undefined = () => undefined,
): { readonly offers: readonly ProfileOffer[]; readonly skipped: readonly SkippedProfile[] } {
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith('.der'))
      .sort()
      .slice(0, maxProfiles);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new WorkbenchError('smdp_profiles_unreadable', { folder, reason }, { cause });
  }
  const offers: ProfileOffer[] = [];
  const skipped: SkippedProfile[] = [];
  for (const file of names) {
    const name = file.slice(0, -'.der'.length);
    try {
      const path = join(folder, file);
      const { size } = statSync(path);
      if (size > maxBytes) throw new WorkbenchError('profile_too_large', { length: size, limit: maxBytes });
      const json = readJson(join(folder, `${name}.json`), name);
      const offer = makeOffer(
        name,
        new Uint8Array(readFileSync(path)),
        withCode(json, codeOf(name)),
        address,
      );
      if (offer.matchingId !== '' && offers.some((one) => one.matchingId === offer.matchingId))
        throw new WorkbenchError('smdp_profile_invalid', { name, reason: 'its matching id is taken' });
      offers.push(offer);
    } catch (cause) {
      const error =
        cause instanceof WorkbenchError
          ? cause
          : new WorkbenchError('smdp_profile_invalid', { name, reason: String(cause) }, { cause });
      skipped.push({ name, error });
    }
  }
  return { offers, skipped };
}

/** What NAME.json says, and the code where it gives no matching id. */
function withCode(json: unknown = {}, code: SampleCode | undefined): unknown {
  if (code === undefined || typeof json !== 'object' || json === null || 'matchingId' in json) return json;
  return { ...code, ...json };
}

export interface FolderSourceOptions {
  /** Matching id and confirmation code of profiles whose NAME.json gives no matching id. */
  readonly codeOf?: (name: string) => SampleCode | undefined;
  readonly onSkipped?: (skipped: SkippedProfile) => void;
  /** State of the orders of profiles whose NAME.json gives none. Default `released`. */
  readonly initialState?: ProfileOffer['initialState'];
  readonly clock?: Pick<Clock, 'monotonic'>;
}

/** Every file is looked at again after this time; files that come and go are seen at once. */
const lookAgainMs = 1000;

/** A source of offers that looks into the folder again when something in it has changed. */
export function folderSource(
  folder: string,
  address: string,
  options: FolderSourceOptions = {},
): () => readonly ProfileOffer[] {
  const { onSkipped = () => {}, initialState, codeOf, clock = systemClock } = options;
  let signature = '';
  let folderTime = -1;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let offers: readonly ProfileOffer[] = [];
  return () => {
    const time = modifiedAt(folder);
    if (time === folderTime && clock.monotonic() < lookedAt + lookAgainMs) return offers;
    const now = folderSignature(folder);
    if (now !== signature || signature === '') {
      const loaded = loadOffers(folder, address, codeOf);
      offers = loaded.offers.map((offer) =>
        initialState === undefined ? offer : { initialState, ...offer },
      );
      for (const one of loaded.skipped) onSkipped(one);
      signature = now;
    }
    folderTime = time;
    lookedAt = clock.monotonic();
    return offers;
  };
}

function modifiedAt(folder: string): number {
  try {
    return statSync(folder).mtimeMs;
  } catch {
    return 0;
  }
}

function folderSignature(folder: string): string {
  try {
    return readdirSync(folder)
      .slice(0, 2 * maxProfiles)
      .map((name) => {
        const { mtimeMs, size } = statSync(join(folder, name));
        return `${name}:${mtimeMs}:${size}`;
      })
      .join('\n');
  } catch {
    return '';
  }
}
