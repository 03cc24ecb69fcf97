/** Discovery: what SM-DSs have for a card, and the download of it (SGP.22 v2.5 §3.6, ES11 §5.8). */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Es9Port } from '../../src-main/operations/index.ts';
import { AuthenticateServerResponse, ServerSigned1 } from '../../src-main/rsp/index.ts';
import { sign } from '../../src-main/simulator/crypto/index.ts';
import { identityOf } from '../../src-main/simulator/pki/index.ts';
import { decode, encode, encodeTlv } from '../../src-main/tlv/index.ts';
import { toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { OperationDetail } from '../../src-shared/model/index.ts';
import { systemEntropy } from '../../src-shared/system-ports.ts';
import {
  benchPki,
  functions,
  type OperationBench,
  smdpAddress,
  startOperationBench,
} from '../support/operation-bench.ts';
import { offer } from './profiles.ts';

const iccid = '8949000000000000017';
const eventId = 'EVENT-OF-THIS-CARD';
const root = 'root.smds.test';
const below = 'below.smds.test';
const readerId = 'sim:0';

/** What a server of a test is: the SM-DP+, or else an SM-DS. */
const roleOf = (address: string) => (address === smdpAddress ? 'dpAuth' : 'dsAuth');

type Entry = { readonly eventId: string; readonly rspServerAddress: string };

let bench: OperationBench;
/** What each SM-DS has for the card, by the matching id that it is asked with. */
let records: Record<string, Record<string, readonly Entry[]>>;
let asked: string[];

beforeEach(async () => {
  bench = await startOperationBench({
    profiles: [offer(eventId, iccid, { metadata: { profileName: 'Found' } })],
    card: { rootDsAddress: root, defaultDpAddress: 'default.smdp.test' },
  });
  records = {};
  asked = [];
  bench.es9 = (client) => ({ ...client, es11: smds() });
});
afterEach(() => bench.close());

/** Servers at the edge, with the bench's keys, so that the card checks for real what they sign. */
function smds(role: (address: string) => 'dpAuth' | 'dsAuth' = roleOf): Es9Port['es11'] {
  return {
    async initiateAuthentication(address, { euiccChallenge }) {
      if (address !== smdpAddress && records[address] === undefined)
        throw new WorkbenchError('es9_name_unknown', { host: address, reason: 'ENOTFOUND' });
      const own = identityOf(benchPki(), role(address));
      const transactionId = systemEntropy.bytes(16);
      const serverSigned1 = encode(ServerSigned1, {
        transactionId,
        euiccChallenge,
        serverAddress: address,
        serverChallenge: systemEntropy.bytes(16),
      });
      const ciKeyId = benchPki().ci.certificate.subjectKeyId ?? new Uint8Array();
      return {
        transactionId: toHex(transactionId),
        serverSigned1,
        serverSignature1: encodeTlv(0x5f37, sign(own.privateKey, serverSigned1)),
        euiccCiPKIdToBeUsed: encodeTlv(0x04, ciKeyId),
        serverCertificate: own.certificate.der,
      };
    },
    async authenticateClient(address, { transactionId, authenticateServerResponse }) {
      const response = decode(AuthenticateServerResponse, authenticateServerResponse, 'test');
      if (!('authenticateResponseOk' in response)) throw new Error('the card refused');
      const { ctxParams1 } = response.authenticateResponseOk.euiccSigned1.value;
      const { matchingId = '' } = ctxParams1.value.ctxParamsForCommonAuthentication;
      asked.push(`${address}/${matchingId}`);
      const eventEntries = records[address]?.[matchingId];
      if (eventEntries === undefined)
        throw new WorkbenchError('es9_status', { subjectCode: '8.9.5', reasonCode: '3.9' });
      return { transactionId, eventEntries };
    },
  };
}

const discover = (more: Record<string, unknown> = {}) => bench.run({ kind: 'discover', readerId, ...more });
const byDefault = { source: 'default_smdp', smdpAddress: 'default.smdp.test' };
const event = (smdsAddress: string, address = smdpAddress) => ({
  source: 'smds',
  smdsAddress,
  smdpAddress: address,
});
const codes = ({ remarks }: OperationDetail) => remarks.map((one) => one.code);

describe('a discovery', () => {
  it('finds what the SM-DS of the card has, and the default SM-DP+', async () => {
    records[root] = { '': [{ eventId, rspServerAddress: smdpAddress }] };
    const operation = await discover();
    expect(operation).toMatchObject({ status: 'successful', events: [event(root), byDefault] });
    expect(asked).toEqual([`${root}/`]);
    expect(functions(operation)).toEqual(
      expect.arrayContaining(['ES11.InitiateAuthentication', 'ES11.AuthenticateClient']),
    );
  });

  it('keeps the event id to itself', async () => {
    records[root] = { '': [{ eventId, rspServerAddress: smdpAddress }] };
    const operation = await discover();
    const lines = await bench.workbench.call('trace.list', { operationId: operation.id });
    const details = await Promise.all(
      lines.map(({ seq }) => bench.workbench.call('trace.get', { operationId: operation.id, seq })),
    );
    const shown = JSON.stringify([operation, lines, details]);
    expect(shown.includes(eventId)).toBe(false);
    expect(shown.includes(Buffer.from(eventId).toString('hex').toUpperCase())).toBe(false);
  });

  it('takes no event from a server whose certificate is not that of an SM-DS', async () => {
    records[root] = { '': [{ eventId, rspServerAddress: smdpAddress }] };
    bench.es9 = (client) => ({ ...client, es11: smds(() => 'dpAuth') });
    const { status, error, events } = await discover();
    expect(asked).toEqual([]);
    expect(status).toBe('failed');
    expect(error).toEqual({ code: 'smds_role_wrong', params: { address: root } });
    expect(events).toEqual([byDefault]);
  });

  it('follows an event to the SM-DS below, and asks that one with it', async () => {
    records[root] = { '': [{ eventId: 'CASCADE', rspServerAddress: below }] };
    records[below] = { CASCADE: [{ eventId, rspServerAddress: smdpAddress }] };
    expect((await discover()).events).toEqual([event(below), byDefault]);
    expect(asked).toEqual([`${root}/`, `${below}/CASCADE`]);
  });

  it('goes no further round than a few SM-DSs', async () => {
    records[root] = { '': [{ eventId: 'LOOP', rspServerAddress: below }] };
    records[below] = { LOOP: [{ eventId: 'LOOP', rspServerAddress: below }] };
    const operation = await discover();
    expect(operation.status).toBe('successful');
    expect(asked).toHaveLength(3);
  });

  it('tells once what several SM-DSs know of', async () => {
    records[root] = { '': [{ eventId, rspServerAddress: smdpAddress }] };
    records['other.smds.test'] = { '': [{ eventId, rspServerAddress: smdpAddress }] };
    const { events } = await discover({ smdsAddresses: ['other.smds.test'] });
    expect(events?.map((one) => one.smdpAddress)).toEqual([smdpAddress, byDefault.smdpAddress]);
  });

  it('finds nothing where nothing waits', async () => {
    records[root] = {};
    expect(await discover()).toMatchObject({ status: 'successful', events: [byDefault] });
  });

  it('asks those that are given, else those of the settings, beside the one of the card', async () => {
    records[root] = { '': [] };
    records['other.smds.test'] = { '': [{ eventId, rspServerAddress: smdpAddress }] };
    const { deviceInfo } = await bench.workbench.call('settings.get', {});
    await bench.workbench.call('settings.set', { deviceInfo, smdsAddresses: ['other.smds.test'] });
    expect((await discover()).events).toEqual([event('other.smds.test'), byDefault]);
    // Setting something else leaves them as they are.
    await bench.workbench.call('settings.set', { deviceInfo });
    expect((await bench.workbench.call('settings.get', {})).smdsAddresses).toEqual(['other.smds.test']);
    expect((await discover({ smdsAddresses: [] })).events).toEqual([byDefault]);
  });

  it('remarks an SM-DS that fails, as long as another answers', async () => {
    records['other.smds.test'] = { '': [{ eventId, rspServerAddress: smdpAddress }] };
    const operation = await discover({ smdsAddresses: ['other.smds.test'] });
    expect(operation).toMatchObject({ status: 'successful', events: [event('other.smds.test'), byDefault] });
    expect(operation.remarks).toContainEqual({
      code: 'smds_failed',
      params: { address: root, code: 'es9_name_unknown' },
    });
  });

  it('goes without the card that does not give its addresses', async () => {
    records['other.smds.test'] = { '': [{ eventId, rspServerAddress: smdpAddress }] };
    bench.reader.fault = async (command, toCard) =>
      command[1] === 0xe2 && command[5] === 0xbf && command[6] === 0x3c
        ? Uint8Array.of(0x6d, 0)
        : toCard(command);
    const found = await discover({ smdsAddresses: ['other.smds.test'] });
    expect(found.events).toEqual([event('other.smds.test')]);
    expect(codes(found)).toEqual(['addresses_unreadable']);
    expect(codes(await discover())).toEqual(['addresses_unreadable', 'no_smds']);
  });

  it('does not take an SM-DS that the card does not accept for the end of it', async () => {
    records[root] = { '': [] };
    const es11 = smds();
    bench.es9 = (client) => ({
      ...client,
      es11: {
        ...es11,
        initiateAuthentication: async (address, ...rest) => {
          const answer = await es11.initiateAuthentication(address, ...rest);
          if (address === root) answer.serverSignature1[20] = (answer.serverSignature1[20] ?? 0) ^ 1;
          return answer;
        },
      },
    });
    records['other.smds.test'] = { '': [] };
    const operation = await discover({ smdsAddresses: ['other.smds.test'] });
    expect(operation.status).toBe('successful');
    expect(operation.remarks).toEqual([
      { code: 'smds_failed', params: { address: root, code: 'es10_refused' } },
    ]);
  });

  it('fails with the reason of the first where none answers, and still tells the default SM-DP+', async () => {
    const operation = await discover();
    expect(operation).toMatchObject({
      status: 'failed',
      error: { code: 'es9_name_unknown' },
      events: [byDefault],
      reconciliation: { state: 'none' },
    });
    expect(codes(operation)).toEqual(['smds_failed']);
  });

  it('remarks each SM-DS where none answers', async () => {
    const operation = await discover({ smdsAddresses: ['other.smds.test'] });
    expect(operation.error?.code).toBe('es9_name_unknown');
    expect(operation.remarks.map(({ params }) => params['address'])).toEqual([root, 'other.smds.test']);
  });

  it('ends with the loss of the card also after an SM-DS has failed', async () => {
    records['other.smds.test'] = { '': [] };
    const es11 = smds();
    bench.es9 = (client) => ({
      ...client,
      es11: {
        ...es11,
        initiateAuthentication: async (address, ...rest) => {
          const answer = await es11.initiateAuthentication(address, ...rest);
          await bench.reader.remove();
          return answer;
        },
      },
    });
    const operation = await discover({ smdsAddresses: ['other.smds.test'] });
    expect(operation).toMatchObject({ status: 'failed', error: { code: 'card_removed' } });
    expect(codes(operation)).toEqual(['smds_failed']);
  });
});

describe('a download of what was found', () => {
  const download = (operationId: number, index: number) =>
    bench.run({ kind: 'download', readerId, acceptProfile: true, event: { operationId, index } });

  it('takes the event id for its matching id, and does not show it', async () => {
    records[root] = { '': [{ eventId, rspServerAddress: smdpAddress }] };
    const { id } = await discover();
    const operation = await download(id, 0);
    expect(operation).toMatchObject({ status: 'successful', smdpAddress, iccid, activationCodeUse: 'used' });
    const { id: operationId } = operation;
    const lines = await bench.workbench.call('trace.list', { operationId });
    const details = await Promise.all(
      lines.map(({ seq }) => bench.workbench.call('trace.get', { operationId, seq })),
    );
    expect(JSON.stringify([operation, details]).includes(eventId)).toBe(false);
  });

  it('outlives the engine that found it', async () => {
    records[root] = { '': [{ eventId, rspServerAddress: smdpAddress }] };
    const { id } = await discover();
    await bench.crashAndRestart();
    expect((await download(id, 0)).status).toBe('successful');
  });

  it('of the default SM-DP+ goes without one', async () => {
    records[root] = {};
    const { id } = await discover();
    const operation = await download(id, 0);
    expect(operation).toMatchObject({
      smdpAddress: 'default.smdp.test',
      error: { code: 'es9_name_unknown' },
    });
  });

  it('of what was not found is refused', async () => {
    records[root] = {};
    const { id } = await discover();
    expect((await download(id, 7)).error).toEqual({ code: 'event_not_found', params: { id, index: 7 } });
    const both = bench.workbench.call('operations.start', {
      kind: 'download',
      readerId,
      activationCode: 'LPA:1$a.test$X',
      event: { operationId: id, index: 0 },
    });
    await expect(both).rejects.toMatchObject({ code: 'input_invalid' });
  });
});
