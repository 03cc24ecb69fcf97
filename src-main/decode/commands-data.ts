/** The data of commands that are no ES10 function: SELECT with its FCP, TERMINAL CAPABILITY, MANAGE CHANNEL, proactive commands. */

import { fromHex } from '../../src-shared/bytes.ts';
import type { TraceNode } from '../../src-shared/model/trace.ts';
import type { DecodePhrase } from '../../src-shared/texts/decode-words.ts';
import * as rsp from '../rsp/index.ts';
import {
  choice,
  octets,
  optional,
  raw,
  type Schema,
  sequence,
  tagText,
  textFromBytesLeniently,
  unsignedFromBytes,
} from '../tlv/index.ts';
import {
  type At,
  describeAs,
  describeBytes,
  type Hook,
  inner,
  type Knowledge,
  type Label,
  makeNode,
} from './describe.ts';
import { knowledge } from './knowledge.ts';
import { looseTlvs } from './loose-tlv.ts';
import { aidText, filesText, iccidText, plmnText, swappedDigits } from './numbers.ts';
import { byteCount, listed, type Said, saidText, say } from './said.ts';

const ts102221 = (section: string) => `ETSI TS 102 221 §${section}`;

// --- SELECT ---------------------------------------------------------------------------------------------------------

/** FCP template (ETSI TS 102 221 §11.1.1.3). */
const Fcp = sequence(0x62, {
  fileDescriptor: optional(octets(0x82)),
  fileIdentifier: optional(octets(0x83)),
  dfName: optional(octets(0x84)),
  proprietaryInformation: optional(
    sequence(0xa5, {
      uiccCharacteristics: optional(octets(0x80)),
      applicationPowerConsumption: optional(octets(0x81)),
      minimumClockFrequency: optional(octets(0x82)),
      availableMemory: optional(octets(0x83)),
      fileDetails: optional(octets(0x84)),
      reservedFileSize: optional(octets(0x85)),
      maximumFileSize: optional(octets(0x86)),
      supportedCommands: optional(octets(0x87)),
      specificUiccConditions: optional(octets(0x88)),
    }),
  ),
  lifeCycleStatus: optional(octets(0x8a)),
  securityAttributesReferenced: optional(octets(0x8b)),
  securityAttributesCompact: optional(octets(0x8c)),
  securityAttributesExpanded: optional(raw(0xab)),
  pinStatusTemplate: optional(raw(0xc6)),
  fileSize: optional(octets(0x80)),
  totalFileSize: optional(octets(0x81)),
  shortFileIdentifier: optional(octets(0x88)),
});
/** FCI template (GlobalPlatform Card Specification §11.9.3.1), with what an ISD-R puts into it. */
const Fci = sequence(0x6f, {
  dfName: optional(octets(0x84)),
  proprietaryInformation: optional(
    sequence(0xa5, {
      securityDomainManagementData: optional(raw(0x73)),
      applicationProductionLifeCycle: optional(octets(0x9f6e)),
      maximumCommandLength: optional(octets(0x9f65)),
      isdrProprietaryApplicationTemplate: optional(rsp.ISDRProprietaryApplicationTemplate),
    }),
  ),
  isdrProprietaryApplicationTemplate: optional(rsp.ISDRProprietaryApplicationTemplate),
});
const SelectAnswer = choice({ fcpTemplate: Fcp, fciTemplate: Fci });

const fileTypes: Readonly<Record<number, DecodePhrase>> = { 0: 'working EF', 8: 'internal EF' };
const fileForms: Readonly<Record<number, DecodePhrase>> = {
  0: 'no information',
  1: 'transparent',
  2: 'linear fixed',
  6: 'cyclic',
};

function fileDescriptorText([byte = 0]: Uint8Array): Said {
  const shareable = say(byte & 0x40 ? 'shareable' : 'not shareable');
  if ((byte & 0xbf) === 0x38) return listed([say('DF or ADF'), shareable]);
  if ((byte & 0xbf) === 0x39) return listed([say('BER-TLV structure'), shareable]);
  const type = say(fileTypes[byte & 0x38] ?? 'EF');
  return listed([type, say(fileForms[byte & 7] ?? 'other structure'), shareable]);
}

function lifeCycleText([byte = 0]: Uint8Array): Said | undefined {
  if (byte === 1) return say('creation');
  if (byte === 3) return say('initialisation');
  if ((byte & 0xfd) === 5) return say('operational, activated');
  if ((byte & 0xfd) === 4) return say('operational, deactivated');
  return (byte & 0xfc) === 0x0c ? say('termination') : undefined;
}

const sizeText = (bytes: Uint8Array) => {
  const size = unsignedFromBytes(bytes);
  return size === undefined ? undefined : byteCount(size);
};

// --- TERMINAL CAPABILITY (ETSI TS 102 221 §11.1.19, SGP.22 v2.5 §5.7.1) ------------------------------------------------

const TerminalCapability = sequence(0xa9, {
  terminalPowerSupply: optional(octets(0x80)),
  extendedLogicalChannels: optional(octets(0x81)),
  additionalInterfaces: optional(octets(0x82)),
  euiccCapabilities: optional(octets(0x83)),
  eDrx: optional(octets(0x84)),
});
const lpaNames: readonly DecodePhrase[] = [
  'local user interface (LUId)',
  'profile download (LPDd)',
  'eUICC management (LDSd)',
  'LUIe',
  'metadata update alerting',
];

function lpaText([byte = 0]: Uint8Array): Said {
  const names = lpaNames.filter((_, bit) => byte & (1 << bit));
  return names.length === 0 ? say('none') : listed(names.map((name) => say(name)));
}

// --- proactive commands (ETSI TS 102 223) -----------------------------------------------------------------------------

const proactiveTypes: Readonly<Record<number, string>> = {
  1: 'REFRESH',
  2: 'MORE TIME',
  3: 'POLL INTERVAL',
  4: 'POLLING OFF',
  5: 'SET UP EVENT LIST',
  16: 'SET UP CALL',
  17: 'SEND SS',
  18: 'SEND USSD',
  19: 'SEND SHORT MESSAGE',
  20: 'SEND DTMF',
  21: 'LAUNCH BROWSER',
  32: 'PLAY TONE',
  33: 'DISPLAY TEXT',
  34: 'GET INKEY',
  35: 'GET INPUT',
  36: 'SELECT ITEM',
  37: 'SET UP MENU',
  38: 'PROVIDE LOCAL INFORMATION',
  39: 'TIMER MANAGEMENT',
  40: 'SET UP IDLE MODE TEXT',
  64: 'OPEN CHANNEL',
  65: 'CLOSE CHANNEL',
  66: 'RECEIVE DATA',
  67: 'SEND DATA',
  68: 'GET CHANNEL STATUS',
};
const refreshModes: readonly DecodePhrase[] = [
  'initialisation and full file change notification',
  'file change notification',
  'initialisation and file change notification',
  'initialisation',
  'UICC reset',
  'application reset',
  'session reset',
  'steering of roaming',
  'steering of roaming for I-WLAN',
  'eUICC profile state change',
  'application update',
];
const devices: Readonly<Record<number, DecodePhrase>> = {
  1: 'keypad',
  2: 'display',
  3: 'earpiece',
  129: 'UICC',
  130: 'terminal',
  131: 'network',
};
const results: Readonly<Record<number, DecodePhrase>> = {
  0: 'performed successfully',
  1: 'performed with partial comprehension',
  2: 'performed, with missing information',
  16: 'ended by the user',
  32: 'terminal currently unable to process',
  48: 'beyond the capabilities of the terminal',
  49: 'type not understood',
  50: 'data not understood',
};
/** Comprehension TLVs by their tag without the comprehension bit (ETSI TS 101 220 §7.2, TS 102 223 §8). */
const comprehensionNames: Readonly<Record<number, string>> = {
  1: 'commandDetails',
  2: 'deviceIdentities',
  3: 'result',
  4: 'duration',
  5: 'alphaIdentifier',
  6: 'address',
  11: 'smsTpdu',
  13: 'textString',
  15: 'item',
  18: 'fileList',
  19: 'locationInformation',
  20: 'imei',
  25: 'eventList',
  47: 'aid',
  53: 'bearerDescription',
  54: 'channelData',
  55: 'channelDataLength',
  56: 'channelStatus',
  57: 'bufferSize',
  60: 'transportLevel',
  62: 'otherAddress',
  71: 'networkAccessName',
};

function comprehensionText(name: string | undefined, value: Uint8Array): Said | undefined {
  const [a = 0, b = 0, c = 0] = value;
  switch (name) {
    case 'commandDetails': {
      const type = proactiveTypes[b];
      if (type === undefined) return undefined;
      return b === 0x01 ? listed([type, say(refreshModes[c] ?? 'unknown mode')], ': ') : type;
    }
    case 'deviceIdentities':
      return listed([say(devices[a] ?? 'device'), say(devices[b] ?? 'device')], ' → ');
    case 'result': {
      const result = results[a];
      return result === undefined ? undefined : say(result);
    }
    case 'alphaIdentifier':
      return textFromBytesLeniently(value);
    case 'aid':
      return aidText(value);
    case 'imei':
      return swappedDigits(value);
    default:
      return undefined;
  }
}

/** Comprehension TLVs: a flat list whose tags are read without their highest bit. */
function comprehensionNodes(bytes: Uint8Array, at: At): TraceNode[] {
  const { tlvs, rest } = looseTlvs(bytes);
  if (tlvs.length === 0 || rest.length > 0) return describeBytes(bytes, say('data'), at);
  const within: At = { ...at, section: 'ETSI TS 102 223 §8' };
  return tlvs.map((tlv) => {
    const name = comprehensionNames[tlv.tag & 0x7f];
    const tag = tagText(tlv.tag);
    const value = comprehensionText(name, tlv.value);
    return makeNode(
      within,
      { label: name ?? tag, tag, raw: tlv.raw, value, remarks: tlv.remarks },
      tlv.value,
    );
  });
}

const envelopes: Readonly<Record<number, string>> = {
  208: 'proactiveCommand',
  209: 'smsPpDownload',
  211: 'menuSelection',
  212: 'callControl',
  214: 'eventDownload',
  215: 'timerExpiration',
};

function envelopeNodes(bytes: Uint8Array, at: At): TraceNode[] {
  const { tlvs, rest } = looseTlvs(bytes);
  const [only, second] = tlvs;
  const name = only === undefined ? undefined : envelopes[only.tag];
  if (only === undefined || name === undefined || second !== undefined || rest.length > 0)
    return describeBytes(bytes, say('data'), at);
  const within: At = { ...at, section: 'ETSI TS 102 223 §6.6, §7' };
  const children = comprehensionNodes(only.value, inner(within));
  const [details] = children;
  const value = details?.label === 'commandDetails' ? (details.words ?? details.value) : undefined;
  return [
    makeNode(within, {
      label: name,
      tag: tagText(only.tag),
      raw: only.raw,
      value,
      remarks: only.remarks,
      children,
    }),
  ];
}

// --- what files hold ------------------------------------------------------------------------------------------------

/** The name of the file that was selected. */
function fileLabel(selected: string | undefined): Label {
  const name = selected === undefined ? undefined : filesText(fromHex(selected));
  return name === undefined ? say('data') : saidText(name);
}

function fileText(id: string | undefined, bytes: Uint8Array): Said | undefined {
  switch (id) {
    case '2FE2':
      return iccidText(bytes);
    case '6F07':
      return swappedDigits(bytes.subarray(1)).slice(1);
    case '6FAD':
      return bytes[3] === undefined ? undefined : say('MNC of {count} digits', { count: bytes[3] });
    case '6F46':
      return textFromBytesLeniently(bytes.subarray(1)).replace(/\uFFFD+$/, '');
    case '6F7B':
      return (
        Array.from({ length: Math.min(64, Math.floor(bytes.length / 3)) }, (_, i) =>
          bytes.subarray(3 * i, 3 * i + 3),
        )
          .filter((one) => one.some((byte) => byte !== 0xff))
          .map((one) => plmnText(one) ?? '')
          .join('; ') || say('none')
      );
    default:
      return undefined;
  }
}

// --- all together -----------------------------------------------------------------------------------------------------

const words =
  (of: (bytes: Uint8Array) => Said | undefined): Hook =>
  ({ value }) => ({ value: of(value) });

/** The knowledge of card commands beside that of SGP.22; field names do not collide. */
export const commandKnowledge: Knowledge = {
  ...knowledge,
  sections: new Map([
    ...knowledge.sections,
    [Fcp.definition, ts102221('11.1.1.3')],
    [Fci.definition, 'GlobalPlatform Card Specification §11.9.3.1'],
    [TerminalCapability.definition, `${ts102221('11.1.19')}; SGP.22 v2.5 §5.7.1`],
  ]),
  namedHooks: new Map<string, Hook>([
    ...knowledge.namedHooks,
    ['fileDescriptor', words(fileDescriptorText)],
    ['fileIdentifier', words(filesText)],
    ['dfName', words(aidText)],
    ['lifeCycleStatus', words(lifeCycleText)],
    ['fileSize', words(sizeText)],
    ['totalFileSize', words(sizeText)],
    ['availableMemory', words(sizeText)],
    ['maximumCommandLength', words(sizeText)],
    ['shortFileIdentifier', words(([byte]) => (byte === undefined ? say('none') : `SFI ${byte >> 3}`))],
    ['euiccCapabilities', words(lpaText)],
  ]),
};

export interface CommandContext {
  /** The whole command: its header says what the data are. */
  readonly command: Uint8Array;
  /** The file that was selected last on this channel, as `2FE2`. */
  readonly selected?: string | undefined;
}

function one(schema: Schema<unknown>, bytes: Uint8Array, label: Label, at: At): TraceNode[] {
  return describeAs(schema, bytes, label, at);
}

/** The trees of a command's data. Of ES10 functions: see `es10-trees.ts`. */
export function commandDataNodes(bytes: Uint8Array, { command }: CommandContext, at: At): TraceNode[] {
  if (bytes.length === 0) return [];
  const [, ins, p1] = command;
  switch (ins) {
    case 0xa4: {
      const value = p1 === 4 ? aidText(bytes) : filesText(bytes);
      return [makeNode(at, { label: p1 === 4 ? 'aid' : say('file'), raw: bytes, value }, bytes)];
    }
    case 0xaa:
      return one(TerminalCapability, bytes, 'terminalCapability', at);
    case 0x14:
      return comprehensionNodes(bytes, at);
    case 0xc2:
      return envelopeNodes(bytes, at);
    default:
      return describeBytes(bytes, say('data'), at);
  }
}

/** The trees of an answer's data. */
export function answerDataNodes(bytes: Uint8Array, context: CommandContext, at: At): TraceNode[] {
  if (bytes.length === 0) return [];
  const [, ins, p1] = context.command;
  switch (ins) {
    case 0xa4:
    case 0xf2: {
      const { tlvs } = looseTlvs(bytes);
      const [first] = tlvs;
      if (first?.tag === 0x62 || first?.tag === 0x6f) {
        const [node, ...rest] = one(SelectAnswer, bytes, say('answer'), at);
        // A choice of templates: which one it is its tag tells.
        return node === undefined ? rest : [...(node.children ?? [node]), ...rest];
      }
      return describeBytes(bytes, say('data'), at);
    }
    case 0x70:
      return p1 === 0 && bytes.length === 1
        ? [
            makeNode(
              at,
              {
                label: say('channel'),
                raw: bytes,
                value: say('channel {number}', { number: bytes[0] ?? 0 }),
              },
              bytes,
            ),
          ]
        : describeBytes(bytes, say('data'), at);
    case 0x12:
      return envelopeNodes(bytes, at);
    case 0xb0:
    case 0xb2: {
      const value = fileText(context.selected, bytes);
      return [makeNode(at, { label: fileLabel(context.selected), raw: bytes, value }, bytes)];
    }
    default:
      return describeBytes(bytes, say('data'), at);
  }
}
