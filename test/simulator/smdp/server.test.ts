import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { AuthenticateServerResponse } from '../../../src-main/rsp/index.ts';
import { type FullPki, generatePki, identityOf, loadPki } from '../../../src-main/simulator/pki/index.ts';
import { loadOffers, type RunningSmdp, runSmdp } from '../../../src-main/simulator/smdp/index.ts';
import { decode, encodeTlv } from '../../../src-main/tlv/index.ts';
import { concatBytes, fromBase64, fromHex, toBase64 } from '../../../src-shared/bytes.ts';
import { needsShared, sharedFolder } from '../../summary/needs.ts';
import { FakeEuicc, seeded } from './fake-euicc.ts';

const folder = mkdtempSync(join(tmpdir(), 'smdp-server-'));
const running: RunningSmdp[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const upp = concatBytes(
  encodeTlv(
    0xa0,
    fromHex('8001038101038204'),
    new TextEncoder().encode('Test'),
    fromHex('830A8944010000000000001FA5028100A600'),
  ),
  fromHex('AA05A003810101'),
);

async function start(name: string, change: { readonly stateFile?: string; readonly port?: number } = {}) {
  const lines: string[] = [];
  const smdp = await runSmdp({
    port: 0,
    address: 'smdp.bench.example',
    pkiDir: join(folder, `${name}-pki`),
    profilesDir: join(folder, `${name}-profiles`),
    log: (line) => lines.push(line),
    ...change,
  });
  running.push(smdp);
  return { smdp, lines };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function post(port: number, ca: string, servername: string, body: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        path: '/gsma/rsp2/es9plus/initiateAuthentication',
        method: 'POST',
        ca,
        servername,
        headers: {
          Host: servername,
          'Content-Type': 'application/json',
          'X-Admin-Protocol': 'gsma/rsp/v2.2.2',
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      },
    );
    call.on('error', reject);
    call.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

function rootOf(name: string): string {
  const { der } = loadPki(join(folder, `${name}-pki`)).ci.certificate;
  return `-----BEGIN CERTIFICATE-----\n${toBase64(der)}\n-----END CERTIFICATE-----\n`;
}

describe('runSmdp', () => {
  it('makes a PKI, serves HTTPS under it and says how to reach it', async () => {
    const { smdp, lines } = await start('fresh');
    expect(lines.join('\n')).toContain(`--connect-to smdp.bench.example:127.0.0.1:${smdp.port}`);
    const answer = await post(smdp.port, rootOf('fresh'), 'smdp.bench.example', { smdpAddress: 'x' });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-admin-protocol']).toBe('gsma/rsp/v2.5.0');
    expect(answer.headers['content-type']).toBe('application/json;charset=UTF-8');
    expect(JSON.parse(answer.text).header.functionExecutionStatus.status).toBe('Failed');
    await expect(post(smdp.port, rootOf('fresh'), 'elsewhere.example', {})).rejects.toThrow(/altname/i);
    const huge = await post(smdp.port, rootOf('fresh'), 'smdp.bench.example', 'x'.repeat(600_000)).catch(
      (error: NodeJS.ErrnoException) => ({ status: error.code }),
    );
    expect([413, 'EPIPE', 'ECONNRESET']).toContain(huge.status);
  });

  it('sees a profile that is put into the folder while it runs, and keeps state', async () => {
    const stateFile = join(folder, 'state', 'smdp.json');
    const { smdp } = await start('drop', { stateFile });
    expect(smdp.smdp.codes()).toEqual([]);
    writeFileSync(join(folder, 'drop-profiles', 'My_Profile.der'), upp);
    expect(smdp.smdp.codes()).toEqual([
      {
        activationCode: 'LPA:1$smdp.bench.example$My_Profile',
        profileName: 'My_Profile',
        state: 'released',
      },
    ]);
    const pki = loadPki(join(folder, 'drop-pki'));
    const roles = ['ci', 'eum', 'euicc', 'dpAuth', 'dpPb', 'dpTls', 'dsAuth', 'dsTls'] as const;
    const full = Object.fromEntries(roles.map((role) => [role, identityOf(pki, role)])) as unknown as FullPki;
    const euicc = new FakeEuicc({ pki: full, smdp: smdp.smdp });
    euicc.initiate();
    euicc.authenticate('My_Profile');
    euicc.open(euicc.getBpp());
    await smdp.close();
    const again = await start('drop', { stateFile });
    expect(again.lines.join()).not.toContain('A new PKI');
    expect(again.smdp.smdp.codes()[0]?.state).toBe('downloaded');
  });

  it('says that it has made the folder of profiles, and that it serves nothing', async () => {
    const { lines } = await start('typo');
    const profiles = join(folder, 'typo-profiles');
    expect(lines).toContain(`The folder ${profiles} was not there; it has been made`);
    expect(lines.join('\n')).toContain(`no profile is in ${profiles}`);
    writeFileSync(join(profiles, 'One.der'), upp);
    const again = await start('typo');
    expect(again.lines.join('\n')).toContain('with 1 activation code\n');
    expect(again.lines.join('\n')).not.toContain(profiles);
  });

  it('names a port that is taken', async () => {
    const { smdp } = await start('port');
    await expect(start('port', { port: smdp.port })).rejects.toMatchObject({ code: 'smdp_port_unavailable' });
  });

  it('warns where the TLS certificate is for another name', async () => {
    await start('name');
    const lines: string[] = [];
    running.push(
      await runSmdp({
        port: 0,
        address: 'other.example',
        pkiDir: join(folder, 'name-pki'),
        profilesDir: join(folder, 'name-profiles'),
        log: (line) => lines.push(line),
      }),
    );
    expect(lines.at(-1)).toContain('Beware: the TLS certificate');
  });
});

describe('the folder of profiles', () => {
  const profiles = join(folder, 'offers');
  it('takes metadata from the header, from NAME.json, and leaves out what is bad', async () => {
    const { mkdirSync } = await import('node:fs');
    mkdirSync(profiles);
    const write = (name: string, content: string | Uint8Array) =>
      writeFileSync(join(profiles, name), content);
    write('PLAIN.der', upp);
    write('RICH.der', upp);
    write(
      'RICH.json',
      JSON.stringify({
        matchingId: 'ABC-123',
        confirmationCode: '4711',
        maxInstallations: 3,
        protection: 'profileKeys',
        expiresAt: '2030-01-01T00:00:00Z',
        metadata: {
          serviceProviderName: 'Fictitious Telecom',
          profileName: 'Rich',
          profileClass: 'test',
          owner: { mcc: '001', mnc: '01', gid1: 'AA' },
          notifications: [{ events: ['install', 'delete'], address: 'notify.example' }],
          policyRules: ['ppr1'],
        },
      }),
    );
    write('BAD-UPP.der', 'the-uicc-profile-fixture');
    write('BAD-JSON.der', upp);
    write('BAD-JSON.json', '{');
    write('TYPO.der', upp);
    write('TYPO.json', '{"confirmationcode":"1"}');
    write('SAME.der', upp);
    write('SAME.json', '{"matchingId":"PLAIN"}');
    write('with space.der', upp);
    const { offers, skipped } = loadOffers(profiles, 'smdp.example');
    expect(offers.map((offer) => offer.matchingId)).toEqual(['PLAIN', 'ABC-123']);
    expect(skipped.map(({ name, error }) => [name, error.code])).toEqual([
      ['BAD-JSON', 'smdp_profile_invalid'],
      ['BAD-UPP', 'profile_element_malformed'],
      ['SAME', 'smdp_profile_invalid'],
      ['TYPO', 'smdp_profile_invalid'],
      ['with space', 'smdp_profile_invalid'],
    ]);
    expect(offers[0]?.metadata).toMatchObject({
      iccid: '8944010000000000001',
      serviceProviderName: 'Test',
      profileName: 'PLAIN',
      profileClass: 'operational',
      notificationConfigurationInfo: [{ notificationAddress: 'smdp.example' }],
    });
    expect(offers[1]).toMatchObject({
      confirmationCode: '4711',
      maxInstallations: 3,
      protection: 'profileKeys',
      expiresAt: Date.UTC(2030, 0, 1),
      metadata: {
        serviceProviderName: 'Fictitious Telecom',
        profileClass: 'test',
        profileOwner: { mccMnc: fromHex('00F110'), gid1: fromHex('AA') },
        profilePolicyRules: ['ppr1'],
      },
    });
    expect(() => loadOffers(join(profiles, 'nowhere'), 'x')).toThrow(
      expect.objectContaining({ code: 'smdp_profiles_unreadable' }),
    );
  });
});

/** EUICCInfo2 as the card of a recorded download gave it to its server. */
function recordedInfo(path: string) {
  const text = readFileSync(path, 'utf8');
  const body = /authenticateServerResponse\\":\\"([A-Za-z0-9+/=]+)/.exec(text)?.[1] ?? '';
  const response = decode(AuthenticateServerResponse, fromBase64(body), 'trace');
  if (!('authenticateResponseOk' in response)) throw new Error('the trace holds an error');
  return response.authenticateResponseOk.euiccSigned1.value.euiccInfo2.value;
}

const vectors = join(sharedFolder, 'vectors');
describe('vectors/upp', needsShared('vectors/upp'), () => {
  it('are all offered under their file names, and come out of the binding as they went in', () => {
    const { offers, skipped } = loadOffers(join(vectors, 'upp'), 'smdp.example');
    expect(skipped).toEqual([]);
    expect(offers.length).toBeGreaterThan(0);
    for (const offer of offers) {
      expect(offer.matchingId).toBe(offer.name);
      expect(Buffer.from(offer.upp)).toEqual(readFileSync(join(vectors, 'upp', `${offer.name}.der`)));
    }
  });

  it('are eligible for the card of vectors/traces', async () => {
    const { createSmdp, memoryStore } = await import('../../../src-main/simulator/smdp/index.ts');
    const clock = { now: () => Date.UTC(2026, 10, 22) };
    const eid = '89049032000001000000000000000055';
    const pki = generatePki({ clock, entropy: seeded('p'), eid, smdpAddress: 'smdp.example' });
    const { offers } = loadOffers(join(vectors, 'upp'), 'smdp.example');
    const info = recordedInfo(join(vectors, 'traces', '01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl'));
    const smdp = createSmdp({
      pki,
      clock,
      entropy: seeded('s'),
      store: memoryStore(),
      address: 'smdp.example',
      profiles: offers,
    });
    for (const offer of offers) {
      const euicc = new FakeEuicc({ pki, smdp, info });
      euicc.initiate();
      expect(euicc.authenticate(offer.matchingId)).toMatchObject({ transactionId: expect.any(String) });
      expect(Buffer.from(euicc.open(euicc.getBpp()).upp).equals(Buffer.from(offer.upp))).toBe(true);
    }
  });
});
