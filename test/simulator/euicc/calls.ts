/** The functions of ES10c as a test calls them, with the result byte that comes back. */

import { encodeTlv, iccidToBytes } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { defaultMetadata, download, type Metadata, smallPackage, type TestCard } from './bench.ts';

export const first = '8999900000000000001';
export const second = '8999900000000000019';
export const third = '8999900000000000035';
/** ICCID of no profile. */
export const stranger = '8999900000000000027';

export const aid = (number: string) => `4F10A0000005591010FFFFFFFF8900${number}00`;
export const byIccid = (iccid: string) => toHex(encodeTlv(0x5a, iccidToBytes(iccid)));
export const owner = { mccMnc: fromHex('62F210') };

let installs = 0;

/** Calls to the card that `bench` gives at the time of the call. */
export function profileCalls(bench: () => TestCard) {
  const identifier = (id: string) => toHex(encodeTlv(0xa0, fromHex(id)));
  /** Result byte of a function. */
  const result = async (request: string) => (await bench().lpa.es10Hex(request)).slice(-2);
  const switching =
    (tag: number) =>
    (id: string, refresh = false) =>
      result(toHex(encodeTlv(tag, fromHex(`${identifier(id)}8101${refresh ? 'FF' : '00'}`))));
  return {
    result,
    identifier,
    enable: switching(0xbf31),
    disable: switching(0xbf32),
    remove: (id: string) => result(toHex(encodeTlv(0xbf33, fromHex(id)))),
    nickname: (iccid: string, name: string) =>
      result(
        toHex(encodeTlv(0xbf29, fromHex(byIccid(iccid)), encodeTlv(0x90, new TextEncoder().encode(name)))),
      ),
    install: (iccid: string, change: Partial<Metadata> = {}, upp = smallPackage(iccid)) =>
      download(bench(), {
        upp,
        metadata: { ...defaultMetadata, iccid, ...change },
        seed: `install ${installs++}`,
      }),
    stateOf: (iccid: string) =>
      bench().card.chip.state.profiles.find((one) => one.iccid === toHex(iccidToBytes(iccid)))?.state,
    operations: () => bench().card.chip.state.notifications.map((one) => one.operation.slice(12)),
  };
}
