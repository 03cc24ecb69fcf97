/** The declarations, field by field, against the text of the specification (spec/RSPDefinitions-v2.5.asn). */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { es10Functions } from '../../src-main/es10/index.ts';
import * as rsp from '../../src-main/rsp/index.ts';
import type { Definition, FieldDefinition, Schema } from '../../src-main/tlv/index.ts';
import { tagText } from '../../src-main/tlv/index.ts';
import { needsShared, sharedFolder } from '../summary/needs.ts';
import {
  type AsnField,
  type AsnTag,
  type AsnType,
  isAutomatic,
  readModule,
  type Size,
} from './asn1-module.ts';

const specFile = 'spec/RSPDefinitions-v2.5.asn';

/** Types of other modules: universal tag, and what the declarations make of them. */
const imported: Readonly<Record<string, { tag: number; kind: Definition['kind'] }>> = {
  Certificate: { tag: 0x30, kind: 'raw' },
  CertificateList: { tag: 0x30, kind: 'raw' },
  SubjectKeyIdentifier: { tag: 0x04, kind: 'octets' },
};
const universal = {
  sequence: 0x30,
  sequenceOf: 0x30,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  utf8: 0x0c,
  boolean: 0x01,
  oid: 0x06,
};
/** An OCTET STRING that the specification says more about in words. */
const octetKinds = new Set<Definition['kind']>(['octets', 'version', 'iccid', 'digits']);
/** Declared with the tag that their only place gives them: compared inside the types that hold them. */
const inPlace = new Set([
  'CertificationDataObject',
  'ControlRefTemplate',
  'CtxParamsForCommonAuthentication',
  'DeviceCapabilities',
  'DeviceInfo',
  'DpProprietaryData',
  'ErrorResult',
  'SuccessResult',
]);
/** Where the declaration is stricter, for what §2.5 and §5.5 say in words. */
const stricterSizes = new Set(
  ['initialMacChainingValue', 'ppkEnc', 'ppkCmac'].map((name) => `ReplaceSessionKeysRequest.${name}`),
);

function wireTag({ tagClass, number }: AsnTag, constructed: boolean): string {
  const first = { APPLICATION: 0x40, CONTEXT: 0x80, PRIVATE: 0xc0 }[tagClass] | (constructed ? 0x20 : 0);
  return tagText(number < 31 ? first | number : ((first | 0x1f) << 8) | number);
}

describe('the declarations', needsShared(specFile), () => {
  const { module, compared, differences, compare } = comparison();

  it('are the types of the specification: tags, names, order, options and sizes', () => {
    for (const [name, value] of Object.entries(rsp)) {
      const type = module.get(name);
      if (type === undefined || inPlace.has(name)) continue;
      compare(type, (value as Schema<unknown>).definition, name, undefined);
      compared.add(name);
    }
    expect(differences).toEqual([]);
    expect([...compared]).toEqual(expect.arrayContaining([...inPlace]));
    expect(compared.size).toBeGreaterThan(70);
  });

  it('of the functions are those of their tags', () => {
    const byTag = new Map<number, string[]>();
    for (const [name, type] of module) {
      if (type.kind !== 'tagged' || type.tag.tagClass !== 'CONTEXT') continue;
      byTag.set(type.tag.number, [...(byTag.get(type.tag.number) ?? []), name]);
    }
    for (const fn of es10Functions) {
      for (const side of ['request', 'response'] as const) {
        // LoadBoundProfilePackage alone has two tags.
        const tag = side === 'request' && fn.tag === 0xbf37 ? 0xbf36 : fn.tag;
        const names = byTag.get(tag & 0x7f) ?? [];
        const declared = names.filter((name) => (rsp as Record<string, unknown>)[name] === fn[side]);
        expect(declared, `${side} of ${fn.name} among ${names.join(', ')}`).toHaveLength(1);
      }
    }
  });
});

/** What `compare` finds: the names of the types that it met, and what differs. */
function comparison() {
  const module = readModuleIfThere();
  const compared = new Set<string>();
  const differences: string[] = [];
  const differ = (path: string, what: string) => {
    differences.push(`${path}: ${what}`);
  };

  function compare(type: AsnType, definition: Definition, path: string, tag: AsnTag | undefined): void {
    if (definition.kind === 'captured') {
      compare(type, definition.inner, path, tag);
      return;
    }
    switch (type.kind) {
      case 'tagged':
        compare(type.inner, definition, path, tag ?? type.tag);
        return;
      case 'reference': {
        const target = module.get(type.name);
        compared.add(type.name);
        if (target === undefined) compareImported(type.name, definition, path, tag);
        else compare(target, definition, path, tag);
        return;
      }
      case 'choice':
        compareChoice(type.fields, definition, path, tag);
        return;
      default:
        comparePlain(type, definition, path, tag);
    }
  }

  function compareImported(
    name: string,
    definition: Definition,
    path: string,
    tag: AsnTag | undefined,
  ): void {
    const known = imported[name];
    if (known === undefined || definition.kind !== known.kind || !('tag' in definition)) {
      differ(path, `${definition.kind} for ${name}`);
      return;
    }
    const expected = tag === undefined ? tagText(known.tag) : wireTag(tag, (known.tag & 0x20) !== 0);
    if (tagText(definition.tag ?? 0) !== expected)
      differ(path, `tag ${tagText(definition.tag ?? 0)}, not ${expected}`);
    if (definition.kind === 'raw' && (definition.own ?? definition.tag) !== known.tag)
      differ(path, 'another own tag');
  }

  /** A tag on a CHOICE is explicit, also an automatic one (X.680 §31.2.7). */
  function compareChoice(
    fields: readonly AsnField[],
    definition: Definition,
    path: string,
    tag: AsnTag | undefined,
  ) {
    if (tag !== undefined) {
      if (definition.kind !== 'explicit') differ(path, `${definition.kind} for a tagged CHOICE`);
      else {
        if (tagText(definition.tag) !== wireTag(tag, true)) differ(path, `tag ${tagText(definition.tag)}`);
        compareChoice(fields, definition.inner, path, undefined);
      }
    } else if (definition.kind === 'choice') compareFields(fields, definition.alternatives, path);
    else if (fields.length > 1 || definition.kind === 'explicit')
      differ(path, `${definition.kind} for a CHOICE`);
  }

  function compareFields(
    fields: readonly AsnField[],
    declared: readonly FieldDefinition[],
    path: string,
  ): void {
    const names = (all: readonly { name: string }[]) => all.map(({ name }) => name).join(' ');
    if (names(fields) !== names(declared)) {
      differ(path, `fields ${names(declared)}, not ${names(fields)}`);
      return;
    }
    const automatic = isAutomatic(fields);
    for (const [number, { name, type, optional }] of fields.entries()) {
      const field = declared[number];
      if (field === undefined) continue;
      if (field.optional !== optional) differ(`${path}.${name}`, optional ? 'not optional' : 'optional');
      compare(
        type,
        field.definition,
        `${path}.${name}`,
        automatic ? { tagClass: 'CONTEXT', number } : undefined,
      );
    }
  }

  function comparePlain(
    type: Exclude<AsnType, { kind: 'tagged' | 'reference' | 'choice' }>,
    definition: Definition,
    path: string,
    tag: AsnTag | undefined,
  ): void {
    const sameKind = type.kind === 'octets' ? octetKinds.has(definition.kind) : definition.kind === type.kind;
    if (!sameKind || !('tag' in definition)) {
      differ(path, `${definition.kind} for ${type.kind}`);
      return;
    }
    const own = universal[type.kind as keyof typeof universal];
    const expected = tag === undefined ? tagText(own) : wireTag(tag, own === 0x30);
    if (tagText(definition.tag ?? 0) !== expected)
      differ(path, `tag ${tagText(definition.tag ?? 0)}, not ${expected}`);
    if (type.kind === 'sequence' && definition.kind === 'sequence')
      compareFields(type.fields, definition.fields, path);
    if (type.kind === 'sequenceOf' && definition.kind === 'sequenceOf')
      compare(type.item, definition.item, `${path}.*`, undefined);
    if (type.kind === 'integer' && definition.kind === 'integer')
      compareNames(type.names, definition.names ?? {}, path);
    if (type.kind === 'bits' && definition.kind === 'bits')
      compareNames(type.names, Object.fromEntries(definition.names.map((name, bit) => [name, bit])), path);
    if (type.kind === 'octets' || type.kind === 'utf8') compareSize(type.size, definition, path);
  }

  function compareNames(
    specified: Readonly<Record<string, number>> | undefined,
    declared: Readonly<Record<string, number>>,
    path: string,
  ): void {
    const text = (names: Readonly<Record<string, number>>) =>
      Object.entries(names)
        .map(([name, number]) => `${name}(${number})`)
        .join(' ');
    if (text(specified ?? {}) !== text(declared))
      differ(path, `${text(declared)}, not ${text(specified ?? {})}`);
  }

  function compareSize(size: Size | undefined, definition: Definition, path: string): void {
    if (stricterSizes.has(path)) return;
    const { min = 0, max } = size ?? {};
    if (definition.kind === 'octets') {
      if (definition.min !== min || definition.max !== (max ?? Number.MAX_SAFE_INTEGER))
        differ(path, `${definition.min} to ${definition.max} bytes, not ${min} to ${max}`);
    } else if (definition.kind === 'utf8') {
      if (max !== undefined && definition.max !== max)
        differ(path, `up to ${definition.max} characters, not ${max}`);
    } else {
      const length = { version: 3, iccid: 10, digits: definition.kind === 'digits' ? definition.length : 0 };
      const bytes = length[definition.kind as keyof typeof length];
      if (bytes !== min || bytes !== max) differ(path, `${bytes} bytes, not ${min} to ${max}`);
    }
  }

  return { module, compared, differences, compare };
}

/** A suite that is skipped is collected all the same. */
function readModuleIfThere(): ReadonlyMap<string, AsnType> {
  try {
    return readModule(readFileSync(resolve(sharedFolder, specFile), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
}
