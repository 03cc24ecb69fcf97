import { describe, expect, onTestFinished, test } from 'vitest';
import { type CheckFacts, checkActivation, worst } from '../../src-main/workbench/activation-checks.ts';
import type {
  ActivationCheckName,
  ActivationFinding,
  Card,
  CardInfo,
  Code,
  Reader,
} from '../../src-shared/model/index.ts';
import { activationFindingText } from '../../src-shared/texts.ts';
import { smdpAddress, startOperationBench } from '../support/operation-bench.ts';

const keyId = 'F54172BDF98A95D65CBEB88A38A1C11D800A85C3';
const info: CardInfo = {
  svn: '2.2.2',
  freeNonVolatileMemory: 200_000,
  uiccCapabilities: [],
  rspCapabilities: ['additionalProfile'],
  ciKeyIdsForVerification: [keyId],
  ciKeyIdsForSigning: [keyId],
  rulesAuthorisationTable: [],
};
const card = (change: Partial<CardInfo> = {}, profiles: Card['profiles'] = []): Card => ({
  eid: '89049032123451234512345678901235',
  lastSeenAt: 0,
  simulated: false,
  info: { ...info, ...change },
  profiles,
  notifications: [],
  quirks: [],
});
const reader: Reader = { id: 'pcsc:A', kind: 'pcsc', index: 0, name: 'A', presence: 'present' };
const known: Code = {
  id: 7,
  state: 'NOT_INSTALLED',
  smdpAddress: 'smdp.example.com',
  hint: '…1',
  confirmationCodeRequired: false,
  confirmationCodeKept: false,
  source: 'hand',
  doubtful: false,
  createdBy: '',
  createdAt: 0,
  updatedAt: 0,
};
const facts: CheckFacts = {
  kind: 'activate',
  reader,
  card: card(),
  otherCards: [],
  activationCode: 'LPA:1$smdp.example.com$ABC-1',
  known: undefined,
  byNumber: false,
  smdpAddress: undefined,
  confirmationCode: undefined,
  roots: [{ keyId, subject: 'CN=GSMA Lab CI,O=Lab', enabled: true }],
  benchServers: ['smdp.bench.localhost'],
};
const profile = { iccid: '8949110000000000016', policyRules: [] };

const of = (check: ActivationCheckName, change: Partial<CheckFacts>): ActivationFinding | undefined =>
  checkActivation({ ...facts, ...change }).findings.find((one) => one.check === check);
const said = (check: ActivationCheckName, change: Partial<CheckFacts>) => {
  const finding = of(check, change);
  return [finding?.result, finding?.error?.code ?? finding?.reason];
};

describe('what is checked before a download', () => {
  test('where nothing stands against it, everything is good or says why it was not checked', () => {
    const { findings } = checkActivation(facts);
    expect(worst(findings)).toBe('ok');
    expect(findings.filter(({ result }) => result !== 'ok').map(({ reason }) => reason)).toEqual([
      'iccid_unknown',
    ]);
  });

  test.each<readonly [ActivationCheckName, string, string, Partial<CheckFacts>]>([
    ['code', 'warning', 'code_tolerated', { activationCode: '1$smdp.example.com$ABC-1' }],
    ['code', 'stops', 'activation_code_missing_part', { activationCode: 'LPA:1$smdp.example.com' }],
    ['code', 'stops', 'activation_code_shell', { activationCode: 'LPA:1.example.com' }],
    [
      'code',
      'ok',
      'code_default_server',
      { activationCode: undefined, card: card({ defaultSmdpAddress: 'a.example' }) },
    ],
    ['code', 'stops', 'no_server', { activationCode: undefined }],
    ['code', 'not_checked', 'needs_card', { activationCode: undefined, card: undefined }],
    ['code', 'ok', 'code_event', { activationCode: undefined, smdpAddress: 'a.example' }],
    ['confirmation', 'ok', 'confirmation_not_needed', {}],
    ['confirmation', 'warning', 'confirmation_missing', { activationCode: 'LPA:1$a.example$X$$1' }],
    [
      'confirmation',
      'ok',
      'confirmation_given',
      { activationCode: 'LPA:1$a.example$X$$1', confirmationCode: '24' },
    ],
    ['confirmation', 'warning', 'confirmation_spaces', { confirmationCode: ' 24' }],
    ['confirmation', 'warning', 'confirmation_characters', { confirmationCode: '２４' }],
    [
      'confirmation',
      'ok',
      'confirmation_kept',
      { activationCode: 'LPA:1$a.example$X$$1', known: { ...known, confirmationCodeKept: true } },
    ],
    ['vault', 'ok', 'vault_new', {}],
    ['vault', 'ok', 'vault_no_matching_id', { activationCode: 'LPA:1$a.example$' }],
    ['vault', 'ok', 'vault_none', { activationCode: undefined }],
    ['vault', 'ok', 'vault_free', { known }],
    ['vault', 'warning', 'vault_doubtful', { known: { ...known, doubtful: true } }],
    ['vault', 'warning', 'vault_known', { known: { ...known, state: 'ACTIVE' } }],
    ['vault', 'stops', 'code_used_up', { known: { ...known, state: 'burned' }, byNumber: true }],
    ['vault', 'stops', 'code_expired', { known: { ...known, state: 'EXPIRED' }, byNumber: true }],
    ['vault', 'stops', 'code_claimed', { known: { ...known, state: 'claimed', operationId: 3 } }],
    ['reader', 'ok', 'reader_free', {}],
    ['reader', 'not_checked', 'reader_none', { reader: undefined }],
    ['reader', 'stops', 'reader_busy', { reader: { ...reader, operationId: 4 } }],
    ['reader', 'stops', 'reader_empty', { reader: { ...reader, presence: 'empty' } }],
    ['reader', 'stops', 'reader_in_use', { reader: { ...reader, presence: 'in_use' } }],
    ['reader', 'stops', 'reader_mute', { reader: { ...reader, presence: 'mute' } }],
    ['reader', 'stops', 'reader_unavailable', { reader: { ...reader, presence: 'unavailable' } }],
    ['card', 'not_checked', 'card_unread', { card: undefined }],
    ['ci', 'not_checked', 'needs_card', { card: undefined }],
    ['ci', 'ok', 'ci_trusted', {}],
    ['ci', 'warning', 'ci_unknown', { roots: [] }],
    [
      'ci',
      'warning',
      'ci_disabled',
      { roots: [{ keyId, subject: 'O=A root without a name', enabled: false }] },
    ],
    ['ci', 'stops', 'card_without_ci_keys', { card: card({ ciKeyIdsForVerification: [] }) }],
    ['ci', 'stops', 'card_without_ci_keys', { card: card({ ciKeyIdsForSigning: [] }) }],
    ['ci', 'stops', 'card_version_unsupported', { card: card({ svn: '1.1.0' }) }],
    ['memory', 'ok', 'memory_free', {}],
    ['memory', 'warning', 'memory_low', { card: card({ freeNonVolatileMemory: 9_000 }) }],
    ['memory', 'warning', 'memory_says_full', { card: card({ rspCapabilities: [] }) }],
    ['memory', 'stops', 'card_full', { card: card({ rspCapabilities: [], freeNonVolatileMemory: 0 }) }],
    ['policy', 'ok', 'rules_refused', {}],
    [
      'policy',
      'ok',
      'rules_free',
      {
        card: card({
          rulesAuthorisationTable: [
            { policyRules: ['ppr1', 'ppr2'], allowedOperators: [], consentRequired: true },
          ],
        }),
      },
    ],
    [
      'policy',
      'stops',
      'ppr1_enabled',
      { card: card({}, [{ ...profile, state: 'enabled', policyRules: ['ppr1'] }]) },
    ],
    [
      'policy',
      'ok',
      'rules_refused',
      { kind: 'download', card: card({}, [{ ...profile, state: 'enabled', policyRules: ['ppr1'] }]) },
    ],
    ['duplicates', 'not_checked', 'iccid_unknown', {}],
    ['duplicates', 'ok', 'not_on_a_card', { known: { ...known, iccid: profile.iccid } }],
    [
      'duplicates',
      'stops',
      'on_this_card',
      { known: { ...known, iccid: profile.iccid }, card: card({}, [profile]) },
    ],
    [
      'duplicates',
      'warning',
      'on_other_card',
      { known: { ...known, iccid: profile.iccid }, otherCards: [card({}, [profile])] },
    ],
    ['address', 'ok', 'address_good', {}],
    ['address', 'stops', 'address_bench_for_card', { activationCode: 'LPA:1$smdp.bench.localhost$X' }],
    [
      'address',
      'ok',
      'address_bench',
      { activationCode: 'LPA:1$SMDP.bench.localhost$X', reader: { ...reader, kind: 'simulator' } },
    ],
    ['address', 'warning', 'address_real_for_simulated', { reader: { ...reader, kind: 'simulator' } }],
  ])('%s: %s, %s', (check, result, reason, change) => {
    expect(said(check, change)).toEqual([result, reason]);
    const finding = of(check, change);
    if (finding === undefined) return;
    // Each says what it means, and where it is not good what to do.
    const { message, next } = activationFindingText(finding);
    expect(message).not.toBe('');
    expect(`${message}${next}`).not.toMatch(/[{}]/);
    if (result === 'warning' || result === 'stops') expect(next).not.toBe('');
  });

  test('a card whose table is not known says that policy rules were not checked', () => {
    const { rulesAuthorisationTable: _, ...without } = info;
    expect(said('policy', { card: { ...card(), info: without } })).toEqual(['not_checked', 'rules_unknown']);
    const { freeNonVolatileMemory: __, ...unknown } = info;
    expect(said('memory', { card: { ...card(), info: unknown } })).toEqual(['not_checked', 'memory_unknown']);
  });
});

describe('on a workbench with a card and a vault', () => {
  test('nothing of it uses the code up, writes a thing or tells of the code', async () => {
    const bench = await startOperationBench({ profiles: [] });
    onTestFinished(() => bench.close());
    const { workbench } = bench;
    await bench.run({ kind: 'read_card', readerId: 'sim:0' });
    const activationCode = `LPA:1$${smdpAddress}$CHECKED-1`;
    const check = await workbench.call('activation.check', { readerId: 'sim:0', activationCode });
    expect(check.findings.map((one) => [one.check, one.result])).toContainEqual(['ci', 'ok']);
    expect(check).toMatchObject({ smdpAddress, confirmationCodeRequired: false });
    expect(JSON.stringify(check)).not.toContain('CHECKED-1');
    expect((await workbench.call('codes.list', {})).codes).toEqual([]);
    expect(bench.smdpLog).toEqual([]);

    await workbench.call('codes.add', { codes: [{ activationCode, iccid: '8949110000000000016' }] });
    const again = await workbench.call('activation.check', { readerId: 'sim:0', codeId: 1 });
    expect(again).toMatchObject({ code: { id: 1 }, iccid: '8949110000000000016' });
    expect(again.findings.find((one) => one.check === 'vault')).toMatchObject({
      reason: 'vault_free',
      params: { id: 1 },
    });
    expect(JSON.stringify(again)).not.toContain('CHECKED-1');
  });

  test('a reader or a code that is not there is refused; two sources are one too many', async () => {
    const bench = await startOperationBench({ profiles: [] });
    onTestFinished(() => bench.close());
    const { workbench } = bench;
    await expect(workbench.call('activation.check', { readerId: 'sim:9' })).rejects.toMatchObject({
      code: 'reader_not_found',
    });
    await expect(workbench.call('activation.check', { codeId: 9 })).rejects.toMatchObject({
      code: 'code_not_found',
    });
    await expect(
      workbench.call('activation.check', { codeId: 9, smdpAddress: 'a.example' }),
    ).rejects.toMatchObject({ code: 'input_invalid' });
    // A workbench that connects to nobody says so.
    expect(await workbench.call('activation.reach', { smdpAddress })).toMatchObject({
      result: 'not_checked',
    });
  });
});
