import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Es9Port } from '../../src-main/operations/index.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation, OperationDetail } from '../../src-shared/model/index.ts';
import { functions, type OperationBench, startOperationBench, statuses } from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

const iccid = '8949000000000000017';
const target = { readerId: 'sim:0', acceptProfile: true } as const;

let bench: OperationBench;

beforeEach(async () => {
  bench = await startOperationBench({
    profiles: [
      offer('PLAIN', iccid),
      offer('SECOND', '8949000000000000025'),
      offer('CODE', '8949000000000000033', { confirmationCode: '4711' }),
      offer('RULES', '8949000000000000041', {
        metadata: { policyRules: ['ppr1'], owner: { mcc: '001', mnc: '01' } },
      }),
    ],
  });
});
afterEach(() => bench.close());

const activate = (matchingId: string, more: Record<string, unknown> = {}) =>
  bench.run({ kind: 'activate', ...target, activationCode: codeFor(matchingId), ...more });
const download = (matchingId: string, more: Record<string, unknown> = {}) =>
  bench.run({ kind: 'download', ...target, activationCode: codeFor(matchingId), ...more });

function code(operation: OperationDetail): string | undefined {
  return operation.error?.code;
}

/** The last cancelSession that reached the server. */
function cancelled(): { outcome: string; message?: string } | undefined {
  return [...bench.smdpLog].reverse().find((one) => one.function === 'ES9+.CancelSession');
}

async function profilesOnCard(): Promise<{ iccid: string; state?: string | undefined }[]> {
  await bench.run({ kind: 'read_card', readerId: 'sim:0' });
  const [card] = await bench.workbench.call('cards.list', {});
  return (card?.profiles ?? []).map((one) => ({ iccid: one.iccid, state: one.state }));
}

/** Answers the first question of the running operation. */
function answering(
  answer: Parameters<OperationBench['workbench']['call']>[1],
): (operation: Operation) => void {
  let answered = false;
  return (operation) => {
    if (operation.question === undefined || answered) return;
    answered = true;
    void bench.workbench.call('operations.answer', { id: operation.id, answer } as never);
  };
}

describe('a download of which is said what it has to bring', () => {
  it.each([
    ['ICCID', { iccid: '8949000000000000025' }],
    ['carrier', { carrier: 'Somebody else' }],
  ])('does not install a profile of another %s, and the order stays', async (what, expected) => {
    const refused = await activate('PLAIN', { expect: expected });
    expect(code(refused)).toBe('profile_unexpected');
    expect(refused.error?.params).toMatchObject({ what });
    expect(cancelled()).toMatchObject({ message: expect.stringContaining('postponed') });
    expect(refused.activationCodeUse).toBe('unused');
    expect(await profilesOnCard()).toEqual([]);
    expect((await activate('PLAIN', { expect: { iccid } })).status).toBe('successful');
  });
});

describe('a download that goes well', () => {
  it('goes through exactly the statuses of its kind', async () => {
    const activated = await activate('PLAIN');
    expect(statuses(activated)).toEqual([
      'starting',
      'download',
      'download_verify',
      'enable',
      'enable_verify',
      'successful',
    ]);
    expect(activated.activationCodeUse).toBe('used');
    expect(await profilesOnCard()).toEqual([{ iccid, state: 'enabled' }]);
    const downloaded = await download('SECOND');
    expect(statuses(downloaded)).toEqual(['starting', 'download', 'download_verify', 'successful']);
    expect(await profilesOnCard()).toContainEqual({ iccid: '8949000000000000025', state: 'disabled' });
  });

  it('delivers the installation result and takes it off the card', async () => {
    await download('PLAIN');
    expect(bench.smdp.notifications().length).toBeGreaterThan(0);
    const [card] = await bench.workbench.call('cards.list', {});
    expect(card?.notifications).toEqual([]);
  });

  it('keeps what cannot be delivered, and does not fail for it', async () => {
    bench.es9 = (client) => ({
      ...client,
      handleNotification: () => Promise.reject(new Error('no network')),
    });
    const operation = await download('PLAIN');
    expect(operation.status).toBe('successful');
    expect(operation.remarks.map((one) => one.code)).toContain('notification_kept');
    const [kept] = await bench.workbench.call('cards.list', {});
    expect(kept?.notifications).toMatchObject([{ event: 'install', attempts: 1 }]);
    bench.es9 = (client) => client;
    expect(await bench.run({ kind: 'send_notifications', readerId: 'sim:0' })).toMatchObject({
      status: 'successful',
    });
    const [sent] = await bench.workbench.call('cards.list', {});
    expect(sent?.notifications).toEqual([]);
  });

  it('says what it does, in functions and in bytes', async () => {
    const progress: number[] = [];
    const operation = await bench.run(
      { kind: 'download', ...target, activationCode: codeFor('PLAIN') },
      ({ progress: now }) => {
        if (now?.bytesDone !== undefined) progress.push(now.bytesDone / (now.bytesTotal ?? 1));
      },
    );
    expect(progress.at(0)).toBe(0);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(functions(operation)).toEqual(
      expect.arrayContaining([
        'ES10b.AuthenticateServer',
        'ES9+.GetBoundProfilePackage',
        'ES10b.LoadBoundProfilePackage',
      ]),
    );
  });
});

describe('the decision of the user', () => {
  const asking = { readerId: 'sim:0', acceptProfile: false };
  const run = (matchingId: string, during: (operation: Operation) => void) =>
    bench.run({ kind: 'download', ...asking, activationCode: codeFor(matchingId) }, during);

  it('shows the profile before anything is prepared, and installs it when it is accepted', async () => {
    let shown: Operation | undefined;
    const operation = await run('PLAIN', (now) => {
      if (now.question !== undefined) shown = now;
      answering({ kind: 'install', decision: 'accept' } as never)(now);
    });
    expect(shown?.question).toMatchObject({
      kind: 'install',
      profile: { iccid },
      confirmationCodeRequired: false,
    });
    expect(operation.status).toBe('successful');
  });

  it.each([
    ['reject', 'profile_rejected', 'endUserRejection', 'used'],
    ['postpone', 'profile_postponed', 'postponed', 'unused'],
  ])(
    '%s ends in %s and tells the server %s, after which the code is %s',
    async (decision, error, reason, use) => {
      const operation = await run('PLAIN', answering({ kind: 'install', decision } as never));
      expect(code(operation)).toBe(error);
      expect(operation.activationCodeUse).toBe(use);
      expect(operation.remarks).toContainEqual({ code: 'session_cancelled', params: { reason } });
      expect(cancelled()?.outcome).toBe('executed');
      expect(await profilesOnCard()).toEqual([]);
      // What the operation says of the code is what the server does with it.
      expect((await download('PLAIN')).status).toBe(use === 'unused' ? 'successful' : 'failed');
    },
  );

  it.each([
    ['reject', new WorkbenchError('es9_timeout', { host: 'h', function: 'f', seconds: 1 }), 'unknown'],
    ['reject', new WorkbenchError('es9_status', { subjectCode: '8.10.1', reasonCode: '3.9' }), 'unused'],
    ['postpone', new WorkbenchError('es9_timeout', { host: 'h', function: 'f', seconds: 1 }), 'unused'],
  ])('%s that the server was not told (%s) leaves the code %s', async (decision, error, use) => {
    bench.es9 = (client) => ({ ...client, cancelSession: () => Promise.reject(error) });
    const operation = await run('PLAIN', answering({ kind: 'install', decision } as never));
    expect(operation.activationCodeUse).toBe(use);
    expect(operation.remarks).toContainEqual({
      code: 'session_not_cancelled',
      params: { reason: decision === 'reject' ? 'endUserRejection' : 'postponed', code: error.code },
    });
  });

  it('can be to cancel, while the question stands', async () => {
    const operation = await run('PLAIN', (now) => {
      if (now.question !== undefined)
        void bench.workbench.call('operations.cancel', { id: now.id }).catch(() => undefined);
    });
    expect(code(operation)).toBe('cancelled');
    expect(operation.remarks).toContainEqual({
      code: 'session_cancelled',
      params: { reason: 'postponed' },
    });
    expect((await download('PLAIN')).status).toBe('successful');
  });
});

describe('confirmation codes', () => {
  it('are taken from the request', async () => {
    expect((await download('CODE', { confirmationCode: '4711' })).status).toBe('successful');
  });

  it('are missed by name where nobody can be asked', async () => {
    const operation = await download('CODE');
    expect(code(operation)).toBe('confirmation_code_missing');
    expect(cancelled()?.outcome).toBe('executed');
  });

  it('are refused in the words of the server, and the code stays usable', async () => {
    const operation = await download('CODE', { confirmationCode: '0815' });
    expect(operation.error).toMatchObject({
      code: 'es9_status',
      params: { subjectCode: '8.2.7', reasonCode: '3.8' },
    });
    expect(operation.activationCodeUse).toBe('unused');
    expect((await download('CODE', { confirmationCode: '4711' })).status).toBe('successful');
  });

  /** Answers each question with the next of these codes, and keeps what was asked. */
  async function answeringCodes(codes: string[]) {
    const asked: NonNullable<Operation['question']>[] = [];
    const operation = await bench.run(
      { kind: 'download', readerId: 'sim:0', acceptProfile: false, activationCode: codeFor('CODE') },
      ({ id, question }) => {
        if (question === undefined || question === asked.at(-1)) return;
        asked.push(question);
        const confirmationCode = codes.shift();
        if (confirmationCode === undefined) return;
        const answer =
          question.kind === 'install'
            ? ({ kind: 'install', decision: 'accept', confirmationCode } as const)
            : ({ kind: 'confirmation_code', confirmationCode } as const);
        void bench.workbench.call('operations.answer', { id, answer }).catch(() => undefined);
      },
    );
    return { operation, asked };
  }

  it('are asked for again in a new session after wrong ones, with what the server says of them', async () => {
    const { operation, asked } = await answeringCodes(['1111', '2222', '4711']);
    expect(operation.status).toBe('successful');
    expect(asked).toMatchObject([
      { kind: 'install', confirmationCodeRequired: true },
      { kind: 'confirmation_code', retry: true, refused: 1 },
      { kind: 'confirmation_code', retry: true, refused: 2 },
    ]);
    expect(asked[1]).toHaveProperty(
      'serverMessage',
      expect.stringMatching(/^the server says: ".*refused.*"$/i),
    );
  });

  it('that were wrong too often end the order, as the server says, and the code is used up', async () => {
    const { operation, asked } = await answeringCodes(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(operation.error).toMatchObject({
      code: 'es9_status',
      params: { subjectCode: '8.2.7', reasonCode: '6.4' },
    });
    expect(operation.activationCodeUse).toBe('used');
    expect(asked.length).toBeLessThan(8);
  });

  it('do not show in what leaves the engine', async () => {
    const operation = await download('CODE', { confirmationCode: '4711' });
    const lines = await bench.workbench.call('trace.list', { operationId: operation.id });
    const shown = JSON.stringify([operation, lines]);
    expect(shown).not.toContain(Buffer.from('CODE').toString('hex').toUpperCase());
  });
});

describe('what the LPA checks itself', () => {
  const wrapped = (change: Partial<Es9Port> | ((client: Es9Port) => Partial<Es9Port>)) => {
    bench.es9 = (client) => ({ ...client, ...(typeof change === 'function' ? change(client) : change) });
  };

  it('finds an answer of another transaction', async () => {
    wrapped((client) => ({
      authenticateClient: async (...call) => ({
        ...(await client.authenticateClient(...call)),
        transactionId: 'AA'.repeat(16),
      }),
    }));
    const operation = await download('PLAIN');
    expect(code(operation)).toBe('transaction_mismatch');
  });

  it("finds a challenge that is not the card's", async () => {
    wrapped((client) => ({
      initiateAuthentication: (address, request) =>
        client.initiateAuthentication(address, { ...request, euiccChallenge: new Uint8Array(16) }),
    }));
    expect(code(await download('PLAIN'))).toBe('challenge_mismatch');
  });

  it('lets the card find a signature that is wrong', async () => {
    wrapped((client) => ({
      initiateAuthentication: async (...call) => {
        const answer = await client.initiateAuthentication(...call);
        const serverSignature1 = Uint8Array.from(answer.serverSignature1);
        serverSignature1[10] = (serverSignature1[10] ?? 0) ^ 1;
        return { ...answer, serverSignature1 };
      },
    }));
    const operation = await download('PLAIN');
    expect(operation.error).toMatchObject({ code: 'es10_refused', params: { result: 'invalidSignature' } });
    expect((await download('PLAIN')).error?.code).toBe('es10_refused');
  });

  it('finds metadata in the package that was not announced, and says so to the server', async () => {
    wrapped((client) => ({
      getBoundProfilePackage: async (...call) => {
        const answer = await client.getBoundProfilePackage(...call);
        const boundProfilePackage = Uint8Array.from(answer.boundProfilePackage);
        const at = Buffer.from(boundProfilePackage).indexOf(Buffer.from('PLAIN'));
        boundProfilePackage[at] = 0x78;
        return { ...answer, boundProfilePackage };
      },
    }));
    const operation = await download('PLAIN');
    expect(code(operation)).toBe('metadata_mismatch');
    expect(operation.remarks).toContainEqual({
      code: 'session_cancelled',
      params: { reason: 'metadataMismatch' },
    });
    expect(await profilesOnCard()).toEqual([]);
  });

  it('finds a package that is not built as a package', async () => {
    wrapped((client) => ({
      getBoundProfilePackage: async (...call) => {
        const answer = await client.getBoundProfilePackage(...call);
        return { ...answer, boundProfilePackage: answer.boundProfilePackage.subarray(0, -3) };
      },
    }));
    const operation = await download('PLAIN');
    expect(code(operation)).toBe('tlv_truncated');
    expect(operation.remarks).toContainEqual({
      code: 'session_cancelled',
      params: { reason: 'loadBppExecutionError' },
    });
    expect(operation.activationCodeUse).toBe('used');
  });

  it('does not burn the code for a server that is out of order', async () => {
    const [host, name] = ['h', 'ES9+.GetBoundProfilePackage'];
    const faults = [
      new WorkbenchError('es9_http_status', { host, function: name, status: 503 }),
      new WorkbenchError('es9_timeout', { host, function: name, seconds: 60 }),
      new WorkbenchError('tls_expired', { host, date: '2020-01-01' }),
    ];
    for (const fault of faults) {
      wrapped({ getBoundProfilePackage: () => Promise.reject(fault) });
      const operation = await download('PLAIN');
      expect(operation).toMatchObject({ error: { code: fault.code }, activationCodeUse: 'unused' });
      expect(operation.remarks).toContainEqual({
        code: 'session_cancelled',
        params: { reason: 'postponed' },
      });
    }
    wrapped({});
    expect((await download('PLAIN')).status).toBe('successful');
  });

  it("gives the server's reason for a code that it does not know", async () => {
    const operation = await download('NO-SUCH');
    expect(operation.error).toMatchObject({
      code: 'es9_status',
      params: { subjectCode: '8.2.6', reasonCode: '3.8' },
    });
    expect(operation.activationCodeUse).toBe('unknown');
    expect(cancelled()).toBeUndefined();
  });

  it.each([
    ['8.8.5', '4.10', 'used'],
    ['8.8.5', '6.4', 'used'],
    ['8.2', '3.7', 'used'],
    ['8.2.1', '3.7', 'used'],
    ['8.2.6', '3.8', 'unknown'],
    ['8.2', '1.2', 'unused'],
    ['8.1', '4.8', 'unused'],
  ])('takes %s/%s of a server for a code that is %s', async (subjectCode, reasonCode, use) => {
    const error = new WorkbenchError('es9_status', { subjectCode, reasonCode });
    bench.es9 = (client) => ({ ...client, authenticateClient: () => Promise.reject(error) });
    const operation = await download('PLAIN');
    expect(operation).toMatchObject({ error: { code: 'es9_status' }, activationCodeUse: use });
    // The server has ended the session itself.
    expect(functions(operation)).not.toContain('ES10b.CancelSession');
  });

  it('does not send the code of one server to another', async () => {
    bench.connectTo.set('other.operations.test', bench.connectTo.get('smdp.operations.test') as never);
    const operation = await bench.run({
      kind: 'download',
      ...target,
      activationCode: 'LPA:1$other.operations.test$PLAIN',
    });
    expect(operation.status).toBe('failed');
    expect(operation.error?.code).toMatch(/^tls_/);
  });
});

describe('what the activation code says of the server', () => {
  it('is compared with its certificate', async () => {
    const other = await bench.run({
      kind: 'download',
      ...target,
      activationCode: `${codeFor('PLAIN')}$2.999.77`,
    });
    expect(other.error).toEqual({
      code: 'smdp_oid_mismatch',
      params: { found: '2.999.10', expected: '2.999.77' },
    });
    const same = await bench.run({
      kind: 'download',
      ...target,
      activationCode: `${codeFor('PLAIN')}$2.999.10`,
    });
    expect(same.status).toBe('successful');
  });
});

describe('what the server is told of the device', () => {
  /** The TAC that the card signed, out of the trace. */
  async function tac(operation: OperationDetail): Promise<string | undefined> {
    const lines = await bench.workbench.call('trace.list', { operationId: operation.id });
    const { seq = 0 } =
      lines.find((line) => line.kind === 'apdu' && line.purpose === 'ES10b.AuthenticateServer') ?? {};
    const detail = await bench.workbench.call('trace.get', { operationId: operation.id, seq });
    return /"label":"tac","tag":"80",[^{}]*"hex":"(\d+)"/.exec(JSON.stringify(detail.request))?.[1];
  }

  it('is set for the bench, and for a single download', async () => {
    expect(await tac(await download('NO-SUCH'))).toBe('35290611');
    await bench.workbench.call('settings.set', { deviceInfo: { tac: '35999999' } });
    expect(await bench.workbench.call('settings.get', {})).toEqual({ deviceInfo: { tac: '35999999' } });
    expect(await tac(await download('NO-SUCH'))).toBe('35999999');
    expect(await tac(await download('NO-SUCH', { deviceInfo: { tac: '01020304' } }))).toBe('01020304');
  });

  it('is refused where it is no device information', async () => {
    const wrong = bench.workbench.call('settings.set', { deviceInfo: { tac: '123' } });
    await expect(wrong).rejects.toMatchObject({ code: 'input_invalid', params: { path: 'deviceInfo.tac' } });
  });
});
