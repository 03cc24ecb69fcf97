/** The vectors from outside the project (`../shared/vectors`): how tests find, read and take them apart. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'vitest';
import { concatBytes, fromBase64, fromHex } from '../../src-shared/bytes.ts';
import { needs, sharedFolder } from '../summary/needs.ts';

export const vectorsFolder = resolve(sharedFolder, 'vectors');

/** As `describe`, skipped by name where one of the paths below the vectors' folder is absent. */
export function describeWithVectors(name: string, fn: () => void, ...paths: readonly string[]): void {
  const missing = (paths.length === 0 ? ['.'] : paths).find((path) => !existsSync(vectorPath(path)));
  if (missing === undefined) {
    describe(name, fn);
    return;
  }
  // A skipped suite's function would still run, and read what is not there.
  describe(name, needs(`../shared/vectors/${missing} is not here`), () => {
    it('needs the vectors', () => {});
  });
}

export function vectorPath(path: string): string {
  return resolve(vectorsFolder, path);
}

/** Names of the files of a folder that end so, sorted. */
export function vectorNames(folder: string, ending: string): string[] {
  return readdirSync(vectorPath(folder))
    .filter((name) => name.endsWith(ending))
    .sort();
}

export function readVector(path: string): Uint8Array {
  return new Uint8Array(readFileSync(vectorPath(path)));
}

export function readVectorText(path: string): string {
  return readFileSync(vectorPath(path), 'utf8');
}

/** Bytes of a file of base64 lines, which may lack its padding. */
export function readVectorBase64(path: string): Uint8Array {
  const text = readVectorText(path).replace(/[\s=]+/g, '');
  return fromBase64(text.padEnd(Math.ceil(text.length / 4) * 4, '='));
}

/** Bytes of each line that holds hexadecimal; lines that begin with `#` say what follows them. */
export function readVectorHexLines(path: string): Uint8Array[] {
  return readVectorText(path)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map(fromHex);
}

export interface RecordedApdu {
  readonly command: Uint8Array;
  readonly response: Uint8Array;
}

/** The exchanges of `cards/<name>`: `>` command, `<` response. */
export function readCardLog(name: string): RecordedApdu[] {
  const out: RecordedApdu[] = [];
  let command: Uint8Array | undefined;
  for (const line of readVectorText(`cards/${name}`).split('\n')) {
    if (line.startsWith('> ')) command = fromHex(line.slice(2));
    if (line.startsWith('< ') && command !== undefined) {
      out.push({ command, response: fromHex(line.slice(2)) });
      command = undefined;
    }
  }
  return out;
}

export interface RecordedHttp {
  readonly id: number;
  readonly url: string;
  readonly request: unknown;
  /** Absent where the body was no JSON. */
  readonly response?: unknown;
}

export interface Recording {
  readonly apdus: readonly RecordedApdu[];
  readonly http: readonly RecordedHttp[];
  /** What lpac printed: one JSON value a line. */
  readonly printed: readonly LpacLine[];
  readonly exitCode: number;
}

export interface LpacLine {
  readonly type: string;
  readonly payload: { readonly code: number; readonly message: string; readonly data: unknown };
}

/** One run of lpac, from `traces/<name>`. */
export function readRecording(name: string): Recording {
  const lines = readVectorText(`traces/${name}`)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const ofKind = (kind: string) => lines.filter((line) => line['kind'] === kind);
  const lpac = ofKind('lpac')[0];
  const responses = new Map(ofKind('http-res').map((line) => [line['id'], String(line['body'])]));
  return {
    apdus: ofKind('apdu').map((line) => ({
      command: fromHex(String(line['c'])),
      response: fromHex(String(line['r'])),
    })),
    http: ofKind('http-req').map((line) => {
      const response = parsed(responses.get(line['id']) ?? '');
      return {
        id: Number(line['id']),
        url: String(line['url']),
        request: JSON.parse(String(line['body'])),
        ...(response === undefined ? {} : { response }),
      };
    }),
    printed: (lpac?.['out'] ?? []) as LpacLine[],
    exitCode: Number(lpac?.['rc']),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A command to the ISD-R and its answer, put together again. */
export interface RecordedCall {
  /** Command data of all STORE DATA blocks. */
  readonly request: Uint8Array;
  /** P2 of each block. */
  readonly blockNumbers: readonly number[];
  /** Answer over all GET RESPONSEs. */
  readonly response: Uint8Array;
  readonly sw: number;
}

/** The STORE DATA commands of a recording, whole: blocks joined, 61xx chains followed. */
export function recordedCalls(apdus: readonly RecordedApdu[]): RecordedCall[] {
  const out: RecordedCall[] = [];
  let blocks: Uint8Array[] = [];
  let blockNumbers: number[] = [];
  let answer: Uint8Array[] = [];
  let open = false;
  for (const { command, response } of apdus) {
    const [, ins, p1 = 0, p2 = 0, lc = 0] = command;
    if (ins === 0xe2) {
      blocks.push(command.subarray(5, 5 + lc));
      blockNumbers.push(p2);
      open = p1 === 0x91;
    } else if (ins !== 0xc0) {
      open = false;
    }
    if (!open) continue;
    answer.push(response.subarray(0, -2));
    const sw = ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
    if (sw >> 8 === 0x61) continue;
    out.push({ request: concatBytes(...blocks), blockNumbers, response: concatBytes(...answer), sw });
    blocks = [];
    blockNumbers = [];
    answer = [];
    open = false;
  }
  return out;
}
