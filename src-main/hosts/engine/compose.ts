/** Puts an engine together from the rooms. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { EngineOptions, RunningEngine } from './open.ts';

export async function startEngine(_options: EngineOptions): Promise<RunningEngine> {
  throw new WorkbenchError('internal', { reason: 'the rooms are not joined yet' });
}
