/** What can be told before a download, from what is known already: pure, and the same for window, command line and API. */

import { parseActivationCode, parseServerAddress } from '../../src-shared/activation-code.ts';
import { commonName } from '../../src-shared/common-name.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  ActivationCheckName,
  ActivationCodeParts,
  ActivationFinding,
  ActivationResult,
  Card,
  CardInfo,
  Code,
  Reader,
  TrustAnchor,
} from '../../src-shared/model/index.ts';
import type { ActivationReason } from '../../src-shared/texts.ts';

type Params = ActivationFinding['params'];
type Root = Pick<TrustAnchor, 'keyId' | 'subject' | 'enabled'>;

export function finding(
  check: ActivationCheckName,
  result: ActivationResult,
  reason: ActivationReason,
  params: Params = {},
): ActivationFinding {
  return { check, result, reason, params };
}

export function failure(
  check: ActivationCheckName,
  result: 'warning' | 'stops',
  error: WorkbenchError,
): ActivationFinding {
  return { check, result, reason: 'failed', params: {}, error: error.toData() };
}

/** Of something that the workbench itself refuses to start. */
const refusal = (one: ActivationFinding): ActivationFinding => ({ ...one, refused: true });

/** Below this a package seldom fits; what it needs exactly, only its server knows (Annex F). */
const littleMemory = 24_000;

export interface CheckFacts {
  readonly kind: 'activate' | 'download';
  readonly reader: Reader | undefined;
  /** In that reader, as read last. */
  readonly card: Card | undefined;
  readonly otherCards: readonly Card[];
  readonly activationCode: string | undefined;
  /** What the vault knows of it. */
  readonly known: Code | undefined;
  /** Whether it is named by its number: then one that is used up is refused. */
  readonly byNumber: boolean;
  /** In place of a code: where an event leads. */
  readonly smdpAddress: string | undefined;
  readonly confirmationCode: string | undefined;
  readonly roots: readonly Root[];
  /** Servers of the simulated bench, in small letters. */
  readonly benchServers: readonly string[];
}

export interface Checked {
  readonly findings: readonly ActivationFinding[];
  readonly parts: ActivationCodeParts | undefined;
  readonly smdpAddress: string | undefined;
}

/** All checks that need nobody to be asked, in the order in which they are shown. */
export function checkActivation(facts: CheckFacts): Checked {
  const { activationCode, card } = facts;
  let parts: ActivationCodeParts | undefined;
  let code: ActivationFinding;
  try {
    parts = activationCode === undefined ? undefined : parseActivationCode(activationCode);
    code = codeFinding(facts, parts);
  } catch (thrown) {
    code = refusal(failure('code', 'stops', toWorkbenchError(thrown)));
  }
  const defaultServer = card?.info?.defaultSmdpAddress || undefined;
  const withoutCode = activationCode === undefined ? (facts.smdpAddress ?? defaultServer) : undefined;
  const smdpAddress = parts === undefined ? withoutCode : parts.smdpAddress || defaultServer;
  const info = card?.info;
  const unknown = (check: ActivationCheckName) => finding(check, 'not_checked', 'needs_card');
  return {
    findings: [
      code,
      ...(parts === undefined ? [] : [confirmationFinding(facts, parts)]),
      vaultFinding(facts, parts),
      readerFinding(facts.reader),
      ...(facts.reader === undefined || facts.reader.presence !== 'present' ? [] : [cardFinding(card)]),
      info === undefined ? unknown('ci') : ciFinding(info, facts.roots),
      info === undefined ? unknown('memory') : memoryFinding(info),
      info === undefined || card === undefined ? unknown('policy') : policyFinding(info, card, facts.kind),
      duplicatesFinding(facts),
      ...(smdpAddress === undefined ? [] : [addressFinding(facts, smdpAddress)]),
    ],
    parts,
    smdpAddress,
  };
}

function codeFinding(facts: CheckFacts, parts: ActivationCodeParts | undefined): ActivationFinding {
  if (parts !== undefined) {
    // A lab's port is a remark of the address.
    const remarks = parts.remarks.filter((remark) => remark !== 'port_deviation');
    return remarks.length === 0
      ? finding('code', 'ok', 'code_good')
      : finding('code', 'warning', 'code_tolerated');
  }
  // The number of one whose text is gone: the vault says why.
  if (facts.known !== undefined) return finding('code', 'ok', 'code_good');
  if (facts.smdpAddress !== undefined) return finding('code', 'ok', 'code_event');
  const { card } = facts;
  if (card?.info === undefined) return finding('code', 'not_checked', 'needs_card');
  return card.info.defaultSmdpAddress
    ? finding('code', 'ok', 'code_default_server')
    : refusal(finding('code', 'stops', 'no_server'));
}

function confirmationFinding(facts: CheckFacts, parts: ActivationCodeParts): ActivationFinding {
  const given = facts.confirmationCode;
  if (given !== undefined) {
    if (given.trim() !== given) return finding('confirmation', 'warning', 'confirmation_spaces');
    if (/[^\x20-\x7e]/.test(given)) return finding('confirmation', 'warning', 'confirmation_characters');
    return finding('confirmation', 'ok', 'confirmation_given');
  }
  if (facts.known?.confirmationCodeKept === true) return finding('confirmation', 'ok', 'confirmation_kept');
  return parts.confirmationCodeRequired
    ? finding('confirmation', 'warning', 'confirmation_missing')
    : finding('confirmation', 'ok', 'confirmation_not_needed');
}

/** As `operations.start` would take it: what it refuses stops. */
function vaultFinding(facts: CheckFacts, parts: ActivationCodeParts | undefined): ActivationFinding {
  const { known, byNumber } = facts;
  if (known === undefined) {
    if (parts === undefined) return finding('vault', 'ok', 'vault_none');
    return parts.matchingId === ''
      ? finding('vault', 'ok', 'vault_no_matching_id')
      : finding('vault', 'ok', 'vault_new');
  }
  const { id, state } = known;
  if (state === 'claimed')
    return refusal(
      failure(
        'vault',
        'stops',
        new WorkbenchError('code_claimed', { id, operation: known.operationId ?? 0 }),
      ),
    );
  if (state === 'NOT_INSTALLED')
    return known.doubtful
      ? finding('vault', 'warning', 'vault_doubtful', { id })
      : finding('vault', 'ok', 'vault_free', { id });
  if (!byNumber) return finding('vault', 'warning', 'vault_known', { id });
  const error =
    state === 'EXPIRED' && known.hint !== undefined
      ? new WorkbenchError('code_expired', { id })
      : new WorkbenchError('code_used_up', { id, state });
  return refusal(failure('vault', 'stops', error));
}

function readerFinding(reader: Reader | undefined): ActivationFinding {
  if (reader === undefined) return finding('reader', 'not_checked', 'reader_none');
  if (reader.operationId !== undefined)
    return refusal(finding('reader', 'stops', 'reader_busy', { operation: reader.operationId }));
  switch (reader.presence) {
    case 'present':
      return finding('reader', 'ok', 'reader_free');
    case 'empty':
      return refusal(finding('reader', 'stops', 'reader_empty'));
    case 'in_use':
      return finding('reader', 'stops', 'reader_in_use');
    case 'mute':
      return finding('reader', 'stops', 'reader_mute');
    case 'unavailable':
      return finding('reader', 'stops', 'reader_unavailable');
  }
}

function cardFinding(card: Card | undefined): ActivationFinding {
  return card?.info === undefined
    ? finding('card', 'not_checked', 'card_unread')
    : finding('card', 'ok', 'card_known');
}

/** A root by its key, and by the name that people know it by. */
const issuerOf = ({ keyId, subject }: Root) => ({ keyId, issuer: commonName(subject) });

/** The CI keys of EUICCInfo1 against the roots here, as an operation looks at them before its first call (§3.0.1). */
function ciFinding(info: CardInfo, roots: CheckFacts['roots']): ActivationFinding {
  if (Number(info.svn.split('.')[0]) < 2)
    return failure('ci', 'stops', new WorkbenchError('card_version_unsupported', { svn: info.svn }));
  const own = info.ciKeyIdsForVerification;
  const missing =
    own.length === 0
      ? 'to verify a server with'
      : info.ciKeyIdsForSigning.length === 0
        ? 'to prove itself under'
        : undefined;
  if (missing !== undefined)
    return failure('ci', 'stops', new WorkbenchError('card_without_ci_keys', { use: missing }));
  const known = own.flatMap((keyId) => roots.find((root) => root.keyId === keyId) ?? []);
  const on = known.find((root) => root.enabled);
  if (on !== undefined) return finding('ci', 'ok', 'ci_trusted', issuerOf(on));
  const [off] = known;
  return off === undefined
    ? finding('ci', 'warning', 'ci_unknown', { keyIds: own.join(', ') })
    : finding('ci', 'warning', 'ci_disabled', issuerOf(off));
}

function memoryFinding(info: CardInfo): ActivationFinding {
  const { freeNonVolatileMemory: free } = info;
  if (!info.rspCapabilities.includes('additionalProfile')) {
    if (free === 0) return failure('memory', 'stops', new WorkbenchError('card_full'));
    return finding('memory', 'warning', 'memory_says_full');
  }
  if (free === undefined) return finding('memory', 'not_checked', 'memory_unknown');
  return free < littleMemory
    ? finding('memory', 'warning', 'memory_low', { free })
    : finding('memory', 'ok', 'memory_free', { free });
}

const forbidding = ['ppr1', 'ppr2'] as const;

/** Which rules a profile may bring (§2.9.2), and whether one that is enabled binds the card. */
function policyFinding(info: CardInfo, card: Card, kind: CheckFacts['kind']): ActivationFinding {
  const bound = card.profiles.find(
    ({ state, policyRules }) => state === 'enabled' && policyRules?.includes('ppr1') === true,
  );
  if (bound !== undefined && kind === 'activate')
    return finding('policy', 'stops', 'ppr1_enabled', { iccid: bound.iccid });
  const table = info.rulesAuthorisationTable;
  if (table === undefined) return finding('policy', 'not_checked', 'rules_unknown');
  const forbidden = info.forbiddenProfilePolicyRules ?? [];
  const allowed = forbidding.filter(
    (rule) => !forbidden.includes(rule) && table.some(({ policyRules }) => policyRules.includes(rule)),
  );
  return allowed.length === 0
    ? finding('policy', 'ok', 'rules_refused')
    : finding('policy', 'ok', 'rules_free', { rules: allowed.join(', ').toUpperCase() });
}

function duplicatesFinding({ known, card, otherCards }: CheckFacts): ActivationFinding {
  const iccid = known?.iccid;
  if (iccid === undefined) return finding('duplicates', 'not_checked', 'iccid_unknown');
  const has = (one: Card) => one.profiles.some((profile) => profile.iccid === iccid);
  if (card !== undefined && has(card)) return finding('duplicates', 'stops', 'on_this_card', { iccid });
  const other = otherCards.find(has);
  return other === undefined
    ? finding('duplicates', 'ok', 'not_on_a_card', { iccid })
    : finding('duplicates', 'warning', 'on_other_card', { iccid, eid: other.eid });
}

function addressFinding({ reader, benchServers }: CheckFacts, address: string): ActivationFinding {
  let name: string;
  try {
    name = parseServerAddress(address).name;
  } catch (thrown) {
    return refusal(failure('address', 'stops', toWorkbenchError(thrown)));
  }
  const bench = benchServers.includes(name);
  const simulated = reader === undefined ? undefined : reader.kind === 'simulator';
  if (bench && simulated === false) return finding('address', 'stops', 'address_bench_for_card', { address });
  if (!bench && simulated === true)
    return finding('address', 'warning', 'address_real_for_simulated', { address });
  return finding('address', 'ok', bench ? 'address_bench' : 'address_good', { address });
}

/** The worst of them; what was not checked says nothing. */
export function worst(findings: readonly ActivationFinding[]): 'ok' | 'warning' | 'stops' {
  if (findings.some(({ result }) => result === 'stops')) return 'stops';
  return findings.some(({ result }) => result === 'warning') ? 'warning' : 'ok';
}
