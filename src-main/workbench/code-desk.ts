/** The vault of activation codes, as it is called from outside. */

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
import type { CodeStore } from '../store/code-port.ts';

/** What was found in files, before the vault has seen it. */
export interface ReadCodes {
  readonly found: readonly {
    readonly place: CodePlace;
    readonly code: NewCode;
    readonly source: CodeSource;
  }[];
  readonly refused: ImportReport['refused'];
  readonly remarks: ImportReport['remarks'];
}

/** What a label shows. */
export interface LabelCode {
  readonly id: number;
  readonly activationCode: string;
  readonly confirmationCode?: string;
  readonly confirmationCodeRequired: boolean;
  readonly label?: string;
  readonly iccid?: string;
  readonly carrier?: string;
}

export interface CodeDeskPorts {
  readonly codes: CodeStore;
  readonly clock: Clock;
  readonly emit: (event: WorkbenchEvent) => void;
  /** Reads lists, pictures and PDF files. Rejects with what the files as a whole are faulted for. */
  readonly read: (
    files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  ) => Promise<ReadCodes>;
  readonly labels: (
    codes: readonly LabelCode[],
    options: Pick<CallRequest<'codes.labels'>, 'format' | 'sheet' | 'withConfirmationCode'>,
  ) => Promise<MadeFile[]>;
}

type Handlers = {
  readonly [N in keyof typeof codeRows & CallName]: (
    request: CallRequest<N>,
    caller: Caller,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

export interface CodeDesk {
  readonly handlers: Handlers;
  /** An operation has begun or ended: whoever watches its code is told of it. */
  tellOf(operation: Operation): void;
}

/** Codes that go into the vault in one transaction; between two of them the engine attends to everything else. */
const addedAtOnce = 200;

export function createCodeDesk({ codes, clock, emit, read, labels }: CodeDeskPorts): CodeDesk {
  function require(id: number): Code {
    const code = codes.get(id);
    if (code === undefined) throw new WorkbenchError('code_not_found', { id });
    return code;
  }

  function told(code: Code): Code {
    emit({ type: 'code', code });
    return code;
  }

  async function add(given: ReadCodes, allOrNothing: boolean, caller: Caller): Promise<ImportReport> {
    const refused = [...given.refused];
    const good: ReadCodes['found'][number][] = [];
    for (const one of given.found) {
      try {
        codes.find(one.code.activationCode);
        good.push(one);
      } catch (thrown) {
        const { code, params } = toWorkbenchError(thrown);
        refused.push({ place: one.place, error: { code, params: { ...params } } });
      }
    }
    const report: ImportReport = { added: [], known: [], refused, remarks: [...given.remarks], kept: true };
    if (allOrNothing && refused.length > 0) return { ...report, kept: false };
    const step = allOrNothing ? Math.max(1, good.length) : addedAtOnce;
    for (let from = 0; from < good.length; from += step) {
      const part = good.slice(from, from + step);
      // One transaction has one origin.
      for (const source of new Set(part.map((one) => one.source))) {
        const same = part.filter((one) => one.source === source);
        const results = codes.add(
          same.map(({ code }) => code),
          { source, createdBy: caller.createdBy, at: clock.now() },
        );
        for (const [index, { code, known }] of results.entries())
          (known ? report.known : report.added).push({ place: same[index]?.place ?? {}, code });
        for (const { code } of results) told(code);
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
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
      const found = given.map((code, index) => ({ place: { index: index + 1 }, code, source }));
      return add({ found, refused: [], remarks: [] }, allOrNothing, caller);
    },
    'codes.import': async ({ files, batch, allOrNothing }, caller) => {
      const read_ = await read(
        files.map(({ name, data }) => ({ name, bytes: new Uint8Array(Buffer.from(data, 'base64')) })),
      );
      const found =
        batch === undefined
          ? read_.found
          : read_.found.map((one) => ({ ...one, code: { batch, ...one.code } }));
      return add({ ...read_, found }, allOrNothing, caller);
    },
    'codes.update': ({ id, ...given }) => {
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      return told(codes.update(id, clock.now(), change));
    },
    'codes.remove': ({ id }) => ({ removed: codes.remove(id) }),
    'codes.release': ({ id }) => told(codes.release(id, clock.now())),
    'codes.labels': async ({ ids, ...options }) => {
      const wanted = ids.map((id): LabelCode => {
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
        };
      });
      return { files: await labels(wanted, options) };
    },
    'vault.rotate': () => codes.rotate(clock.now()),
  };

  return {
    handlers,
    tellOf(operation) {
      if (operation.codeId === undefined) return;
      const code = codes.get(operation.codeId);
      if (code !== undefined) emit({ type: 'code', code });
    },
  };
}
