import { FrameClient } from '../../../src-shared/frame-client.ts';
import { type AttachedEngine, type AttachOptions, attachEngine } from './attach.ts';

/** `attachEngine`, with every frame checked against the contract. */
export async function connectEngine(
  dataFolder: string,
  options: AttachOptions = {},
): Promise<AttachedEngine | undefined> {
  return await attachEngine(dataFolder, (send) => new FrameClient(send), options);
}
