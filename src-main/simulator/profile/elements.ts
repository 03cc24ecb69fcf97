/** Profile elements as TLVs (PEDefinitions 3.3.1): files with their control parameters, and the elements around them. */

import { concatBytes, fromHex } from '../../../src-shared/bytes.ts';
import { encodeTlv, integerToBytes, oidToBytes } from '../../tlv/index.ts';

/** Fcp: only what differs from the template is given. */
export interface FileParameters {
  readonly kind?: 'transparent' | 'dedicated' | { readonly recordLength: number };
  /** Four hexadecimal digits. */
  readonly fileId?: string;
  /** AID of an ADF. */
  readonly dfName?: Uint8Array;
  /** Number of the record of EF ARR that holds the access rule: of the MF's, or of the application's own. */
  readonly rule?: { readonly record: number; readonly of: 'mf' | 'application' };
  /** Bytes, of an EF. */
  readonly size?: number;
  /** Key references of a DF's PINs. */
  readonly pins?: string;
  /** 0 for none. */
  readonly shortId?: number;
  readonly fillPattern?: string;
}

function minimal(value: number): Uint8Array {
  const bytes = integerToBytes(value);
  return bytes[0] === 0 && bytes.length > 1 ? bytes.subarray(1) : bytes;
}

function descriptor(kind: NonNullable<FileParameters['kind']>): Uint8Array {
  if (kind === 'transparent') return fromHex('4121');
  if (kind === 'dedicated') return fromHex('7821');
  return concatBytes(fromHex('4221'), Uint8Array.of(kind.recordLength >> 8, kind.recordLength & 0xff));
}

/** The fields of Fcp, in the order of the ASN.1 and without the tag around them. */
function fcpFields(file: FileParameters): Uint8Array {
  const { kind, fileId, dfName, rule, size, pins, shortId, fillPattern } = file;
  const parts: Uint8Array[] = [];
  if (kind !== undefined) parts.push(encodeTlv(0x82, descriptor(kind)));
  if (fileId !== undefined) parts.push(encodeTlv(0x83, fromHex(fileId)));
  if (dfName !== undefined) parts.push(encodeTlv(0x84, dfName));
  if (rule !== undefined)
    parts.push(encodeTlv(0x8b, fromHex(rule.of === 'mf' ? '2F06' : '6F06'), Uint8Array.of(rule.record)));
  if (size !== undefined) parts.push(encodeTlv(0x80, minimal(size)));
  if (pins !== undefined) parts.push(encodeTlv(0xc6, fromHex(pins)));
  if (shortId !== undefined)
    parts.push(encodeTlv(0x88, shortId === 0 ? new Uint8Array() : Uint8Array.of(shortId << 3)));
  if (fillPattern !== undefined) parts.push(encodeTlv(0xa5, encodeTlv(0xc1, fromHex(fillPattern))));
  return concatBytes(...parts);
}

/** File of a template: parameters where they differ from it, and content from the first byte on. */
export function file(tag: number, parameters?: FileParameters, content?: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  if (parameters !== undefined) parts.push(encodeTlv(0xa1, fcpFields(parameters)));
  if (content !== undefined) parts.push(encodeTlv(0x83, content));
  return encodeTlv(tag, ...parts);
}

/** Content of a linear fixed EF: records padded with FF to the same length. */
export function records(length: number, contents: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    ...contents.map((content) => {
      if (content.length > length) throw new RangeError(`a record of ${content.length} bytes`);
      const record = new Uint8Array(length).fill(0xff);
      record.set(content);
      return record;
    }),
  );
}

/** Commands of GenericFileManagement: a path, then the file that is made there with its content. */
export function createFile(path: string, parameters: FileParameters, content: Uint8Array): Uint8Array {
  return encodeTlv(
    0x30,
    encodeTlv(0x80, fromHex(path)),
    encodeTlv(0x62, fcpFields(parameters)),
    encodeTlv(0x81, content),
  );
}

/** Numbers the elements of a package as they are added, from 1. */
export class ElementList {
  readonly #elements: Uint8Array[] = [];
  #next = 1;

  /** An element under its tag: the header with the next identification number, then its fields. */
  add(tag: number, ...fields: readonly Uint8Array[]): void {
    const identification = encodeTlv(0x81, integerToBytes(this.#next++));
    const header = encodeTlv(0xa0, encodeTlv(0x80), identification);
    this.#elements.push(encodeTlv(tag, header, ...fields));
  }

  /** An element that makes files from the template of that number (2.23.143.1.2.n). */
  addTemplate(tag: number, template: number, ...files: readonly Uint8Array[]): void {
    this.add(tag, encodeTlv(0x81, oidToBytes(`2.23.143.1.2.${template}`) ?? new Uint8Array()), ...files);
  }

  bytes(): Uint8Array {
    return concatBytes(...this.#elements);
  }
}

/** OBJECT IDENTIFIER of a template, as the header lists those that the eUICC must know. */
export function templateOid(template: number): string {
  return `2.23.143.1.2.${template}`;
}
