import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { base64, client, json, serve, trustStore } from './support.ts';
import { makeCertificate, makeCi } from './test-pki.ts';

const ci = makeCi();
const certificate = makeCertificate({
  commonName: 'smdp',
  issuer: ci,
  dnsNames: ['smdp.example.com', 'localhost'],
});
const challenge = fromHex('000102030405060708090A0B0C0D0E0F');
const info1 = fromHex('BF2003820102');
const transactionId = '0A1b2C';
const address = 'smdp.example.com';

function trusted() {
  const trust = trustStore();
  trust.add(ci.der);
  return trust;
}

const initiated = {
  header: { functionExecutionStatus: { status: 'Executed-Success' } },
  transactionId,
  serverSigned1: base64(fromHex('300102')),
  serverSignature1: base64(fromHex('5F370101')),
  euiccCiPKIdToBeUsed: base64(fromHex('04020102')),
  serverCertificate: base64(fromHex('3000')),
};

describe('functions of ES9+', () => {
  test('InitiateAuthentication sends what §6.5 asks for and gives the payloads as they came', async () => {
    const server = await serve(certificate, json(initiated));
    const { client: es9, trace } = client(trusted(), server.port);
    const reply = await es9.initiateAuthentication(address, { euiccChallenge: challenge, euiccInfo1: info1 });
    expect(reply.transactionId).toBe(transactionId);
    expect(toHex(reply.serverSigned1)).toBe('300102');
    expect(toHex(reply.serverSignature1)).toBe('5F370101');
    expect(toHex(reply.euiccCiPKIdToBeUsed)).toBe('04020102');
    expect(toHex(reply.serverCertificate)).toBe('3000');
    const [request] = server.requests;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe('/gsma/rsp2/es9plus/initiateAuthentication');
    expect(request?.headers).toMatchObject({
      host: 'smdp.example.com',
      'content-type': 'application/json',
      'x-admin-protocol': 'gsma/rsp/v2.5.0',
      'user-agent': 'gsma-rsp-lpad',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      euiccChallenge: base64(challenge),
      euiccInfo1: base64(info1),
      smdpAddress: 'smdp.example.com',
    });
    expect(trace).toHaveLength(1);
    expect(trace[0]).toMatchObject({
      purpose: 'ES9+.InitiateAuthentication',
      method: 'POST',
      url: 'https://smdp.example.com/gsma/rsp2/es9plus/initiateAuthentication',
      status: 200,
    });
    expect(trace[0]?.error).toBeUndefined();
    expect(new TextDecoder().decode(trace[0]?.requestBody)).toBe(request?.body);
    expect(JSON.parse(new TextDecoder().decode(trace[0]?.responseBody))).toEqual(initiated);
    expect(trace[0]?.responseHeaders).toContainEqual(['Content-Type', 'application/json;charset=UTF-8']);
  });
});
