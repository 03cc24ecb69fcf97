import type { CardExchange } from '../../src-main/card/exchange.ts';
import type { EuiccSession } from '../../src-main/card/session.ts';
import { toHex } from '../../src-shared/bytes.ts';

/** A session that notes what is sent and gives the answers in turn, then none; an answer that is an error is thrown. */
export class FakeSession implements EuiccSession {
  readonly channel = 1;
  readonly isdrAid = 'A0000005591010FFFFFFFF8900000100';
  readonly fci = new Uint8Array(0);
  readonly learned = [];
  readonly sent: { hex: string; purpose: string }[] = [];
  readonly #answers: (Uint8Array | Error)[];

  constructor(answers: readonly (Uint8Array | Error)[]) {
    this.#answers = [...answers];
  }

  get exchange(): CardExchange {
    throw new Error('what works on a session needs no exchange');
  }

  async storeData(data: Uint8Array, purpose: string): Promise<Uint8Array> {
    this.sent.push({ hex: toHex(data), purpose });
    const answer = this.#answers.shift() ?? new Uint8Array(0);
    if (answer instanceof Error) throw answer;
    return answer;
  }

  async close(): Promise<void> {}
}
