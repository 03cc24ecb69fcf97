/** The command line through a real pcscd, and what is found after it was killed in the middle. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Card, Operation, OperationDetail } from '../../src-shared/model/index.ts';
import { needs } from '../summary/needs.ts';
import { pcscMissing } from '../support/pcscd.ts';
import { CliBench } from './bench.ts';

const seconds = 1000;
const statuses = ({ steps }: OperationDetail) =>
  steps.filter((one) => one.step === undefined).map((one) => one.status);

describe('the command line, a card in a reader of pcscd, and an SM-DP+', needs(pcscMissing()), () => {
  let bench: CliBench;

  beforeAll(async () => {
    bench = await CliBench.open();
    // Slow enough for a command to be killed while the card works.
    await bench.insertCard(40);
  });
  afterAll(() => bench?.close());

  const download = (matchingId: string, ...more: readonly string[]) =>
    bench.run(
      ...['profile', 'download', bench.code(matchingId), '--reader', bench.readerName],
      ...['--json', '--yes', ...more],
    );
  const card = () => bench.json<Card>('card', 'info', '--reader', bench.readerName);
  const stateOf = ({ profiles }: Card, { iccid }: Operation) =>
    profiles.find((one) => one.iccid === iccid)?.state;

  test(
    'downloads and enables; the code a second time is refused with the reason of the server',
    async () => {
      const first = await download('NORDLICHT-ONE-TIME-1', '--enable');
      expect(first.stderr).toBe('');
      expect(first.code).toBe(0);
      const operation = JSON.parse(first.stdout) as OperationDetail;
      expect(operation).toMatchObject({
        status: 'successful',
        readerId: `pcsc:${bench.readerName}`,
        simulated: false,
        activationCodeUse: 'used',
      });
      expect(statuses(await bench.operation(operation.id))).toEqual([
        'starting',
        'download',
        'download_verify',
        'enable',
        'enable_verify',
        'successful',
      ]);
      const now = await card();
      expect(stateOf(now, operation)).toBe('enabled');
      expect(now.notifications).toEqual([]);

      const second = await download('NORDLICHT-ONE-TIME-1', '--enable');
      expect(second.code).toBe(4);
      expect(JSON.parse(second.stdout)).toMatchObject({
        status: 'failed',
        error: { code: 'es9_status', params: { subjectCode: '8.2.6', reasonCode: '3.8' } },
      });
      expect(second.stderr).toMatch(/The matching ID is not accepted: it is unknown, was used already/);
    },
    60 * seconds,
  );

  describe('killed (-9)', () => {
    const half = ({ progress }: Operation) =>
      progress?.step === 'ES10b.LoadBoundProfilePackage' &&
      (progress.bytesDone ?? 0) > (progress.bytesTotal ?? 0) / 2;
    const inStatus = (wanted: Operation['status']) => (operation: Operation) => operation.status === wanted;
    const newest = async () => {
      const [operation] = await bench.operations();
      if (operation === undefined) throw new Error('no operation');
      return operation;
    };

    test(
      'in mid-load: nothing is on the card, the code can be tried again, and is',
      async () => {
        const killed = await bench.killDownload(['MONTAGNE-TWELVE-KB-1'], half);
        expect(killed.progress?.bytesDone).toBeLessThan(killed.progress?.bytesTotal ?? 0);
        const operation = await newest();
        expect(operation).toMatchObject({
          id: killed.id,
          status: 'failed',
          error: { code: 'interrupted', params: { status: 'download' } },
          reconciliation: { state: 'done', outcome: 'profile_not_installed' },
          activationCodeUse: 'unused',
        });
        const before = await card();
        expect(stateOf(before, operation)).toBeUndefined();
        expect(before.notifications).toEqual([]);
        expect((await download('MONTAGNE-TWELVE-KB-1')).code).toBe(0);
        expect(stateOf(await card(), operation)).toBe('disabled');
      },
      60 * seconds,
    );

    test(
      'when the card has it all and nobody has looked: the download has succeeded, and the server hears of it',
      async () => {
        const killed = await bench.killDownload(
          ['KITE-NO-DELETE-1', '--accept-ppr'],
          inStatus('download_verify'),
        );
        const operation = await newest();
        expect(operation).toMatchObject({
          id: killed.id,
          status: 'successful',
          reconciliation: { state: 'done', outcome: 'profile_installed' },
          activationCodeUse: 'used',
        });
        expect(operation.error).toBeUndefined();
        const now = await card();
        expect(stateOf(now, operation)).toBe('disabled');
        expect(now.notifications).toEqual([]);
      },
      60 * seconds,
    );

    test(
      'when the card was told to enable: pcscd resets it, and it has done so',
      async () => {
        const args = ['TESTNETZ-TEST-CLASS-1', '--enable'] as const;
        const killed = await bench.killDownload(args, inStatus('enable_verify'));
        const operation = await newest();
        expect(operation).toMatchObject({
          id: killed.id,
          status: 'successful',
          reconciliation: { state: 'done', outcome: 'profile_installed' },
          activationCodeUse: 'used',
        });
        expect(stateOf(await card(), operation)).toBe('enabled');
      },
      60 * seconds,
    );
  });
});
