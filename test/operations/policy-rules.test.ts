/** Policy rules of a profile that is offered: what the card allows, and what the user has to agree to (SGP.22 v2.5 §2.9, §3.1.3). */

import { afterEach, describe, expect, it } from 'vitest';
import { authorisationFor, consentRules } from '../../src-main/operations/policy-rules.ts';
import type { EuiccConfigInput } from '../../src-main/simulator/euicc/index.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import type { Operation } from '../../src-shared/model/index.ts';
import { functions, type OperationBench, startOperationBench } from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

const owner = { mcc: '001', mnc: '01' };
const plain = '8949000000000000017';
let bench: OperationBench;

async function start(rules: readonly string[], card: EuiccConfigInput = {}): Promise<void> {
  bench = await startOperationBench({
    card,
    profiles: [
      offer('PLAIN', plain),
      offer('RULES', '8949000000000000041', { metadata: { policyRules: rules, owner } }),
    ],
  });
}
afterEach(() => bench.close());

const download = (
  matchingId: string,
  more: Record<string, unknown> = { acceptProfile: true },
  during?: (operation: Operation) => void,
) => bench.run({ kind: 'download', readerId: 'sim:0', activationCode: codeFor(matchingId), ...more }, during);

const any = { mccMnc: 'EEEEEE', gid1: '', gid2: '' };
const noConsent: EuiccConfigInput = {
  rat: [{ pprIds: ['ppr1', 'ppr2'], allowedOperators: [any], consentRequired: false }],
};
const reasons = ({ remarks }: Operation) =>
  remarks.flatMap(({ code, params }) => (code === 'session_cancelled' ? params['reason'] : []));

describe('a profile with policy rules', () => {
  it('is let through unseen where the card wants no consent', async () => {
    await start(['ppr1', 'ppr2'], noConsent);
    expect((await download('RULES')).status).toBe('successful');
  });

  it('needs consent where the card wants it: unattended it ends, and the code stays unused', async () => {
    await start(['ppr2']);
    const operation = await download('RULES');
    expect(operation.error).toEqual({ code: 'policy_consent_missing', params: { rules: 'ppr2' } });
    expect(operation.activationCodeUse).toBe('unused');
    expect(reasons(operation)).toEqual(['timeout']);
    expect((await download('RULES', { acceptProfile: true, acceptPolicyRules: true })).status).toBe(
      'successful',
    );
  });

  it('is asked about with the rules that want consent, and an answer without it does not count', async () => {
    await start(['ppr1']);
    const asked: Operation['question'][] = [];
    const refused: unknown[] = [];
    const operation = await download('RULES', {}, ({ id, question }) => {
      if (question === undefined || asked.length > 0) return;
      asked.push(question);
      const install = { kind: 'install', decision: 'accept' } as const;
      bench.workbench
        .call('operations.answer', { id, answer: install })
        .catch((error: { code: string }) => refused.push(error.code))
        .then(() =>
          bench.workbench.call('operations.answer', { id, answer: { ...install, acceptPolicyRules: true } }),
        );
    });
    expect(asked).toMatchObject([{ kind: 'install', consentRules: ['ppr1'] }]);
    expect(refused).toEqual(['policy_consent_missing']);
    expect(operation.status).toBe('successful');
  });

  it('asks simply where consent was given beforehand, or is not wanted', async () => {
    await start(['ppr2']);
    let question: Operation['question'];
    const operation = await download('RULES', { acceptPolicyRules: true }, (now) => {
      if (now.question === undefined || question !== undefined) return;
      question = now.question;
      const answer = { kind: 'install', decision: 'reject' } as const;
      void bench.workbench.call('operations.answer', { id: now.id, answer });
    });
    expect(question).not.toHaveProperty('consentRules');
    expect(operation.error?.code).toBe('profile_rejected');
  });

  it.each<[string, EuiccConfigInput]>([
    ['has no rule for it', { rat: [] }],
    [
      'has one for another operator',
      {
        rat: [{ pprIds: ['ppr2'], allowedOperators: [{ ...any, mccMnc: '00F120' }], consentRequired: false }],
      },
    ],
  ])('is refused where the card %s, and the server is told why', async (_what, card) => {
    await start(['ppr2'], card);
    const operation = await download('RULES');
    expect(operation.error).toEqual({ code: 'ppr_not_allowed', params: { rules: 'ppr2' } });
    expect(reasons(operation)).toEqual(['pprNotAllowed']);
    expect(operation.activationCodeUse).toBe('used');
  });

  it('that may never be disabled does not come beside an operational one', async () => {
    await start(['ppr1'], noConsent);
    expect((await download('PLAIN')).status).toBe('successful');
    const operation = await download('RULES');
    expect(operation.error).toEqual({ code: 'ppr1_beside_operational', params: { profile: plain } });
    expect(reasons(operation)).toEqual(['pprNotAllowed']);
    expect(functions(operation)).not.toContain('ES10b.PrepareDownload');
  });

  it('of a card that gives no table is allowed nothing', async () => {
    await start(['ppr2'], noConsent);
    bench.reader.fault = async (command, toCard) =>
      command[1] === 0xe2 && command[5] === 0xbf && command[6] === 0x43
        ? Uint8Array.of(0x6d, 0x00)
        : toCard(command);
    const operation = await download('RULES');
    expect(operation.error?.code).toBe('ppr_not_allowed');
    expect(operation.remarks.map((one) => one.code)).toContain('rat_unreadable');
  });
});

describe('the rules authorisation table', () => {
  const entry = (mccMnc: string, consent: boolean, gid1?: string) => ({
    pprIds: ['ppr1'] as const,
    allowedOperators: [{ mccMnc: fromHex(mccMnc), ...(gid1 === undefined ? {} : { gid1: fromHex(gid1) }) }],
    pprFlags: consent ? (['consentRequired'] as const) : [],
  });
  const of = (mccMnc: string, gid1?: string) => ({
    mccMnc: fromHex(mccMnc),
    ...(gid1 === undefined ? {} : { gid1: fromHex(gid1) }),
  });

  it('is read in its order: the first entry for the rule and the owner counts', () => {
    const rat = [entry('00F110', true), entry('EEEEEE', false)];
    expect(authorisationFor(rat, 'ppr1', of('00F110'))).toBe(rat[0]);
    expect(authorisationFor(rat, 'ppr1', of('99F999'))).toBe(rat[1]);
    expect(authorisationFor(rat, 'ppr2', of('00F110'))).toBeUndefined();
  });

  it('takes E for any digit, also for the filler of a network code of two', () => {
    expect(authorisationFor([entry('00EEEE', false)], 'ppr1', of('00F110'))).toBeDefined();
    expect(authorisationFor([entry('00EEEE', false)], 'ppr1', of('10F110'))).toBeUndefined();
  });

  it('compares group identifiers: absent is none, empty is any', () => {
    const bare = [entry('00F110', false)];
    const wild = [entry('00F110', false, '')];
    const exact = [entry('00F110', false, 'A1')];
    expect(authorisationFor(bare, 'ppr1', of('00F110', 'A1'))).toBeUndefined();
    expect(authorisationFor(wild, 'ppr1', of('00F110', 'A1'))).toBeDefined();
    expect(authorisationFor(exact, 'ppr1', of('00F110', 'A1'))).toBeDefined();
    expect(authorisationFor(exact, 'ppr1', of('00F110', 'A2'))).toBeUndefined();
    expect(authorisationFor(exact, 'ppr1', of('00F110'))).toBeUndefined();
  });

  it('does not count where the card forbids the rule altogether', () => {
    const metadata = {
      iccid: plain,
      serviceProviderName: '',
      profileName: '',
      profileOwner: of('00F110'),
      profilePolicyRules: ['ppr1'] as const,
    };
    const rat = [entry('00F110', true)];
    expect(consentRules(metadata, rat)).toEqual(['ppr1']);
    expect(() => consentRules(metadata, rat, ['ppr1'])).toThrowError(
      expect.objectContaining({ code: 'ppr_not_allowed' }),
    );
  });

  it('allows nothing to a profile without owner', () => {
    expect(authorisationFor([entry('EEEEEE', false, '')], 'ppr1', undefined)).toBeUndefined();
  });
});
