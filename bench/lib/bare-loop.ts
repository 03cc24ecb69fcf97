/**
 * The least that a download can cost over PC/SC and TLS: the recorded APDUs through the native binding and the recorded
 * requests through node:https on one kept connection, each as soon as the one before is answered. It decodes nothing, keeps
 * nothing and has no transactions around exchanges.
 */

import { Agent, request } from 'node:https';
import { connect } from '@euicc-workbench/pcsclite';
import { pem } from './pem.ts';
import type { RecordedPost, Recording } from './recording.ts';

export interface BareLoopOptions {
  readonly recording: Recording;
  readonly readerName: string;
  /** Where the server is, and the name in its certificate. */
  readonly server: { readonly name: string; readonly host: string; readonly port: number };
  readonly ci: Uint8Array;
}

function post(agent: Agent, { server }: BareLoopOptions, recorded: RecordedPost): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        host: server.host,
        port: server.port,
        servername: server.name,
        method: 'POST',
        path: recorded.path,
        headers: Object.fromEntries(recorded.requestHeaders),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(Buffer.concat(chunks)));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(recorded.requestBody);
  });
}

/** Plays the recording once, from connecting to the card to leaving it. */
export async function playBare(options: BareLoopOptions): Promise<void> {
  const agent = new Agent({ keepAlive: true, ca: pem('CERTIFICATE', options.ci) });
  const card = await connect(options.readerName, { shareMode: 'exclusive', protocols: ['T=0', 'T=1'] });
  try {
    for (const exchange of options.recording.exchanges) {
      const [answer, expected] =
        exchange.kind === 'apdu'
          ? [await card.transmit(exchange.command), exchange.response]
          : [await post(agent, options, exchange), exchange.responseBody];
      if (Buffer.compare(answer, expected) !== 0) throw new Error('a peer did not answer as recorded');
    }
  } finally {
    await card.disconnect('leave');
    agent.destroy();
  }
}
