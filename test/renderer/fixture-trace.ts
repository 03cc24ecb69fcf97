import type { Operation, TraceDetail, TraceLine, TraceNode } from '../../src-shared/model/index.ts';
import { downloadSteps } from './fixture-operations.ts';

/** Bytes that look like something, the same every time. */
function bytes(length: number, seed: number): string {
  let state = seed * 2654435761;
  let out = '';
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out += (state >>> 24).toString(16).padStart(2, '0').toUpperCase();
  }
  return out;
}

const INFO1 =
  'BF20358203020202A9160414F54172BDF98A95D65CBEB88A38A1C11D800A85C3AA160414F54172BDF98A95D65CBEB88A38A1C11D800A85C3';

/** A trace of a download, as far as the operation came. */
export function makeTrace(operation: Operation, long: boolean): TraceLine[] {
  const lines: TraceLine[] = [];
  let at = operation.createdAt;
  const next = () => lines.length + 1;
  const failed = operation.status === 'failed';
  let left = failed ? 8 : 100;
  for (const [, step, apdus, ms] of downloadSteps) {
    if (left-- <= 0) break;
    if (step.startsWith('ES9+')) {
      lines.push({
        seq: next(),
        startedAt: Math.round(at),
        kind: 'http',
        durationMs: ms,
        purpose: step,
        method: 'POST',
        url: `https://smdp-plus.example-carrier.com/gsma/rsp2/es9plus/${step.slice(5, 6).toLowerCase()}${step.slice(6)}`,
        status: step.endsWith('Notification') ? 204 : 200,
        requestBytes: 179,
        responseBytes: step.endsWith('Package') ? 15_872 : step.endsWith('Notification') ? 0 : 3_021,
      });
      at += ms;
      continue;
    }
    const count = long && step.includes('LoadBound') ? apdus * 180 : apdus;
    for (let i = 0; i < count; i++) {
      const first = i === 0;
      const more = i < count - 1;
      const special = step === 'ES10b.GetEUICCInfo1' && !first;
      const length = special || step.startsWith('MANAGE') ? 0 : step.includes('Load') ? 255 : 40;
      const command = special
        ? '81C0000038'
        : step === 'MANAGE CHANNEL'
          ? '0070000001'
          : step.startsWith('SELECT')
            ? '01A4040010A0000005591010FFFFFFFF8900000100'
            : `81E2${more ? '11' : '91'}${i.toString(16).padStart(2, '0').slice(-2).toUpperCase()}${length.toString(16).padStart(2, '0').toUpperCase()}${bytes(length, i + 3)}`;
      const response = special
        ? `${INFO1}9000`
        : step === 'MANAGE CHANNEL'
          ? '019000'
          : step === 'ES10b.GetEUICCInfo1'
            ? '6138'
            : `${more ? '' : 'BF380381010A'}9000`;
      lines.push({
        seq: next(),
        startedAt: Math.round(at),
        kind: 'apdu',
        durationMs: ms / Math.max(1, count),
        purpose: step,
        command,
        response,
        statusWord: response.slice(-4),
      });
      at += ms / Math.max(1, count);
    }
    if (step === 'MANAGE CHANNEL')
      lines.push({
        seq: next(),
        startedAt: Math.round(at),
        kind: 'note',
        code: 'protocol_fallback',
        params: { protocol: 'T=0' },
      });
  }
  if (failed)
    lines.push({
      seq: next(),
      startedAt: Math.round(at),
      kind: 'apdu',
      durationMs: 210,
      purpose: 'ES10b.PrepareDownload',
      command: `81E2910028${bytes(40, 9)}`,
      ...(operation.error?.code === 'card_removed'
        ? { error: { code: 'card_removed', params: { reader: operation.readerName } } }
        : { response: '6985', statusWord: '6985' }),
    });
  return lines;
}

const key = 'F54172BDF98A95D65CBEB88A38A1C11D800A85C3';

export function makeDetail(line: TraceLine): TraceDetail {
  if (line.kind === 'note') return { line, request: [], response: [] };
  if (line.kind === 'http') {
    const secret: TraceNode = { label: 'matchingId', secret: true, value: '••••••••••••' };
    return {
      line,
      request: [
        {
          label: line.purpose.slice(5),
          children: [
            { label: 'transactionId', value: '2E1A8A2F8C0D4F15A0B14B7A6E5F6C7D' },
            {
              label: 'authenticateServerResponse',
              tag: 'BF38',
              hex: bytes(32, 5),
              children: [
                {
                  label: 'euiccSigned1',
                  tag: '30',
                  children: [
                    { label: 'serverAddress', tag: '83', value: 'smdp-plus.example-carrier.com' },
                    { label: 'ctxParams1', tag: 'A0', children: [secret] },
                  ],
                },
                { label: 'euiccSignature1', tag: '5F37', hex: bytes(64, 6) },
              ],
            },
          ],
        },
      ],
      response: [
        {
          label: 'header',
          children: [
            { label: 'functionExecutionStatus', children: [{ label: 'status', value: 'Executed-Success' }] },
          ],
        },
        {
          label: 'profileMetadata',
          tag: 'BF25',
          children: [
            { label: 'iccid', tag: '5A', value: '8949110000000000014', hex: '98941100000000000041' },
            { label: 'profileName', tag: '92', value: 'Nordlicht \u202EData\n5G' },
          ],
        },
      ],
      requestText: `POST /gsma/rsp2/es9plus HTTP/1.1\nContent-Type: application/json\nX-Admin-Protocol: gsma/rsp/v2.5.0\n\n{"transactionId":"2E1A8A2F8C0D4F15A0B14B7A6E5F6C7D","authenticateServerResponse":"vziCAZowgg••••••••••••••••"}`,
      responseText: `HTTP/1.1 ${line.status}\nContent-Type: application/json\n\n{"header":{"functionExecutionStatus":{"status":"Executed-Success"}},"transactionId":"2E1A8A2F8C0D4F15A0B14B7A6E5F6C7D"}`,
    };
  }
  const { command } = line;
  const header: TraceNode = {
    label: 'header',
    hex: command.slice(0, 8),
    children: [
      { label: 'CLA', hex: command.slice(0, 2), value: 'Proprietary, channel 1' },
      {
        label: 'INS',
        hex: command.slice(2, 4),
        value: line.purpose.includes('ES10') ? 'STORE DATA' : line.purpose,
      },
      { label: 'P1', hex: command.slice(4, 6), value: 'Last block' },
      { label: 'P2', hex: command.slice(6, 8), value: 'Block 0' },
    ],
  };
  const request: TraceNode[] = [header];
  if (command.length > 10) {
    request.push({ label: 'Lc', hex: command.slice(8, 10), value: String((command.length - 10) / 2) });
    request.push({
      label: line.purpose.replace('ES10b.', ''),
      tag: 'BF38',
      hex: command.slice(10),
      children: [
        { label: 'transactionId', tag: '80', hex: command.slice(14, 30) },
        {
          label: 'ctxParams1',
          tag: 'A0',
          children: [{ label: 'matchingId', tag: '80', secret: true, value: '••••••••••••' }],
        },
      ],
    });
  }
  const response: TraceNode[] = [];
  if (line.response?.startsWith('BF20') === true)
    response.push({
      label: 'EUICCInfo1',
      tag: 'BF20',
      hex: INFO1,
      children: [
        { label: 'svn', tag: '82', value: '2.2.2', hex: '020202' },
        {
          label: 'euiccCiPKIdListForVerification',
          tag: 'A9',
          hex: `0414${key}`,
          children: [{ label: 'SubjectKeyIdentifier', tag: '04', hex: key }],
        },
        {
          label: 'euiccCiPKIdListForSigning',
          tag: 'AA',
          hex: `0414${key}`,
          children: [{ label: 'SubjectKeyIdentifier', tag: '04', hex: key }],
        },
      ],
    });
  if (line.statusWord !== undefined) response.push({ label: 'status word', hex: line.statusWord });
  return { line, request, response };
}
