/** Whose card it is: its EID, and for each CI the certificate and key that it signs with. */

import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { privateKeyFromScalar } from '../crypto/index.ts';
import { type Certificate, type Identity, issueEuicc, type Pki, parseCertificate } from '../pki/index.ts';
import type { CardState } from './state.ts';

/** Keys under one CI with which the card can sign. */
export interface SigningKeys {
  /** Hexadecimal of the CI's subject key identifier. */
  readonly ciKeyId: string;
  readonly eum: Certificate;
  readonly euicc: Identity;
}

type StoredIdentity = NonNullable<CardState['identities']>[number];

/** The keys that the PKIs bring along, the preferred CI first. */
function keysOfPkis(pkis: readonly Pki[]): readonly SigningKeys[] {
  return pkis.flatMap((pki) => {
    const { euicc, eum, ci } = pki;
    const keyId = ci.certificate.subjectKeyId;
    if (euicc === undefined || eum === undefined || keyId === undefined) return [];
    return { ciKeyId: toHex(keyId), eum: eum.certificate, euicc };
  });
}

/** Throws `simulator_config_invalid` for what is no EID. */
export function checkEid(eid: string): void {
  if (!/^\d{32}$/.test(eid))
    throw new WorkbenchError('simulator_config_invalid', { reason: 'eid: an EID has 32 digits' });
}

export interface CardIdentity {
  readonly eid: string;
  readonly signing: readonly SigningKeys[];
  /** What has to be kept for the card to be the same one again; undefined where the PKIs have it all. */
  readonly identities: readonly StoredIdentity[] | undefined;
}

/**
 * The identity that the PKIs give, or, where an EID is given that is not theirs, one that each EUM with its private key
 * certifies: those of `kept` again, new ones where there are none. Throws `pki_incomplete` where no PKI has an eUICC,
 * or no EUM a key.
 */
export function cardIdentity(
  pkis: readonly Pki[],
  eid: string | undefined,
  kept: readonly StoredIdentity[] | undefined,
  ports: { readonly clock: Clock; readonly entropy: Entropy },
): CardIdentity {
  const brought = keysOfPkis(pkis);
  const own = brought[0]?.euicc.certificate.subject.serialNumber;
  if (eid === undefined || eid === own) {
    if (own === undefined || !/^\d{32}$/.test(own))
      throw new WorkbenchError('pki_incomplete', { missing: 'euicc' });
    return { eid: own, signing: brought, identities: undefined };
  }
  const signing = pkis.flatMap((pki) => {
    const { eum, ci } = pki;
    const keyId = ci.certificate.subjectKeyId;
    if (eum?.privateKey === undefined || keyId === undefined) return [];
    const ciKeyId = toHex(keyId);
    const before = kept?.find((one) => one.ciKeyId === ciKeyId);
    const euicc = before === undefined ? issueEuicc(pki, { ...ports, eid }) : restored(before);
    return { ciKeyId, eum: eum.certificate, euicc };
  });
  if (signing.length === 0) throw new WorkbenchError('pki_incomplete', { missing: 'eum' });
  // Those of a CI that is not there this time may be wanted again.
  const others = (kept ?? []).filter((one) => !signing.some(({ ciKeyId }) => ciKeyId === one.ciKeyId));
  return { eid, signing, identities: [...signing.map(stored), ...others] };
}

function restored(identity: StoredIdentity): Identity {
  return {
    certificate: parseCertificate(fromHex(identity.certificate)),
    privateKey: privateKeyFromScalar(identity.curve, fromHex(identity.scalar)),
  };
}

function stored({ ciKeyId, euicc }: SigningKeys): StoredIdentity {
  return {
    ciKeyId,
    certificate: toHex(euicc.certificate.der),
    curve: euicc.privateKey.curve,
    scalar: toHex(euicc.privateKey.scalar),
  };
}
