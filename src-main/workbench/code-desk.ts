/** The vault of activation codes, as it is called from outside. */

import { parseActivationCode } from '../../src-shared/activation-code.ts';
import type { codeRows } from '../../src-shared/api/codes.ts';
import type { Caller, CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  Code,
  CodePlace,
  CodeSource,
  ImportReport,
  MadeFile,
  NewCode,
  Operation,
} from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { type FilePart, type PartFindings, readCodeFiles } from '../codes/file-part.ts';
import type { LabelWish, NumberedLabel } from '../codes/label-files.ts';
import type { CodeStore } from '../store/code-port.ts';

export interface CodeDeskPorts {
  readonly codes: CodeStore;
  /** Resolves when all that was written is safe from a loss of power: whoever is told that it is there may throw the list away. */
  readonly onDisk: () => Promise<void>;
  readonly clock: Clock;
  readonly emit: (event: WorkbenchEvent) => void;
  /** Reads a part of a file, as `readFilePart`: in another thread where there is one. */
  readonly readPart: (part: FilePart) => Promise<PartFindings>;
  /** Labels as files, as `labelFiles`. */
  readonly drawLabels: (labels: readonly NumberedLabel[], wish: LabelWish) => Promise<MadeFile[]>;
}

type Handlers = {
  readonly [N in keyof typeof codeRows & CallName]: (
    request: CallRequest<N>,
    caller: Caller,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

export interface CodeDesk {
  readonly handlers: Handlers;
  /** Puts codes into the vault, and tells of each; those of the report have the places that were given, as they are. */
  add(given: GivenCodes, allOrNothing: boolean, caller: Caller): Promise<ImportReport>;
  /** An operation has begun or ended: whoever watches its code is told of it. */
  tellOf(operation: Operation): void;
}

/** What was given, before the vault has seen it. */
export interface GivenCodes {
  readonly found: readonly {
    readonly place: CodePlace;
    readonly code: NewCode;
    readonly source: CodeSource;
    readonly remarks: readonly string[];
  }[];
  readonly refused: ImportReport['refused'];
  readonly passedOver: ImportReport['passedOver'];
}

const nothingElse: ImportReport['passedOver'] = { lines: 0, qrCodes: 0, columns: [] };

/** Codes that go into the vault in one transaction; between two of them the engine attends to everything else. */
const addedAtOnce = 200;

export function createCodeDesk(ports: CodeDeskPorts): CodeDesk {
  const { codes, onDisk, clock, emit, readPart, drawLabels } = ports;
  function require(id: number): Code {
    const code = codes.get(id);
    if (code === undefined) throw new WorkbenchError('code_not_found', { id });
    return code;
  }

  function told(code: Code): Code {
    emit({ type: 'code', code });
    return code;
  }

  async function add(given: GivenCodes, allOrNothing: boolean, caller: Caller): Promise<ImportReport> {
    const report: ImportReport = {
      added: [],
      known: [],
      refused: [...given.refused],
      remarks: [],
      passedOver: given.passedOver,
      kept: true,
    };
    const good: GivenCodes['found'][number][] = [];
    for (const one of given.found) {
      try {
        const { remarks } = parseActivationCode(one.code.activationCode);
        for (const remark of new Set([...one.remarks, ...remarks]))
          report.remarks.push({ place: one.place, code: remark });
        good.push(one);
      } catch (thrown) {
        const { code, params } = toWorkbenchError(thrown);
        report.refused.push({ place: one.place, error: { code, params: { ...params } } });
      }
    }
    if (allOrNothing && report.refused.length > 0) return { ...report, kept: false, right: good.length };
    const step = allOrNothing ? Math.max(1, good.length) : addedAtOnce;
    for (let from = 0; from < good.length; from += step) {
      const part = good.slice(from, from + step);
      const results = codes.add(
        part.map(({ code, source }) => ({ ...code, source })),
        { createdBy: caller.createdBy, at: clock.now() },
      );
      for (const [index, { code, known }] of results.entries()) {
        const place = part[index]?.place ?? {};
        (known ? report.known : report.added).push({ place, code });
        // Nothing is kept of what is used up.
        if (known && code.hint === undefined)
          report.remarks.push({ place, code: `code_spent_${code.state.toLowerCase()}` });
        emit({ type: 'code', code });
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    await onDisk();
    return report;
  }

  const handlers: Handlers = {
    'codes.list': (filter) => {
      const now = clock.now();
      return { codes: codes.list({ ...filter, now }), counts: codes.counts(now) };
    },
    'codes.get': ({ id }) => require(id),
    'codes.reveal': ({ id }) => {
      const { state } = require(id);
      const secret = codes.reveal(id);
      if (secret === undefined) throw new WorkbenchError('code_used_up', { id, state });
      return secret;
    },
    'codes.add': ({ codes: given, source, allOrNothing }, caller) => {
      const found = given.map((code, index) => ({ place: { index: index + 1 }, code, source, remarks: [] }));
      return add({ found, refused: [], passedOver: nothingElse }, allOrNothing, caller);
    },
    'codes.read': async ({ file: { name, data } }) => {
      const bytes = new Uint8Array(Buffer.from(data, 'base64'));
      const { found, refused } = await readCodeFiles([{ name, bytes }], readPart);
      return { codes: found.map(({ record }) => record.activationCode), refused };
    },
    'codes.import': async ({ files, batch, dateOrder, allOrNothing }, caller) => {
      const given = files.map(({ name, data }) => ({
        name,
        bytes: new Uint8Array(Buffer.from(data, 'base64')),
      }));
      const { found, refused, passedOver } = await readCodeFiles(given, readPart, { dateOrder });
      const codesFound = found.map(({ place, source, record, remarks }) => {
        const { confirmationCodeRequired: _, eid: __, ...code } = record;
        return { place, source, remarks, code: batch === undefined ? code : { batch, ...code } };
      });
      return add({ found: codesFound, refused, passedOver }, allOrNothing, caller);
    },
    'codes.update': ({ id, ...given }) => {
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      return told(codes.update(id, clock.now(), change));
    },
    'codes.remove': async ({ id }) => {
      const removed = codes.remove(id);
      await onDisk();
      if (removed) emit({ type: 'removed', what: 'code', id });
      return { removed };
    },
    'codes.release': ({ id }) => told(codes.release(id, clock.now())),
    'codes.labels': async ({ ids, ...options }) => {
      const wanted = ids.map((id): NumberedLabel => {
        const code = require(id);
        const secret = codes.reveal(id);
        if (secret === undefined) throw new WorkbenchError('code_used_up', { id, state: code.state });
        if (code.state !== 'NOT_INSTALLED')
          throw new WorkbenchError('code_not_free', { id, state: code.state });
        return {
          id,
          ...secret,
          confirmationCodeRequired: code.confirmationCodeRequired,
          ...(code.label === undefined ? {} : { label: code.label }),
          ...(code.iccid === undefined ? {} : { iccid: code.iccid }),
          ...(code.carrier === undefined ? {} : { carrier: code.carrier }),
          ...(code.batch === undefined ? {} : { batch: code.batch }),
          ...(code.validUntil === undefined ? {} : { validUntil: code.validUntil }),
        };
      });
      return { files: await drawLabels(wanted, options) };
    },
    'vault.rotate': async () => {
      const sealed = codes.rotate(clock.now());
      await onDisk();
      return sealed;
    },
  };

  return {
    handlers,
    add,
    tellOf(operation) {
      if (operation.codeId === undefined) return;
      const code = codes.get(operation.codeId);
      if (code !== undefined) emit({ type: 'code', code });
    },
  };
}
