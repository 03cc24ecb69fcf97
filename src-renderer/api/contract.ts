import { FramePairs, type FrameReader } from '../../src-shared/frame-pairs.ts';
import type { RequestFrame } from '../../src-shared/frames.ts';

/** For a window that has nothing to do and no frame yet: long before an engine has come up. Milliseconds. */
const latestMs = 200;

/**
 * Pairs that check every frame against the contract, which is loaded when the window has painted for the first time, or when the
 * first frame comes: its schemas take as long to make as that picture, which needs none of them.
 */
export class ContractClient extends FramePairs {
  readonly #load: () => Promise<FrameReader>;
  #loading: Promise<unknown> | undefined;
  #contract: FrameReader | undefined;

  /** `send` hands a frame to the transport; it throws where that cannot be. */
  constructor(
    send: (frame: RequestFrame) => void,
    load = async (): Promise<FrameReader> => (await import('../../src-shared/frame-client.ts')).checked,
  ) {
    const read = (): FrameReader => {
      if (this.#contract === undefined) throw new Error('no contract is loaded');
      return this.#contract;
    };
    super(send, { frame: (value) => read().frame(value), output: (call, ok) => read().output(call, ok) });
    this.#load = load;
    requestIdleCallback(() => void this.#ready().catch(() => undefined), { timeout: latestMs });
  }

  async #ready(): Promise<void> {
    this.#loading ??= this.#load().then(
      (contract) => {
        this.#contract = contract;
      },
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    await this.#loading;
  }

  /** As `receive`, in the order in which frames come; what is no frame is dropped, and so is all where there is no contract to be had. */
  take(value: unknown): void {
    const receive = () => {
      if (!this.receive(value)) console.warn('a frame that keeps to no contract was dropped');
    };
    if (this.#contract !== undefined) receive();
    else
      this.#ready().then(receive, (error: unknown) => console.error('the contract cannot be loaded', error));
  }
}
