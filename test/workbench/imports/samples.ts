/** Recordings as lpac, libpcscspy and pcsc-spy print them (formats of lpac's euicc/interface.c of 2.0 to 2.3 and euicc/logger.c after it, and of src/spy of pcsc-lite), with a card and a server that are made up. */

export const eid = '89049032000001000000000000000055';
const getEid = 'BF3E035C015A';
export const eidAnswer = `BF3E125A10${eid}`;
export const matchingId = 'IMPORTED-MATCHING-ID';
/** AuthenticateServer with a matching id in ctxParams1, and nothing else that counts. */
const authenticate = `BF3824A0228014${Buffer.from(matchingId).toString('hex').toUpperCase()}A10A80043529061103020500`;

const url = 'https://smdp.example.com/gsma/rsp2/es9plus/authenticateClient';
const request = `{"transactionId":"0A0B","authenticateServerResponse":"${Buffer.from(authenticate, 'hex').toString('base64')}"}`;
const response =
  '{"header":{"functionExecutionStatus":{"status":"Executed-Success"}},"transactionId":"0A0B"}';

export const expectedApdus = [
  ['80AA000008A9088100820101830107'.slice(0, 26), '9000'],
  ['0070000001', '019000'],
  [`81E2910006${getEid}`, '6115'],
  ['01C0000015', `${eidAnswer}9000`],
  ['0020000108313233343536FFFF', '63C2'],
] as const;

const lpacApdu = ([command, answer]: readonly [string, string], spaced: boolean) => {
  const at = (from: number) => command.slice(2 * from, 2 * from + 2);
  const shown = (hex: string) => (spaced ? (hex.match(/../g) ?? []).map((byte) => `${byte} `).join('') : hex);
  return [
    `[DEBUG] [APDU] [TX] CLA: ${at(0)}, INS: ${at(1)}, P1: ${at(2)}, P2: ${at(3)}, Lc: ${at(4)}, Data: ${shown(command.slice(10))}`,
    `[DEBUG] [APDU] [RX] SW1: ${answer.slice(-4, -2)}, SW2: ${answer.slice(-2)}, Data: ${shown(answer.slice(0, -4))}`,
  ];
};

/** As lpac prints it after 2.3; `older`: as 2.0 to 2.3 do, with blanks and small words. */
export function lpacLog(older = false): string {
  const http = older
    ? [
        `[DEBUG] [HTTP] [TX] url: ${url.slice(8)}, data: ${request}`,
        `[DEBUG] [HTTP] [RX] rcode: 200, data: ${response}`,
      ]
    : [
        `[DEBUG] [HTTP] [TX] URL: ${url}, Data: ${request}`,
        `[DEBUG] [HTTP] [RX] RCode: 200, Data: ${response}`,
      ];
  return `${[
    ...expectedApdus.flatMap((one) => lpacApdu(one, older)),
    '{"type":"progress","payload":{"code":0,"message":"es9p_authenticate_client","data":null}}',
    ...http,
  ].join('\n')}\n`;
}

const thread = '7F3A5C0B2740';
const spyBuffer = (hex: string) => (hex.match(/../g) ?? []).map((byte) => `${byte} `).join('');
const long = (value: number) => `0x${value.toString(16).toUpperCase().padStart(8, '0')}`;

/** What libpcscspy writes. */
export function spyLog(): string {
  const lines: string[] = [];
  let micro = 100;
  const call = (name: string, values: readonly string[], rv = '0x00000000') => {
    const now = () => `1700000000|${micro}`;
    lines.push(`>|${now()}|${name}`, ...values);
    micro += 1500;
    lines.push(`<|${now()}|${name}|${rv}`);
    micro += 10;
  };
  call('SCardEstablishContext', [long(2), long(0x1a2b3c4d)]);
  call('SCardConnect', [
    long(0x1a2b3c4d),
    'Lab Reader 00 00',
    long(2),
    long(3),
    'NULL',
    'NULL',
    long(0x5e6f),
    long(2),
  ]);
  for (const [command, answer] of expectedApdus)
    call('SCardTransmit', [
      long(0x5e6f),
      long(2),
      long(16),
      long(command.length / 2),
      spyBuffer(command),
      long(2),
      long(16),
      long(answer.length / 2),
      spyBuffer(answer),
    ]);
  call(
    'SCardTransmit',
    [long(0x5e6f), long(2), long(16), long(5), spyBuffer('00B0000002'), long(2), long(16), long(0), 'NULL'],
    '0x80100069',
  );
  return `${lines.map((line) => `${thread}@${line}`).join('\n')}\n`;
}

const dump = (hex: string, mark: string) => {
  const bytes = hex.match(/../g) ?? [];
  const out: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.slice(at, at + 16);
    const text = row
      .map((byte) => Number.parseInt(byte, 16))
      .map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.'));
    out.push(
      ` ${mark}  ${at.toString(16).toUpperCase().padStart(4, '0')} ${row.join(' ')}${'   '.repeat(16 - row.length)} ${text.join('')}`,
    );
  }
  return out;
};

/** What pcsc-spy prints of it, with the colours of a terminal. */
export function printedSpyLog(): string {
  const lines = [
    'SCardConnect',
    ' i hContext: 0x1A2B3C4D',
    ' i szReader Lab Reader 00 00',
    ' o phCard 0x00005E6F (24175)',
    ' => SCARD_S_SUCCESS [0x00000000]  [0.010000]',
  ];
  for (const [command, answer] of expectedApdus)
    lines.push(
      'SCardTransmit',
      ' i hCard: 0x00005E6F',
      ' i pioSendPci.dwProtocol: 0x00000002',
      ' i pioSendPci.cbPciLength: 0x00000010',
      ` i bSendLength ${long(command.length / 2)} (${command.length / 2})`,
      ' i bSendBuffer',
      ...dump(command, 'i'),
      ' o pioRecvPci.dwProtocol: 0x00000002',
      ' o pioRecvPci.cbPciLength: 0x00000010',
      ` o bRecvLength ${long(answer.length / 2)} (${answer.length / 2})`,
      ' o bRecvBuffer',
      ...dump(answer, 'o'),
      ' => SCARD_S_SUCCESS [0x00000000]  [0.001500]',
    );
  return `${lines.map((line) => `\u001b[32m${line}\u001b[0m`).join('\n')}\n`;
}
