/** Bodies of ES9+, ES11 and ES2+ (SGP.22 v2.5 §6.5) as trees, with the DER in their base64 members opened. */

import type { TraceNode, TracePlace } from '../../src-shared/model/trace.ts';
import * as rsp from '../rsp/index.ts';
import type { Schema } from '../tlv/index.ts';
import { octets } from '../tlv/index.ts';
import { describeAs, describeBytes, type Label, labelOf, sceneOf, topOf } from './describe.ts';
import { knowledge, sgp22 } from './knowledge.ts';
import { type SaidWord, say, spokenValue } from './said.ts';
import { base64Source, type ShownBytes } from './source.ts';

/** What the base64 members hold (SGP.22 v2.5 §6.5.2, and ASN.1 of §5.7). */
const members: Readonly<Record<string, Schema<unknown>>> = {
  euiccInfo1: rsp.EUICCInfo1,
  serverSigned1: rsp.ServerSigned1,
  serverSignature1: rsp.signature,
  serverCertificate: rsp.certificate,
  euiccCiPKIdToBeUsed: rsp.subjectKeyIdentifier,
  authenticateServerResponse: rsp.AuthenticateServerResponse,
  profileMetadata: rsp.StoreMetadataRequest,
  smdpSigned2: rsp.SmdpSigned2,
  smdpSignature2: rsp.signature,
  smdpCertificate: rsp.certificate,
  prepareDownloadResponse: rsp.PrepareDownloadResponse,
  boundProfilePackage: rsp.BoundProfilePackage,
  pendingNotification: rsp.PendingNotification,
  cancelSessionResponse: rsp.CancelSessionResponse,
  euiccChallenge: octets(),
};

const functions: Readonly<Record<string, { readonly name: string; readonly section: string }>> = {
  initiateAuthentication: { name: 'InitiateAuthentication', section: '5.6.1' },
  authenticateClient: { name: 'AuthenticateClient', section: '5.6.3' },
  getBoundProfilePackage: { name: 'GetBoundProfilePackage', section: '5.6.2' },
  handleNotification: { name: 'HandleNotification', section: '5.6.4' },
  cancelSession: { name: 'CancelSession', section: '5.6.5' },
};
const es11: Readonly<Record<string, string>> = {
  InitiateAuthentication: '5.8.1',
  AuthenticateClient: '5.8.2',
};

/** The section that defines the function of an exchange, by its name (`ES9+.CancelSession`) or its path. */
export function httpSection(nameOrPath: string): string | undefined {
  const name = nameOrPath.slice(nameOrPath.search(/[^/.]+$/));
  const found = functions[name.charAt(0).toLowerCase() + name.slice(1)];
  if (found === undefined) return undefined;
  return sgp22(nameOrPath.startsWith('ES11') ? (es11[found.name] ?? found.section) : found.section);
}

/** A body to be opened. `text`: what is shown of it, in whose characters places are given. */
export interface Body {
  readonly shown: ShownBytes;
  readonly text: string;
  readonly seq: number;
  readonly part: TracePlace['part'];
  readonly section?: string | undefined;
  /** What a base64 member says, with its secret bytes known; undefined where it is no base64. */
  readonly decode: (text: string) => ShownBytes | undefined;
}

/** More than any real body has; of what comes after them nothing is opened. */
const mostNodes = 5_000;
/** How deep objects in objects are opened. */
const deepestJson = 16;

/** The tree of a body: JSON by its members, else its text. Of an empty one there is none. */
export function bodyNodes(body: Body): TraceNode[] {
  if (body.text === '') return [];
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body.shown.bytes));
  } catch {
    return [{ ...labelOf(say('body')), value: body.text.slice(0, 4096) }];
  }
  return [new JsonTree(body).node(say('body'), json, 0)];
}

class JsonTree {
  readonly #body: Body;
  #left = mostNodes;
  /** Members are looked for behind the one before: the tree is walked in the order of the text. */
  #from = 0;

  constructor(body: Body) {
    this.#body = body;
  }

  node(label: Label, value: unknown, depth: number): TraceNode {
    const { section } = this.#body;
    this.#left -= 1;
    const base: TraceNode = { ...labelOf(label), ...(section === undefined ? {} : { section }) };
    if (typeof value === 'object' && value !== null) {
      if (depth === deepestJson) return { ...base, value: '…' };
      const said = statusText(label, value);
      return {
        ...base,
        ...(said === undefined ? {} : spokenValue(said)),
        children: Object.entries(value).map(([name, one]) => this.node(name, one, depth + 1)),
      };
    }
    if (typeof value !== 'string' || this.#left < 0) return { ...base, value: String(value) };
    const place = this.#placeOf(value);
    const places: TracePlace[] =
      place === undefined ? [] : [{ ...place, from: place.at, to: place.at + value.length }].map(strip);
    const plain: TraceNode = { ...base, value, ...(places.length === 0 ? {} : { places }) };
    const schema = typeof label === 'string' && Object.hasOwn(members, label) ? members[label] : undefined;
    const part = schema === undefined && value.length < 40 ? undefined : this.#body.decode(value);
    if (part === undefined || part.bytes.length === 0) return plain;
    const scene = sceneOf(base64Source(part, place), knowledge);
    scene.budget.left = this.#left;
    const at = topOf(scene, section);
    const nodes =
      schema === undefined ? describeBytes(part.bytes, label, at) : describeAs(schema, part.bytes, label, at);
    this.#left = scene.budget.left;
    const [node, second] = nodes;
    // Several one after the other are shown all.
    if (node === undefined || second !== undefined)
      return { ...base, ...(places.length === 0 ? {} : { places }), children: nodes };
    return { ...node, ...labelOf(label) };
  }

  #placeOf(value: string): { seq: number; part: TracePlace['part']; at: number } | undefined {
    const { text, seq, part } = this.#body;
    const at = value === '' ? -1 : text.indexOf(value, this.#from);
    if (at < 0) return undefined;
    this.#from = at + value.length;
    return { seq, part, at };
  }
}

const strip = ({ seq, part, from, to }: TracePlace): TracePlace => ({ seq, part, from, to });

/** The header of an answer says whether the function was executed, and why not (SGP.22 v2.5 §6.5.1.4, §5.2.6). */
function statusText(label: Label, value: object): SaidWord | undefined {
  if (label !== 'statusCodeData') return undefined;
  const { subjectCode, reasonCode } = value as { subjectCode?: unknown; reasonCode?: unknown };
  if (typeof subjectCode !== 'string' || typeof reasonCode !== 'string') return undefined;
  return { subjectCode: subjectCode.slice(0, 32), reasonCode: reasonCode.slice(0, 32) };
}
