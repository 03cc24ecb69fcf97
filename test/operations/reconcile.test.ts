/** A download that was killed, and what card and server know of it: which is not always what the list of profiles says. */

import { afterEach, describe, expect, it } from 'vitest';
import type { OperationDetail } from '../../src-shared/model/index.ts';
import {
  type OperationBench,
  type OperationBenchOptions,
  startOperationBench,
} from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

const iccid = '8949000000000000017';

let bench: OperationBench;
afterEach(() => bench.close());

const open = async (card: OperationBenchOptions['card'] = {}) => {
  bench = await startOperationBench({ profiles: [offer('PLAIN', iccid), offer('AGAIN', iccid)], card });
};
const download = (matchingId: string) =>
  bench.run({
    kind: 'download',
    readerId: 'sim:0',
    acceptProfile: true,
    activationCode: codeFor(matchingId),
  });
const notifications = async () => (await bench.workbench.call('cards.list', {}))[0]?.notifications;
const failedInstallations = () => bench.smdp.notifications().filter((one) => one.event === 'installFailed');

/** Kills the process while the card has a command of LoadBoundProfilePackage, `answered` or not. */
async function killAt(tag: number, answered: boolean, matchingId: string): Promise<OperationDetail> {
  let reached: () => void = () => undefined;
  const inTheMiddle = new Promise<void>((resolve) => {
    reached = resolve;
  });
  bench.reader.fault = async (command, toCard) => {
    if (command[1] !== 0xe2 || command[3] !== 0 || command[5] !== tag) return toCard(command);
    if (answered) await toCard(command);
    reached();
    return new Promise(() => undefined);
  };
  void download(matchingId);
  await inTheMiddle;
  bench.reader.fault = (command, toCard) => toCard(command);
  await bench.reader.releaseContacts();
  await bench.crashAndRestart();
  const [newest] = await bench.workbench.call('operations.list', { limit: 1 });
  return bench.workbench.call('operations.get', { id: newest?.id ?? 0 });
}

describe('a profile that was on the card before', () => {
  it('is not taken for installed, where the card has signed that it refused the other one', async () => {
    await open();
    expect((await download('PLAIN')).status).toBe('successful');
    const operation = await killAt(0x88, true, 'AGAIN');
    expect(operation).toMatchObject({
      status: 'failed',
      error: { code: 'interrupted' },
      reconciliation: { state: 'done', outcome: 'profile_there_before' },
      activationCodeUse: 'unknown',
    });
    expect(operation.remarks).toContainEqual({
      code: 'installation_refused',
      params: { command: 'storeMetadata', reason: 'installFailedDueToIccidAlreadyExistsOnEuicc' },
    });
    expect(failedInstallations()).toHaveLength(1);
    expect(await notifications()).toEqual([]);
  });

  it('is not taken for installed, where the card has signed nothing', async () => {
    await open({ reportInterruption: false });
    expect((await download('PLAIN')).status).toBe('successful');
    expect(await killAt(0x88, false, 'AGAIN')).toMatchObject({
      status: 'failed',
      reconciliation: { state: 'done', outcome: 'profile_there_before' },
      activationCodeUse: 'unused',
    });
  });
});

describe('a card that reports the interruption', () => {
  it('is read for it, and the server told: the code can be tried again', async () => {
    await open();
    const operation = await killAt(0x86, false, 'PLAIN');
    expect(operation).toMatchObject({
      status: 'failed',
      reconciliation: { state: 'done', outcome: 'profile_not_installed' },
      activationCodeUse: 'unused',
    });
    expect(operation.remarks).toContainEqual({
      code: 'installation_refused',
      params: { command: 'loadProfileElements', reason: 'installFailedDueToInterruption' },
    });
    expect(failedInstallations()).toHaveLength(1);
    expect(await notifications()).toEqual([]);
    expect((await download('PLAIN')).status).toBe('successful');
  });
});

describe('a code that is used up', () => {
  it('stays so, where the session was cancelled before the process was killed', async () => {
    await open();
    await bench.run({ kind: 'read_card', readerId: 'sim:0' });
    const [card] = await bench.workbench.call('cards.list', {});
    const request = {
      kind: 'download',
      readerId: 'sim:0',
      acceptProfile: true,
      activationCode: codeFor('PLAIN'),
    } as const;
    const { id } = bench.store.createOperation({
      request,
      readerName: bench.reader.name,
      simulated: true,
      createdAt: 1,
    });
    bench.store.enterStatus(id, 'download', 2, { eid: card?.eid, iccid, activationCodeUse: 'used' });
    await bench.crashAndRestart();
    expect(await bench.workbench.call('operations.get', { id })).toMatchObject({
      status: 'failed',
      reconciliation: { state: 'done', outcome: 'nothing_to_check' },
      activationCodeUse: 'used',
    });
  });
});
