/** Basic types of RSPDefinitions (SGP.22 v2.5 Annex H). Tags are those on the wire, automatic tagging resolved. */

import { bits, iccid, named, octets, optional, raw, sequence, utf8 } from '../tlv/index.ts';

/** TransactionId where it has the context tag [0]. */
export const transactionId = octets(0x80, { min: 1, max: 16 });
export const subjectKeyIdentifier = octets(0x04, { min: 1, max: 64 });
/** X.509 certificate, kept whole. */
export const certificate = raw(0x30);
/**
 * ECDSA signature, r||s (tag 5F37). Of no fixed length: one of the wrong length is a signature that does not verify
 * and is answered as such, and a card of SGP.22 v3 may sign with a longer key.
 */
export const signature = octets(0x5f37);
export const isdpAid = octets(0x4f, { min: 1, max: 16 });
export const iccidField = iccid(0x5a);

export const pprNames = ['pprUpdateControl', 'ppr1', 'ppr2'] as const;
export const notificationEventNames = [
  'notificationInstall',
  'notificationEnable',
  'notificationDisable',
  'notificationDelete',
] as const;
export const profileClassNames = { test: 0, provisioning: 1, operational: 2 } as const;
export const profileStateNames = { disabled: 0, enabled: 1 } as const;
export const iconTypeNames = { jpg: 0, png: 1 } as const;

export const pprIds = (tag: number) => bits(pprNames, tag);
export const notificationEvent = (tag: number) => bits(notificationEventNames, tag);

/** OperatorId under the tag that its place gives it. */
export const operatorId = (tag: number) =>
  sequence(tag, {
    mccMnc: octets(0x80, { length: 3 }),
    gid1: optional(octets(0x81)),
    gid2: optional(octets(0x82)),
  });

export const notificationConfigurationInformation = sequence(0x30, {
  profileManagementOperation: notificationEvent(0x80),
  notificationAddress: utf8(0x81),
});

export const profileClass = named(profileClassNames, 0x95);
export const iconType = named(iconTypeNames, 0x93);
