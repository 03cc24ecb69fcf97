import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorData, toWorkbenchError, WorkbenchError } from '../../../../src-shared/errors/index.ts';
import {
  type DoctorFinding,
  type DoctorRequest,
  doctorRequest,
  type Reader,
  type SystemInfo,
} from '../../../../src-shared/model/index.ts';
import { systemClock, systemEntropy } from '../../../../src-shared/system-ports.ts';
import { doctorAreaText } from '../../../../src-shared/texts.ts';
import { connectEngine } from '../../engine/client.ts';
import type { Context } from '../context.ts';
import { givenPassphrase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';

export interface DoctorOptions {
  readonly resolve?: readonly string[];
  readonly deep?: boolean;
}

/** How long readers are waited for where no engine knows them. */
const readersMs = 6_000;

/** The PC/SC readers as they are now. */
async function lookAtReaders(): Promise<
  Pick<{ pcsc: SystemInfo['pcsc']; readers: Reader[] }, 'pcsc' | 'readers'>
> {
  const { createPcscReaders } = await import('../../../card/pcsc-reader.ts');
  const { createReaderRegistry } = await import('../../../workbench/readers.ts');
  const provider = createPcscReaders({ clock: systemClock });
  const registry = createReaderRegistry([provider], { onChange() {}, onCard() {}, onLeft() {} });
  const enough = new AbortController();
  try {
    registry.start();
    await Promise.race([
      registry.ready(),
      systemClock.sleep(readersMs, enough.signal).catch(() => undefined),
    ]);
    const status = registry.snapshotOf('pcsc')?.status;
    const silent: ErrorData = { code: 'pcsc_service_stopped', params: { reason: 'no answer' } };
    const error = status === undefined ? silent : status.available ? undefined : status.error;
    return {
      pcsc:
        error === undefined
          ? { available: true }
          : { available: false, error: { code: error.code, params: { ...error.params } } },
      readers: registry.list(),
    };
  } finally {
    enough.abort();
    registry.close();
    await provider.close();
  }
}

/** The checks without an engine: also where the database does not open. Nothing is made, migrated or repaired. */
async function examineAlone(context: Context, request: DoctorRequest): Promise<DoctorFinding[]> {
  const { dataFolder: folder } = context;
  const { doctorFindings, lookAtKey } = await import('../../../workbench/doctor.ts');
  const { pcscSocket } = await import('../../../workbench/record-desk.ts');
  const { examineDatabase } = await import('../../../store/examine.ts');
  const { lockDataFolder } = await import('../../../store/data-folder.ts');
  const { keyFileName, openKey } = await import('../../../store/key.ts');
  const { createOpener, sealingKeys } = await import('../../../store/seal.ts');
  const { openTrustStore } = await import('../../../es9/trust-store.ts');
  const { resolveNames } = await import('../../engine/resolve-names.ts');

  let engine: 'none' | 'silent' = 'none';
  let folderError: ErrorData | undefined;
  let release = () => {};
  if (existsSync(folder))
    try {
      release = lockDataFolder(folder).release;
    } catch (error) {
      const known = toWorkbenchError(error);
      if (known.code === 'engine_locked') engine = 'silent';
      else folderError = known.toData();
    }
  try {
    // Opening it mends its rights.
    const key = lookAtKey(folder);
    let keyError: ErrorData | undefined;
    let opener: ReturnType<typeof createOpener> | undefined;
    try {
      if (existsSync(join(folder, keyFileName))) {
        const passphrase = await givenPassphrase(context.options);
        opener = createOpener(sealingKeys(openKey({ folder, passphrase, entropy: systemEntropy })));
      }
    } catch (error) {
      keyError = toWorkbenchError(error).toData();
    }
    let roots: ReturnType<ReturnType<typeof openTrustStore>['list']> | ErrorData = [];
    let rootProblems: readonly ErrorData[] = [];
    try {
      const trust = openTrustStore({ dataFolder: folder, clock: systemClock });
      roots = trust.list();
      rootProblems = trust.problems;
    } catch (error) {
      roots = toWorkbenchError(error).toData();
    }
    return doctorFindings({
      folder,
      ...(folderError === undefined ? {} : { folderError }),
      now: systemClock.now(),
      database: examineDatabase({ folder, opener, deep: request.deep }),
      key,
      ...(keyError === undefined ? {} : { keyError }),
      ...(await lookAtReaders()),
      roots,
      rootProblems,
      names: await resolveNames(request.resolve),
      engine,
      ...(pcscSocket === undefined ? {} : { pcscSocket }),
    });
  } finally {
    release();
  }
}

const marks = { ok: 'ok', warning: 'WARNING', problem: 'PROBLEM' } as const;

function findingsText(findings: readonly DoctorFinding[]): string {
  const lines = findings.flatMap(({ area, level, text, advice }) => [
    `${marks[level].padEnd(8)} ${doctorAreaText[area].padEnd(12)} ${text}`,
    ...(advice === undefined || level === 'ok' ? [] : [`${' '.repeat(22)}${advice}`]),
  ]);
  return lines.join('\n');
}

/** Asks the engine that runs, or looks itself: it starts none, so that it works where none starts. 1 where it found a problem. */
export async function runDoctor(context: Context, options: DoctorOptions): Promise<number> {
  const parsed = doctorRequest.safeParse({ resolve: options.resolve ?? [], deep: options.deep === true });
  if (!parsed.success)
    throw new WorkbenchError('usage', { reason: '--resolve takes up to 16 names of servers' });
  const engine = await connectEngine(context.dataFolder);
  let findings: DoctorFinding[];
  if (engine === undefined) findings = await examineAlone(context, parsed.data);
  else
    try {
      findings = await engine.call('doctor.run', parsed.data);
    } finally {
      await engine.close();
    }
  const problems = findings.filter(({ level }) => level === 'problem').length;
  context.output.result({ findings, problems }, () => findingsText(findings));
  return problems === 0 ? exitCodes.ok : exitCodes.failed;
}
