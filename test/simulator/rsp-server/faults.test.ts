import { connect, type PeerCertificate } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BoundProfilePackage,
  ServerSigned1,
  SmdpSigned2,
  StoreMetadataRequest,
} from '../../../src-main/rsp/index.ts';
import { verify } from '../../../src-main/simulator/crypto/index.ts';
import type { ServerFault, ServerFaults } from '../../../src-main/simulator/faults/ports.ts';
import { parseCertificate, verifyServerChain } from '../../../src-main/simulator/pki/index.ts';
import { type SmdpServer, startSmdpServer } from '../../../src-main/simulator/smdp/index.ts';
import { createSmds, memoryEventStore } from '../../../src-main/simulator/smds/index.ts';
import { decode } from '../../../src-main/tlv/index.ts';
import { equalBytes, fromBase64, toBase64, toHex } from '../../../src-shared/bytes.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';
import {
  callRaw,
  expectJson,
  FakeEuicc,
  type Json,
  readAnswer,
  rspRequest,
  seeded,
} from '../smdp/fake-euicc.ts';
import {
  authenticated,
  bench,
  clock,
  euiccOf,
  make,
  pki,
  prepareBench,
  stateOf,
} from '../smdp/smdp-bench.ts';
import { faultsAt } from './fault-ports.ts';

beforeEach(prepareBench);

const initiate = 'ES9+.InitiateAuthentication';
const authenticate = 'ES9+.AuthenticateClient';
const getBpp = 'ES9+.GetBoundProfilePackage';

/** An SM-DP+ with the fault at that function. */
function withFault(name: string, fault: ServerFault) {
  const faults = faultsAt(name, fault);
  bench.smdp = make({ faults });
  return faults;
}

const field = (answer: Json | string, name: string) => fromBase64(expectJson(answer)[name] ?? '');

describe('a fault', () => {
  it('is asked for once for each call of a function, in their order', () => {
    const faults = withFault('ES9+.None', { kind: 'hang' });
    const { euicc } = authenticated('PLAIN');
    euicc.getBpp();
    euicc.installed();
    euicc.cancel('postponed');
    callRaw(bench.smdp, 'noSuchFunction', {});
    callRaw(bench.smdp, 'cancelSession', {}, { 'content-type': 'text/plain' });
    expect(faults.asked).toEqual([
      initiate,
      authenticate,
      getBpp,
      'ES9+.HandleNotification',
      'ES9+.CancelSession',
    ]);
  });

  it('status: the codes that are wished for, and nothing is done', () => {
    withFault(getBpp, { kind: 'status', subjectCode: '8.8.5', reasonCode: '6.4', message: 'too often' });
    expect(authenticated('PLAIN').euicc.getBpp()).toBe('8.8.5/6.4');
    expect(stateOf('PLAIN')).toBe('released');
    withFault('ES9+.HandleNotification', { kind: 'status', subjectCode: '8.1', reasonCode: '6.1' });
    expect(euiccOf().notify(['notificationEnable']).status).toBe(400);
    expect(bench.smdp.notifications()).toEqual([]);
  });

  it('http: that status, body and headers in place of the answer', () => {
    withFault(initiate, {
      kind: 'http',
      status: 503,
      body: 'busy',
      contentType: 'text/plain',
      headers: { 'Retry-After': '7' },
    });
    const response = callRaw(bench.smdp, 'initiateAuthentication', {});
    expect(response.status).toBe(503);
    expect(response.headers).toEqual({ 'Content-Type': 'text/plain', 'Retry-After': '7' });
    expect(new TextDecoder().decode(response.body)).toBe('busy');
    expect(bench.log.at(-1)).toMatchObject({
      function: initiate,
      outcome: 'refused',
      message: 'fault: http',
    });
  });

  it('garbage: the function is done, and its answer is no JSON', () => {
    withFault(getBpp, { kind: 'garbage' });
    const { euicc } = authenticated('PLAIN');
    const { body } = callRaw(bench.smdp, 'getBoundProfilePackage', euicc.prepareRequest());
    expect(() => JSON.parse(new TextDecoder().decode(body))).toThrow(SyntaxError);
    expect(stateOf('PLAIN')).toBe('downloaded');
  });

  it('field: left out, changed, or deep within', () => {
    withFault(authenticate, { kind: 'field', name: 'smdpSigned2' });
    expect(Object.keys(expectJson(authenticated('PLAIN').answer))).not.toContain('smdpSigned2');
    withFault(authenticate, { kind: 'field', name: 'profileMetadata', value: 7 });
    expect(authenticated('PLAIN').answer).toMatchObject({ profileMetadata: 7 });
    withFault(authenticate, {
      kind: 'field',
      name: 'header.functionExecutionStatus.status',
      value: 'Expired',
    });
    expect(authenticated('PLAIN').answer).toMatchObject({
      header: { functionExecutionStatus: { status: 'Expired' } },
    });
  });

  it('wrongSignature: of serverSigned1, smdpSigned2, and the secure channel of the package', () => {
    const key = pki.dpAuth.certificate.publicKey;
    withFault(initiate, { kind: 'wrongSignature' });
    const first = euiccOf().initiate();
    expect(verify(key, field(first, 'serverSigned1'), field(first, 'serverSignature1').slice(3))).toBe(false);
    withFault(authenticate, { kind: 'wrongSignature' });
    const wrong = toHex(field(authenticated('PLAIN').answer, 'smdpSignature2'));
    bench.smdp = make();
    const right = authenticated('PLAIN');
    expect(wrong).not.toBe(toHex(field(right.answer, 'smdpSignature2')));
    const good = right.euicc.open(right.euicc.getBpp());
    withFault(getBpp, { kind: 'wrongSignature' });
    const { euicc } = authenticated('PLAIN');
    const bad = euicc.open(euicc.getBpp());
    expect(toHex(bad.value.smdpSign)).not.toBe(toHex(good.value.smdpSign));
    expect(toHex(bad.upp)).toBe(toHex(good.upp));
  });

  it('wrongTransactionId: in what is signed, rightly signed; the JSON has the right one', () => {
    withFault(initiate, { kind: 'wrongTransactionId' });
    const first = euiccOf().initiate();
    const signed = field(first, 'serverSigned1');
    const { transactionId } = decode(ServerSigned1, signed, 's');
    expect(toHex(transactionId)).not.toBe(expectJson(first)['transactionId']);
    expect(verify(pki.dpAuth.certificate.publicKey, signed, field(first, 'serverSignature1').slice(3))).toBe(
      true,
    );
    withFault(authenticate, { kind: 'wrongTransactionId' });
    const second = authenticated('PLAIN').answer;
    const signed2 = decode(SmdpSigned2, field(second, 'smdpSigned2'), 's');
    expect(toHex(signed2.transactionId)).not.toBe(expectJson(second)['transactionId']);
    withFault(getBpp, { kind: 'wrongTransactionId' });
    const { euicc } = authenticated('PLAIN');
    const { value } = euicc.open(euicc.getBpp());
    expect(toHex(value.transactionId)).not.toBe(toHex(euicc.transactionId));
  });

  it('wrongChallenge: serverSigned1 with another challenge, rightly signed', () => {
    withFault(initiate, { kind: 'wrongChallenge' });
    const euiccChallenge = toBase64(new Uint8Array(16).fill(9));
    const answer = euiccOf().initiate({ euiccChallenge });
    const signed = field(answer, 'serverSigned1');
    expect(equalBytes(decode(ServerSigned1, signed, 's').euiccChallenge, fromBase64(euiccChallenge))).toBe(
      false,
    );
    expect(verify(pki.dpAuth.certificate.publicKey, signed, field(answer, 'serverSignature1').slice(3))).toBe(
      true,
    );
  });

  it.each([
    ['expired', 'expired'],
    ['notYetValid', 'not_yet_valid'],
    ['foreign', 'unknown_ci'],
    ['wrongRole', 'wrong_policy'],
  ] as const)('certificate %s: signed with the key that goes with it', (how, problem) => {
    const cis = [pki.ci.certificate];
    withFault(initiate, { kind: 'certificate', how });
    const first = euiccOf().initiate();
    const auth = parseCertificate(field(first, 'serverCertificate'));
    expect(verifyServerChain(auth, 'dpAuth', cis, clock.now())).toMatchObject({ ok: false, problem });
    expect(
      verify(auth.publicKey, field(first, 'serverSigned1'), field(first, 'serverSignature1').slice(3)),
    ).toBe(true);
    withFault(authenticate, { kind: 'certificate', how });
    const pb = parseCertificate(field(authenticated('PLAIN').answer, 'smdpCertificate'));
    expect(verifyServerChain(pb, 'dpPb', cis, clock.now())).toMatchObject({ ok: false, problem });
  });

  it.each([0, 1, 4])('badMac of segment %i, over the 87, 88 and 86', (segment) => {
    const { euicc } = authenticated('LARGE');
    const { boundProfilePackage: right } = expectJson(euicc.getBpp());
    withFault(getBpp, { kind: 'badMac', segment });
    const { boundProfilePackage: wrong } = expectJson(authenticated('LARGE').euicc.getBpp());
    const segmentsOf = (text: string | undefined) => {
      const bpp = decode(BoundProfilePackage, fromBase64(text ?? ''), 'bpp');
      const { firstSequenceOf87, sequenceOf88, secondSequenceOf87 = [], sequenceOf86 } = bpp;
      return [...firstSequenceOf87, ...sequenceOf88, ...secondSequenceOf87, ...sequenceOf86].map(toHex);
    };
    const [good, bad] = [segmentsOf(right), segmentsOf(wrong)];
    expect(good.flatMap((one, at) => (one === bad[at] ? [] : [at]))).toEqual([segment]);
  });

  it('otherMetadata: the package has other metadata than AuthenticateClient gave', () => {
    withFault(getBpp, { kind: 'otherMetadata' });
    const { euicc } = authenticated('PLAIN');
    const { storeMetadata } = euicc.open(euicc.getBpp());
    expect(decode(StoreMetadataRequest, storeMetadata, 'm').profileName).toBe('Another profile');
  });
});

describe('a fault of an SM-DS', () => {
  const smdsWith = (name: string, fault: ServerFault) =>
    createSmds({
      pki,
      clock,
      entropy: seeded('smds'),
      store: memoryEventStore(),
      address: 'smds.example',
      faults: faultsAt(name, fault),
    });
  const initiateAt = (name: string, fault: ServerFault) =>
    new FakeEuicc({ pki, smdp: smdsWith(name, fault) }).initiate();

  it.each(['expired', 'notYetValid', 'foreign', 'wrongRole'] as const)('certificate %s: its own', (how) => {
    const answer = initiateAt('ES11.InitiateAuthentication', { kind: 'certificate', how });
    const certificate = parseCertificate(field(answer, 'serverCertificate'));
    expect(verifyServerChain(certificate, 'dsAuth', [pki.ci.certificate], clock.now()).ok).toBe(false);
    const signature = field(answer, 'serverSignature1').slice(3);
    expect(verify(certificate.publicKey, field(answer, 'serverSigned1'), signature)).toBe(true);
  });

  it('wrongChallenge, wrongTransactionId and wrongSignature, as for an SM-DP+', () => {
    const right = initiateAt('none', { kind: 'hang' });
    for (const kind of ['wrongChallenge', 'wrongTransactionId'] as const) {
      const wrong = initiateAt('ES11.InitiateAuthentication', { kind });
      expect(toHex(field(wrong, 'serverSigned1'))).not.toBe(toHex(field(right, 'serverSigned1')));
    }
    const wrong = initiateAt('ES11.InitiateAuthentication', { kind: 'wrongSignature' });
    expect(toHex(field(wrong, 'serverSigned1'))).toBe(toHex(field(right, 'serverSigned1')));
    expect(toHex(field(wrong, 'serverSignature1'))).not.toBe(toHex(field(right, 'serverSignature1')));
  });

  it('status, of a function between servers', async () => {
    const smds = smdsWith('ES12.RegisterEvent', { kind: 'status', subjectCode: '8.9', reasonCode: '4.2' });
    const response = await smds.handle(rspRequest('/gsma/rsp2/es12/registerEvent', {}));
    expect(readAnswer(response)).toBe('8.9/4.2');
  });
});

describe('over the network', () => {
  let server: SmdpServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const ca = `-----BEGIN CERTIFICATE-----\n${toBase64(pki.ci.certificate.der)}\n-----END CERTIFICATE-----\n`;

  /** Everything that the server sends on one connection, how it ended, and after how long. */
  function exchange(port: number, patienceMs = 3000) {
    const begun = systemClock.monotonic();
    return new Promise<{ text: string; end: string; ms: number }>((resolve) => {
      const chunks: Buffer[] = [];
      let end = 'open';
      const socket = connect({ host: '127.0.0.1', port, ca, servername: 'smdp.bench.example' });
      const done = () =>
        resolve({ text: Buffer.concat(chunks).toString(), end, ms: systemClock.monotonic() - begun });
      socket.setTimeout(patienceMs, () => socket.destroy());
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', (error: NodeJS.ErrnoException) => {
        end = error.code ?? error.message;
      });
      socket.on('end', () => {
        end = 'end';
      });
      socket.on('close', done);
      const body = '{"smdpAddress":"x"}';
      socket.write(
        [
          'POST /gsma/rsp2/es9plus/initiateAuthentication HTTP/1.1',
          'Host: smdp.bench.example',
          'Content-Type: application/json',
          'X-Admin-Protocol: gsma/rsp/v2.5.0',
          `Content-Length: ${body.length}`,
          'Connection: close',
          '',
          body,
        ].join('\r\n'),
      );
    });
  }

  async function serve(faults: ServerFaults) {
    const smdp = make({ faults });
    server = await startSmdpServer({ smdp, pki, port: 0 });
    return server.port;
  }

  it('reset before: nothing comes', async () => {
    const port = await serve(faultsAt(initiate, { kind: 'reset', when: 'before' }));
    expect(await exchange(port)).toMatchObject({ text: '', end: 'ECONNRESET' });
  });

  it('reset after some bytes of the body: the head and those bytes', async () => {
    const port = await serve(faultsAt(initiate, { kind: 'reset', when: 'after', afterBytes: 9 }));
    const { text, end } = await exchange(port);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*\r\n\r\n\{"header"$/);
    expect(end).toBe('ECONNRESET');
  });

  it('truncate: a length is announced that does not come', async () => {
    const port = await serve(faultsAt(initiate, { kind: 'truncate', bytes: 10 }));
    const { text, end } = await exchange(port);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(Number(/content-length: (\d+)/i.exec(head)?.[1])).toBe(body.length + 10);
    expect(end).toBe('end');
  });

  it('hang: nothing comes, for as long as the client waits', async () => {
    const port = await serve(faultsAt(initiate, { kind: 'hang' }));
    expect(await exchange(port, 300)).toMatchObject({ text: '', end: 'open' });
  });

  it('slow: late, and at that rate', async () => {
    const port = await serve(faultsAt(initiate, { kind: 'slow', delayMs: 200, bytesPerSecond: 400 }));
    const { text, ms } = await exchange(port);
    const [, body = ''] = text.split('\r\n\r\n');
    expect(JSON.parse(body).header.functionExecutionStatus.status).toBe('Failed');
    expect(ms).toBeGreaterThan(200 + (1000 * body.length) / 400 / 2);
  });

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['foreign', /UNABLE_TO_|SELF_SIGNED|LEAF_SIGNATURE/],
    ['wrongName', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('a TLS certificate that is %s is shown to the next client alone', async (how, code) => {
    const answers: (typeof how)[] = [how];
    const port = await serve({ onFunction: () => undefined, onConnection: () => answers.pop() });
    const { end } = await exchange(port);
    expect(end).toMatch(code);
    expect((await exchange(port)).text).toContain('200 OK');
  });

  it('the certificate of a client that trusts is the usual one', async () => {
    const port = await serve(faultsAt('none', { kind: 'hang' }));
    const peer = await new Promise<PeerCertificate>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, ca, servername: 'smdp.bench.example' }, () => {
        resolve(socket.getPeerCertificate());
        socket.destroy();
      });
      socket.on('error', reject);
    });
    expect(toHex(peer.raw)).toBe(toHex(pki.dpTls.certificate.der));
  });
});
