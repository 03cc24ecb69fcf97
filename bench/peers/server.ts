/** A process with an HTTPS server on loopback that answers what was recorded, found by path and body; it computes nothing. */

import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pem } from '../lib/pem.ts';
import type { RecordedPost } from '../lib/recording.ts';
import { servePeer } from './link.ts';

export interface ServerRequest {
  readonly do: 'listen';
  readonly certificate: Uint8Array;
  readonly privateKey: Uint8Array;
  readonly posts: readonly RecordedPost[];
}

const keyOf = (path: string, body: Uint8Array) => `${path} ${Buffer.from(body).toString('latin1')}`;

servePeer<ServerRequest>(async ({ certificate, privateKey, posts }) => {
  const answers = new Map(
    posts.map((post) => {
      const length = post.status === 204 ? [] : ['Content-Length', String(post.responseBody.length)];
      const named = post.responseHeaders.filter(([name]) => name.toLowerCase() !== 'content-length').flat();
      return [keyOf(post.path, post.requestBody), { post, headers: [...named, ...length] }];
    }),
  );
  const server = createServer(
    {
      cert: pem('CERTIFICATE', certificate),
      key: pem('PRIVATE KEY', privateKey),
      minVersion: 'TLSv1.2',
      keepAlive: true,
    },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const answer = answers.get(keyOf(request.url ?? '', Buffer.concat(chunks)));
        if (answer === undefined) response.writeHead(500).end('not in the recording');
        else response.writeHead(answer.post.status, answer.headers).end(answer.post.responseBody);
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
});
