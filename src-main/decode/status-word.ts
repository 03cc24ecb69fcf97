/** Status words in words (ISO 7816-4 §5.6, ETSI TS 102 221 §10.2). */

import type { TraceNode } from '../../src-shared/model/trace.ts';
import type { DecodePhrase } from '../../src-shared/texts/decode-words.ts';
import { swMeaning } from '../card/apdu.ts';
import { type At, makeNode } from './describe.ts';
import { byteCount, listed, type Said, say } from './said.ts';

/** What the card's room has no name for, since it handles nothing of it apart. */
const more: Readonly<Record<number, DecodePhrase>> = {
  25217: 'part of the returned data may be corrupted',
  25218: 'end of file or record reached before Le bytes were read',
  25220: 'selected file in termination state',
  25221: 'no input data available from a sensor',
  25329: 'more data expected',
  25330: 'more data expected and a proactive command waits',
  26883: 'last command of the chain expected',
  26884: 'command chaining not supported',
  27009: 'command incompatible with the file structure',
  27012: 'referenced data invalidated',
  27015: 'secure messaging objects missing',
  27016: 'secure messaging objects incorrect',
  27269: 'Lc inconsistent with the TLV structure',
  27271: 'Lc inconsistent with P1 and P2',
  27273: 'file already exists',
  27274: 'DF name already exists',
  27392: 'wrong parameters P1 or P2',
  38944: 'authentication error: no memory space',
  38946: 'authentication error: unknown security context',
  38986: 'authentication error: key freshness failure',
};

/** What a status word means, with the numbers that it holds: of 6Cxx as many bytes as are there. */
export function statusWordMeaning(sw: number): Said {
  const low = sw & 0xff;
  switch (sw >> 8) {
    case 0x61:
      return listed(
        [say('more data available'), low === 0 ? say('256 bytes or more') : byteCount(low)],
        ': ',
      );
    case 0x6c:
      return listed([say('wrong length expected'), byteCount(low || 256)], ': ');
    case 0x91:
      return say('normal ending, with a proactive command of {count} bytes', { count: low || 256 });
    case 0x9f:
      return say('normal ending, {count} bytes of response data (GSM)', { count: low || 256 });
    case 0x63:
      if ((low & 0xf0) === 0xc0)
        return (low & 0xf) === 1
          ? say('verification failed or counter: 1 try left')
          : say('verification failed or counter: {count} tries left', { count: low & 0xf });
  }
  return say(more[sw] ?? swMeaning(sw));
}

/** The status word as a node. `bytes`: its two bytes. */
export function statusWordNode(bytes: Uint8Array, top: At): TraceNode {
  const [high = 0, low = 0] = bytes;
  const at: At = { ...top, section: 'ISO 7816-4 §5.6; ETSI TS 102 221 §10.2' };
  return makeNode(at, { label: 'SW', raw: bytes, value: statusWordMeaning((high << 8) | low) }, bytes);
}
