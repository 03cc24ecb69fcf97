/** What is typed into a console, understood: before anything is sent, and without a card. */

import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { ConsoleChecked, ConsoleFunction, ConsoleWarning } from '../../../src-shared/model/index.ts';
import { type ParsedCommand, parseCommand } from '../../card/apdu.ts';
import { es10FunctionOf, instructionSection, instructionText, sgp22 } from '../../decode/index.ts';
import { es10Functions } from '../../es10/index.ts';
import type { ConsoleCommand } from '../../operations/index.ts';
import { secretsInTlv } from '../../store/secret-places.ts';
import { dangerOf, dangerOfData, isPinCommand, type KnownTries, warningsOfApdu } from './dangers.ts';
import { type AnyFunction, encodeJson, fieldsOf, skeletonOf } from './requests.ts';

export interface Understood {
  readonly checked: ConsoleChecked;
  readonly command: ConsoleCommand;
  /** Of an APDU: whose answer may tell of tries. */
  readonly pin?: { readonly ins: number; readonly key: number };
}

const loadName = 'ES10b.LoadBoundProfilePackage';
/** GlobalPlatform Card Specification §11.11: 256 blocks of at most 255 bytes. */
const mostStoreData = 256 * 255;

/** Two digits for each byte, with spaces, colons and 0x as people copy them. */
function bytesOf(text: string): Uint8Array | undefined {
  const plain = text.replace(/0x/gi, '').replace(/[\s:]+/g, '');
  return plain.length > 0 && plain.length % 2 === 0 && /^[0-9a-f]+$/i.test(plain)
    ? fromHex(plain)
    : undefined;
}

function requiredBytes(text: string, what: string): Uint8Array {
  const bytes = bytesOf(text);
  if (bytes === undefined) throw new WorkbenchError('console_hex_malformed', { what });
  return bytes;
}

/** By its name in the specification, with or without the interface, in any case. */
export function functionNamed(name: string): AnyFunction | undefined {
  const wanted = name.toLowerCase();
  return es10Functions.find((fn) => {
    const own = fn.name.toLowerCase();
    return own === wanted || own.slice(own.indexOf('.') + 1) === wanted;
  });
}

const noTries: KnownTries = new Map();

/**
 * `[@isdr] [@raw]` and then: an APDU, `select AID`, `store-data HEX`, an ES10 function with its request as JSON or TLV, or `reset [cold]`.
 * @throws WorkbenchError console_*, and of family `decode` for a request that is no TLV of its function
 */
export function understand(input: string, tries: KnownTries = noTries): Understood {
  let text = input.trim();
  let [onIsdr, raw] = [false, false];
  for (let mark = /^@(isdr|raw)\s+/i.exec(text); mark !== null; mark = /^@(isdr|raw)\s+/i.exec(text)) {
    if (mark[1]?.toLowerCase() === 'isdr') onIsdr = true;
    else raw = true;
    text = text.slice(mark[0].length);
  }
  const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  switch (word.toLowerCase()) {
    case 'select':
      return selectInput(requiredBytes(rest, 'The AID'), onIsdr, raw);
    case 'store-data':
      return storeDataInput(requiredBytes(rest, 'The data'));
    case 'reset': {
      const how = rest.toLowerCase() || 'warm';
      if (how !== 'warm' && how !== 'cold') throw new WorkbenchError('console_input_unknown');
      return resetInput(how);
    }
  }
  const fn = functionNamed(word);
  if (fn !== undefined) return functionInput(fn, rest);
  const bytes = bytesOf(text);
  if (bytes === undefined) throw new WorkbenchError('console_input_unknown');
  return apduInput(bytes, onIsdr, raw, tries);
}

function apduInput(bytes: Uint8Array, onIsdr: boolean, raw: boolean, tries: KnownTries): Understood {
  const parsed = parseCommand(bytes);
  if ('reason' in parsed)
    throw new WorkbenchError('console_apdu_malformed', { length: bytes.length, reason: parsed.reason });
  const { ins, p2 } = parsed;
  const fn = ins === 0xe2 && p2 === 0 && parsed.data !== undefined ? es10FunctionOf(parsed.data) : undefined;
  const title = fn?.name ?? instructionText(ins) ?? 'APDU';
  const warnings = warningsOfApdu(parsed, tries);
  const section = fn === undefined ? instructionSection(ins) : sgp22(fn.section);
  const secret = isPinCommand(parsed) || holdsSecret(parsed);
  return {
    checked: {
      kind: 'apdu',
      title,
      ...(section === undefined ? {} : { section }),
      ...(secret ? {} : { hex: toHex(bytes) }),
      secret,
      warnings,
    },
    command: {
      purpose: title,
      changesCard: warnings.length > 0,
      action: { kind: 'apdu', bytes, onIsdr, raw },
    },
    pin: { ins, key: p2 },
  };
}

const holdsSecret = ({ data }: ParsedCommand) => data !== undefined && secretsInTlv(data).length > 0;

function selectInput(aid: Uint8Array, onIsdr: boolean, raw: boolean): Understood {
  if (aid.length < 5 || aid.length > 16)
    throw new WorkbenchError('console_aid_malformed', { length: aid.length });
  const bytes = Uint8Array.of(0x00, 0xa4, 0x04, 0x00, aid.length, ...aid, 0x00);
  const { checked, command } = apduInput(bytes, onIsdr, raw, noTries);
  return { checked: { ...checked, kind: 'select' }, command };
}

function plainInput(
  about: Pick<ConsoleChecked, 'kind' | 'title'> & { readonly section?: string; readonly data?: Uint8Array },
  danger: ConsoleWarning['danger'] | undefined,
  action: ConsoleCommand['action'],
): Understood {
  const { data, ...rest } = about;
  const secret = data !== undefined && secretsInTlv(data).length > 0;
  return {
    checked: {
      ...rest,
      ...(data === undefined || secret ? {} : { hex: toHex(data) }),
      secret,
      warnings: danger === undefined ? [] : [{ danger, params: {} }],
    },
    command: { purpose: about.title, changesCard: danger !== undefined, action },
  };
}

function storeDataInput(data: Uint8Array): Understood {
  if (data.length > mostStoreData)
    throw new WorkbenchError('command_too_long', {
      function: 'STORE DATA',
      length: data.length,
      block: 255,
    });
  const fn = es10FunctionOf(data);
  return plainInput(
    { kind: 'store_data', title: fn?.name ?? 'STORE DATA', section: sgp22(fn?.section ?? '5.7.2'), data },
    dangerOfData(data),
    { kind: 'store_data', data },
  );
}

function functionInput(fn: AnyFunction, rest: string): Understood {
  const typed = bytesOf(rest);
  const request = typed ?? encodeJson(fn, rest);
  const about = { kind: 'es10', title: fn.name, section: sgp22(fn.section), data: request } as const;
  // Its name says what is sent; what the bytes say counts as well.
  const danger = dangerOf(fn) ?? (typed === undefined ? undefined : dangerOfData(typed));
  return plainInput(
    about,
    danger,
    fn.name === loadName ? { kind: 'load', boundProfilePackage: request } : { kind: 'es10', fn, request },
  );
}

function resetInput(how: 'warm' | 'cold'): Understood {
  const section = 'ETSI TS 102 221 §6.3';
  return plainInput({ kind: 'reset', title: `${how} reset`, section }, undefined, { kind: 'reset', how });
}

/** The names that can be typed, with help. */
export function consoleFunctions(): ConsoleFunction[] {
  const command = (name: string, section: string, skeleton: string): ConsoleFunction => ({
    name,
    section,
    skeleton,
    fields: [],
  });
  return [
    ...es10Functions.map((fn): ConsoleFunction => {
      const danger = dangerOf(fn);
      return {
        name: fn.name,
        section: sgp22(fn.section),
        skeleton: skeletonOf(fn),
        fields: fieldsOf(fn),
        ...(danger === undefined ? {} : { danger }),
      };
    }),
    command('select', 'ETSI TS 102 221 §11.1.1', 'select A0000005591010FFFFFFFF8900000100'),
    command('store-data', 'SGP.22 v2.5 §5.7.2', 'store-data BF3E035C015A'),
    command('reset', 'ETSI TS 102 221 §6.3', 'reset'),
  ];
}
