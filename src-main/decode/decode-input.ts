/**
 * What somebody pastes or hands over in a file, found out and decoded: hexadecimal, base64, PEM, JSON of ES9+, an activation
 * code, an EID, an ICCID. Bounded, and never without an answer: bytes of no known kind are shown as what they are.
 */

import { parseActivationCode } from '../../src-shared/activation-code.ts';
import { toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { DecodedInput, DecodeKind, TraceNode } from '../../src-shared/model/index.ts';
import { codeRemarkText, groupDigits } from '../../src-shared/texts.ts';
import * as rsp from '../rsp/index.ts';
import { type Schema, tagText } from '../tlv/index.ts';
import { commandHeader, instructionText, layoutOf } from './command.ts';
import { answerDataNodes, commandDataNodes, commandKnowledge } from './commands-data.ts';
import { type At, describeAs, describeBytes, describeTlv, sceneOf, topOf } from './describe.ts';
import { es10FunctionOf, es10Nodes } from './es10-trees.ts';
import { bodyNodes } from './json-trees.ts';
import { sgp22 } from './knowledge.ts';
import { looseHeader, looseTlvs } from './loose-tlv.ts';
import { eidFits, luhnFits } from './numbers.ts';
import { ProfileElement, profileElementName } from './profile-element.ts';
import { listed, type Said, say, spokenValue } from './said.ts';
import { plainSource } from './source.ts';
import { statusWordMeaning, statusWordNode } from './status-word.ts';
import { Certificate, CertificateList } from './x509.ts';

/** Of what is decoded, in bytes. */
export const decodeLimit = 1024 * 1024;

interface Found {
  readonly kind: DecodeKind;
  readonly title: Said;
  readonly nodes: TraceNode[];
}

const topAt = (bytes: Uint8Array): At => topOf(sceneOf(plainSource(bytes), commandKnowledge));

function remarksIn(nodes: readonly TraceNode[]): number {
  return nodes.reduce(
    (sum, { remarks, children }) => sum + (remarks?.length ?? 0) + remarksIn(children ?? []),
    0,
  );
}

/** Types that begin with tag 30, the one that fits without a remark is taken. */
const sequences: readonly (readonly [name: string, schema: Schema<unknown>, kind: DecodeKind])[] = [
  ['certificate', Certificate, 'certificate'],
  ['certificateList', CertificateList, 'crl'],
  ['otherSignedNotification', rsp.OtherSignedNotification, 'tlv'],
  ['serverSigned1', rsp.ServerSigned1, 'tlv'],
  ['euiccSigned1', rsp.EuiccSigned1, 'tlv'],
  ['smdpSigned2', rsp.SmdpSigned2, 'tlv'],
  ['euiccSigned2', rsp.EUICCSigned2, 'tlv'],
  ['euiccCancelSessionSigned', rsp.EuiccCancelSessionSigned, 'tlv'],
];
/** Types that their tag alone tells. */
const tagged: readonly (readonly [tag: number, name: string, schema: Schema<unknown>])[] = [
  [0xbf23, 'initialiseSecureChannelRequest', rsp.InitialiseSecureChannelRequest],
  [0xbf24, 'configureISDPRequest', rsp.ConfigureISDPRequest],
  [0xbf25, 'storeMetadataRequest', rsp.StoreMetadataRequest],
  [0xbf26, 'replaceSessionKeysRequest', rsp.ReplaceSessionKeysRequest],
  [0xbf27, 'profileInstallationResultData', rsp.ProfileInstallationResultData],
  [0xbf2a, 'updateMetadataRequest', rsp.UpdateMetadataRequest],
  [0xbf2f, 'notificationMetadata', rsp.NotificationMetadata],
  [0xe3, 'profileInfo', rsp.ProfileInfo],
];

/** TLVs that say by themselves what they are. */
function asKnownTlv(bytes: Uint8Array): Found | undefined {
  const { tlvs, rest } = looseTlvs(bytes);
  const [first, second] = tlvs;
  if (first === undefined) return undefined;
  const alone = second === undefined;
  if (alone && es10FunctionOf(bytes) !== undefined) return asEs10(bytes);
  const known = tagged.find(([tag]) => tag === first.tag);
  if (alone && known !== undefined)
    return { kind: 'tlv', title: known[1], nodes: describeAs(known[2], bytes, known[1], topAt(bytes)) };
  if (alone && (first.tag === 0x62 || first.tag === 0x6f))
    return {
      kind: 'tlv',
      title: say('answer to SELECT'),
      nodes: answerDataNodes(bytes, { command: Uint8Array.of(0, 0xa4) }, topAt(bytes)),
    };
  if (alone && first.tag === 0xd0)
    return {
      kind: 'tlv',
      title: say('proactive command'),
      nodes: answerDataNodes(bytes, { command: Uint8Array.of(0x80, 0x12) }, topAt(bytes)),
    };
  if (alone && first.tag === 0xa9)
    return {
      kind: 'tlv',
      title: say('terminal capability'),
      nodes: commandDataNodes(bytes, { command: Uint8Array.of(0x80, 0xaa) }, topAt(bytes)),
    };
  if (alone && first.tag === 0x30 && rest.length === 0)
    for (const [name, schema, kind] of sequences) {
      const nodes = describeAs(schema, bytes, name, topAt(bytes));
      if (remarksIn(nodes) === 0) return { kind, title: name, nodes };
    }
  if (rest.length > 0) return undefined;
  if (!alone && first.tag === 0xa0 && tlvs.every(({ tag }) => profileElementName(tag) !== undefined)) {
    const top = topAt(bytes);
    const nodes = tlvs.map((tlv) => {
      const node = describeTlv(ProfileElement, tlv, profileElementName(tlv.tag) ?? '', top);
      return node.children?.[0] ?? node;
    });
    return { kind: 'profile_package', title: say('unprotected profile package'), nodes };
  }
  if (tlvs.every(({ tag }) => tag >= 0x86 && tag <= 0x88) && bytes.length > 16)
    return {
      kind: 'tlv',
      title: say('segment of a bound profile package'),
      nodes: es10Nodes(bytes, 'request', topAt(bytes)),
    };
  return undefined;
}

function asTlv(bytes: Uint8Array): Found | undefined {
  const { tlvs, rest } = looseTlvs(bytes);
  if (tlvs.length === 0 || rest.length > 0) return undefined;
  return {
    kind: 'tlv',
    title: tlvs.length === 1 ? 'TLV' : say('{count} TLVs', { count: tlvs.length }),
    nodes: describeBytes(bytes, say('data'), topAt(bytes)),
  };
}

/** Request and response begin with the same tag: it is the one in which less is wrong. */
function asEs10(bytes: Uint8Array): Found {
  const [request, response] = (['request', 'response'] as const).map((side) =>
    es10Nodes(bytes, side, topAt(bytes)),
  );
  const name = es10FunctionOf(bytes)?.name ?? '';
  return remarksIn(request ?? []) <= remarksIn(response ?? [])
    ? { kind: 'es10_request', title: listed([name, say('request')]), nodes: request ?? [] }
    : { kind: 'es10_response', title: listed([name, say('response')]), nodes: response ?? [] };
}

function asCommand(bytes: Uint8Array): Found | undefined {
  const [cla = 0, ins = 0] = bytes;
  const instruction = instructionText(ins);
  if (bytes.length < 4 || cla === 0xff || instruction === undefined) return undefined;
  const { announced = 0, lc, data = [0, 0], le } = layoutOf(bytes);
  if (announced !== data[1] - data[0]) return undefined;
  if ((le?.[1] ?? (data[1] || lc?.[1]) ?? 4) !== bytes.length) return undefined;
  if (bytes.length > 5 && announced === 0) return undefined;
  const body = bytes.subarray(...data);
  const top = topAt(bytes);
  return {
    kind: 'command',
    title: listed([say('command APDU'), instruction]),
    nodes: [
      commandHeader(bytes, top),
      ...(ins === 0xe2 ? es10Nodes(body, 'request', top) : commandDataNodes(body, { command: bytes }, top)),
    ],
  };
}

/** Data and a status word of those that end an answer well, or one of a refusal alone. */
function asResponse(bytes: Uint8Array): Found | undefined {
  const [high = 0, low = 0] = bytes.subarray(-2);
  const alone = bytes.length === 2 && high >= 0x61 && high <= 0x9f;
  const usual = (high === 0x90 && low === 0) || high === 0x61 || high === 0x91;
  if (!alone && !(usual && bytes.length > 2)) return undefined;
  const data = bytes.subarray(0, -2);
  const top = topAt(bytes);
  const { tlvs } = looseTlvs(data);
  const select = tlvs[0]?.tag === 0x62 || tlvs[0]?.tag === 0x6f;
  return {
    kind: 'response',
    title: listed([say('response APDU'), statusWordMeaning((high << 8) | low)]),
    nodes: [
      ...(select
        ? answerDataNodes(data, { command: Uint8Array.of(0, 0xa4) }, top)
        : es10Nodes(data, 'response', top)),
      statusWordNode(bytes.subarray(-2), top),
    ],
  };
}

/** The beginning of an ES10 request or response that was not copied, or not recorded, to its end: what is whole in it. */
function asCut(bytes: Uint8Array): Found | undefined {
  const header = looseHeader(bytes, 0);
  const fn = es10FunctionOf(bytes);
  if (header === undefined || fn === undefined) return undefined;
  const value = bytes.subarray(header.valueAt);
  const { tlvs, rest } = looseTlvs(value);
  const whole = value.subarray(0, value.length - rest.length);
  const top = topAt(bytes);
  const [node] = describeBytes(bytes, fn.name, top);
  if (node === undefined || value.length >= header.length) return undefined;
  const parts = tlvs.length === 0 ? [] : [whole, rest];
  const children = parts.flatMap((part) => describeBytes(part, say('data'), top));
  return {
    kind: 'unknown',
    title: listed([fn.name, say('cut short')]),
    nodes: [
      {
        ...node,
        tag: tagText(header.tag),
        section: sgp22(fn.section),
        remarks: [{ code: 'length_wrong', params: { announced: header.length, found: value.length } }],
        ...(children.length === 0 ? {} : { children }),
      },
    ],
  };
}

function decodeBytes(bytes: Uint8Array): Found {
  return (
    asKnownTlv(bytes) ??
    asCommand(bytes) ??
    asResponse(bytes) ??
    asTlv(bytes) ??
    asCut(bytes) ?? {
      kind: 'unknown',
      title: say('bytes of no known kind'),
      nodes: describeBytes(bytes, say('data'), topAt(bytes)),
    }
  );
}

// --- texts ------------------------------------------------------------------------------------------------------------

const pem = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/;

function bytesOfText(text: string): Uint8Array | undefined {
  const armoured = pem.exec(text);
  if (armoured !== null) return fromBase64(armoured[2] ?? '');
  const hex = text
    .replace(/^[<>=]+/, '')
    .replace(/(?:0x|\\x)\s*(?=[0-9a-f])/gi, '')
    .replace(/[\s:,;'"{}[\]-]+/g, '');
  if (hex !== '' && hex.length % 2 === 0 && /^[0-9a-f]*$/i.test(hex)) return fresh(Buffer.from(hex, 'hex'));
  return fromBase64(text);
}

/** Standard or for addresses, with or without padding; undefined where it is none. */
function fromBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/\s+/g, '').replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  if (packed === '' || packed.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(packed)) return undefined;
  return fresh(Buffer.from(packed, 'base64'));
}

/** Memory of its own: small Buffers share theirs. */
const fresh = (buffer: Buffer): Uint8Array => Uint8Array.from(buffer);

function asDigits(text: string): Found | undefined {
  const digits = text.replace(/[\s-]+/g, '');
  if (/^89\d{30}$/.test(digits)) {
    const wrong = eidFits(digits) ? [] : [{ code: 'check_digits_wrong' as const, params: {} }];
    const section = 'SGP.02 v4.2 §2.2.2';
    const part = (label: string, from: number, to: number): TraceNode => ({
      label,
      section,
      value: digits.slice(from, to),
      places: [{ seq: 0, part: 'request', from, to }],
    });
    const node: TraceNode = {
      label: 'EID',
      section,
      value: groupDigits(digits),
      ...(wrong.length > 0 ? { remarks: wrong } : {}),
      children: [
        part('telecommunications', 0, 2),
        part('country', 2, 5),
        part('eum', 5, 8),
        part('eumSpecific', 8, 13),
        part('additionalIssuerInformation', 13, 18),
        part('individualIdentification', 18, 30),
        part('checkDigits', 30, 32),
      ],
    };
    return { kind: 'eid', title: 'EID', nodes: [node] };
  }
  if (!/^89\d{16,18}F?$/i.test(digits)) return undefined;
  const plain = digits.replace(/F$/i, '');
  const wrong = luhnFits(plain) ? [] : [{ code: 'check_digits_wrong' as const, params: {} }];
  const node: TraceNode = {
    label: 'ICCID',
    section: 'ITU-T E.118 §4.1',
    value: groupDigits(plain),
    ...(wrong.length > 0 ? { remarks: wrong } : {}),
  };
  return { kind: 'iccid', title: 'ICCID', nodes: [node] };
}

function asActivationCode(text: string): Found | undefined {
  if (!/^(LPA:)?1\$/i.test(text)) return undefined;
  const { remarks, ...parts } = parseActivationCode(text);
  const said = remarks.length === 0 ? {} : { remarks: remarks.map(codeRemarkText).join(' ') };
  const nodes = Object.entries({ ...parts, ...said }).map(
    ([label, value]): TraceNode => ({
      label,
      section: 'SGP.22 v2.5 §4.1',
      value: String(value),
      ...(label === 'matchingId' ? { secret: true } : {}),
    }),
  );
  return { kind: 'activation_code', title: say('activation code'), nodes };
}

function asJson(text: string): Found | undefined {
  // A list of bytes, as programs write it, begins alike.
  if (!/^[[{]/.test(text) || /^[[{]\s*0x/i.test(text)) return undefined;
  const bytes = new TextEncoder().encode(text);
  const nodes = bodyNodes({
    shown: { bytes, secret: [] },
    text,
    seq: 0,
    part: 'request',
    decode(one) {
      const said = one.length % 4 === 0 ? fromBase64(one) : undefined;
      return said === undefined ? undefined : { bytes: said, secret: [] };
    },
  });
  return { kind: 'json', title: 'JSON', nodes };
}

/**
 * Finds out what a text is and decodes it. Places are bytes of `hex`; of a JSON text and of digits, characters of the text.
 * @throws WorkbenchError decode_input_too_large, decode_input_unknown, and what an activation code is refused with
 */
export function decodeInput(given: string): DecodedInput {
  if (given.length > 3 * decodeLimit) throw tooLarge(given.length);
  const text = given.replace(/^\uFEFF/, '').trim();
  const found = asActivationCode(text) ?? asDigits(text) ?? asJson(text);
  if (found !== undefined) {
    if (text.length > decodeLimit) throw tooLarge(text.length);
    return decoded(found, '');
  }
  const bytes = bytesOfText(text);
  if (bytes === undefined || bytes.length === 0) throw new WorkbenchError('decode_input_unknown');
  if (bytes.length > decodeLimit) throw tooLarge(bytes.length);
  return decoded(decodeBytes(bytes), toHex(bytes));
}

function decoded({ kind, title, nodes }: Found, hex: string): DecodedInput {
  const { value, words } = spokenValue(title);
  return { kind, title: value ?? '', ...(words === undefined ? {} : { titleWords: words }), hex, nodes };
}

const tooLarge = (length: number) =>
  new WorkbenchError('decode_input_too_large', { length, limit: decodeLimit });
