import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createEs9Client } from '../../../src-main/es9/es9-client.ts';
import { openTrustStore } from '../../../src-main/es9/trust-store.ts';
import { EUICCInfo1, ServerSigned1 } from '../../../src-main/rsp/index.ts';
import { generatePki, loadPki, savePki } from '../../../src-main/simulator/pki/index.ts';
import { httpsCaller, pem, type RunningServer } from '../../../src-main/simulator/rsp-server/index.ts';
import { runSmdp } from '../../../src-main/simulator/smdp/index.ts';
import { runSmds } from '../../../src-main/simulator/smds/index.ts';
import { decode, encode } from '../../../src-main/tlv/index.ts';
import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import { FakeEuicc } from '../smdp/fake-euicc.ts';
import { offers } from '../smdp/smdp-bench.ts';

const folder = mkdtempSync(join(tmpdir(), 'servers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const running: RunningServer[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

const eid = '89049032000001000000000000000055';
const ports = { clock: systemClock, entropy: systemEntropy };
const pki = generatePki({ ...ports, eid, smdpAddress: 'smdp.lab.test' });
const pkiDir = join(folder, 'pki');
savePki(pkiDir, pki);
const ca = pem('CERTIFICATE', pki.ci.certificate.der);
const clientCaFile = join(folder, 'ca.pem');
writeFileSync(clientCaFile, ca);
const profilesDir = join(folder, 'profiles');
mkdirSync(profilesDir);
writeFileSync(join(profilesDir, 'ONE.der'), offers[0]?.upp ?? '');

function unreachable(): never {
  throw new Error('this eUICC is asked over the network');
}

interface Place {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}
const at = (name: string, { port }: RunningServer): Place => ({ name, host: '127.0.0.1', port });

async function start(
  address: string,
  options: {
    readonly rootAddress?: string;
    readonly connectTo?: readonly Place[];
    readonly stateFile?: string;
  } = {},
) {
  const lines: string[] = [];
  const common = {
    port: 0,
    address,
    pkiDir,
    clientCaFile,
    log: (line: string) => lines.push(line),
    ...options,
  };
  const smds = await runSmds(common);
  running.push(smds);
  return { smds, lines };
}

/** Calls a function as a server of the PKI does. */
function callerTo(...places: readonly Place[]) {
  return (identity?: typeof pki.dpTls) =>
    httpsCaller({
      cas: [ca],
      connectTo: new Map(places.map(({ name, ...place }) => [name, place])),
      ...(identity === undefined ? {} : { identity }),
    });
}

describe('SM-DP+ and two SM-DSs that run by themselves', () => {
  it('carry an order over mutual TLS to an LPA that asks the root', async () => {
    const stateFile = join(folder, 'state', 'root.json');
    const root = await start('root.lab.test', { stateFile });
    expect(root.lines.join('\n')).toContain('SM-DS root.lab.test listens on https://127.0.0.1:');
    const toRoot = at('root.lab.test', root.smds);
    const lower = await start('lower.lab.test', { rootAddress: 'root.lab.test', connectTo: [toRoot] });
    const toLower = at('lower.lab.test', lower.smds);
    const smdp = await runSmdp({
      port: 0,
      address: 'smdp.lab.test',
      pkiDir,
      profilesDir,
      clientCaFile,
      ordered: true,
      connectTo: [toLower],
      log: () => {},
    });
    running.push(smdp);
    const toSmdp = at('smdp.lab.test', smdp);

    const connect = callerTo(toSmdp, toLower, toRoot);
    const header = { functionRequesterIdentifier: 'operator', functionCallIdentifier: '1' };
    const es2 = (name: string, body: object, identity?: typeof pki.dpTls) =>
      connect(identity)(
        { address: 'smdp.lab.test', path: `/gsma/rsp2/es2plus/${name}` },
        { header, ...body },
      );
    const { iccid = '' } = offers[0]?.metadata ?? {};
    expect(await es2('downloadOrder', { iccid, eid })).toMatchObject({ status: 403 });
    expect(await es2('downloadOrder', { iccid, eid }, pki.dpTls)).toMatchObject({ status: 200 });
    const order = { iccid, releaseFlag: true, smdsAddress: 'lower.lab.test' };
    expect(await es2('confirmOrder', order, pki.dpTls)).toMatchObject({
      json: { header: { functionExecutionStatus: { status: 'Executed-Success' } } },
    });
    const [event] = root.smds.smds.events();
    expect(event).toMatchObject({ eid, rspServerAddress: 'lower.lab.test' });

    // The LPA's own client, so that both sides of ES11 meet.
    const trust = openTrustStore({ dataFolder: folder, clock: systemClock });
    trust.addEphemeral(pki.ci.certificate.der);
    const connectTo = new Map([toRoot, toLower, toSmdp].map(({ name, ...place }) => [name, place]));
    const client = createEs9Client({ trust, connectTo, clock: systemClock, trace: () => {} });
    const ask = async (address: string, eventId: string) => {
      const euicc = new FakeEuicc({ pki, smdp: { address, handle: () => unreachable() } });
      const id = pki.ci.certificate.subjectKeyId ?? new Uint8Array();
      const begun = await client.es11.initiateAuthentication(address, {
        euiccChallenge: systemEntropy.bytes(16),
        euiccInfo1: encode(EUICCInfo1, {
          svn: '2.5.0',
          euiccCiPKIdListForVerification: [id],
          euiccCiPKIdListForSigning: [id],
        }),
      });
      const signed = decode(ServerSigned1, begun.serverSigned1, 'serverSigned1');
      euicc.transactionId = signed.transactionId.slice();
      euicc.serverChallenge = signed.serverChallenge.slice();
      const authenticateServerResponse = euicc.serverResponse(euicc.signed1(eventId));
      const { transactionId } = begun;
      return await client.es11.authenticateClient(address, { transactionId, authenticateServerResponse });
    };
    const atRoot = await ask('root.lab.test', '');
    expect(atRoot.eventEntries).toEqual([{ eventId: event?.eventId, rspServerAddress: 'lower.lab.test' }]);
    const atLower = await ask('lower.lab.test', event?.eventId ?? '');
    expect(atLower.eventEntries).toMatchObject([{ rspServerAddress: 'smdp.lab.test' }]);
    client.close();
  });

  it('share a PKI folder: an SM-DS finds a certificate of its own name there, and makes one where there is none', async () => {
    await start('one.lab.test');
    await start('two.lab.test');
    for (const name of ['one.lab.test', 'two.lab.test'])
      expect(loadPki(pkiDir, name).dsTls?.certificate.dnsNames).toContain(name);
    const fresh = join(folder, 'fresh');
    const alone = await runSmds({ port: 0, address: 'alone.lab.test', pkiDir: fresh, log: () => {} });
    running.push(alone);
    expect(loadPki(fresh, 'alone.lab.test').dsTls?.certificate.dnsNames).toContain('alone.lab.test');
  });

  it('name a file of client CAs that is none', async () => {
    const options = { port: 0, address: 'x.lab.test', pkiDir, log: () => {} };
    const file = join(folder, 'no-ca.pem');
    writeFileSync(file, 'nothing');
    await expect(runSmds({ ...options, clientCaFile: file })).rejects.toMatchObject({
      code: 'file_unreadable',
    });
  });
});
