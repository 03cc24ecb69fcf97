/**
 * ES10b.LoadBoundProfilePackage (SGP.22 v2.5 §5.7.6, §2.5): the package comes in segments (§2.5.5), each of which is one
 * STORE DATA sequence. The card reads them as one stream, so that it does not matter to it where an LPA cuts. Nothing is
 * kept until the last byte is there; then all is, at once.
 */

import { concatBytes, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { BppCommandId, StoreMetadataRequest } from '../../rsp/index.ts';
import { iccidToBytes, readHeader, readTlv, type Tlv } from '../../tlv/index.ts';
import type { Scp03tState } from '../crypto/index.ts';
import type { CardFault } from '../faults/ports.ts';
import { PowerLoss, StatusWord, SW } from './apdu.ts';
import type { AuthenticatedServer, Chip, PreparedDownload } from './chip.ts';
import {
  checkMetadata,
  configureIsdp,
  InstallationFailure,
  initialiseSecureChannel,
  openItem,
  readMetadata,
  replaceSessionKeys,
} from './es8.ts';
import { reasonNumber, underFault } from './faulty.ts';
import { euiccResponse, PackageProblem, PackageReader } from './package-reader.ts';
import { answeredOrigin, failureResult, successResult } from './result.ts';

interface Part {
  readonly tag: number;
  readonly itemTag: 0x86 | 0x87 | 0x88;
  readonly command: BppCommandId;
}

const parts: readonly Part[] = [
  { tag: 0xa0, itemTag: 0x87, command: 'configureISDP' },
  { tag: 0xa1, itemTag: 0x88, command: 'storeMetadata' },
  { tag: 0xa2, itemTag: 0x87, command: 'replaceSessionKeys' },
  { tag: 0xa3, itemTag: 0x86, command: 'loadProfileElements' },
];

const limits = { maxDepth: 16, maxLength: 0xffffff };
/** One protected TLV: SGP.22 has 1,024 bytes at most; some servers go over it. */
const maxItem = 8192;
/** ConfigureISDP, StoreMetadata or ReplaceSessionKeys, put together: metadata with an icon has some 1,500 bytes. */
const maxCommand = 16_384;

export class Installation {
  /** The logical channel that it came in on. */
  readonly channel: number;
  readonly #chip: Chip;
  readonly #server: AuthenticatedServer;
  readonly #download: PreparedDownload;
  #pending: Uint8Array = new Uint8Array(0);
  #command: BppCommandId = 'initialiseSecureChannel';
  /** Bytes of the whole package, and of the part at hand, that are still to come. */
  #totalLeft: number | undefined;
  #partIndex = -1;
  #partLeft = 0;
  #scp: Scp03tState | undefined;
  #collected: Uint8Array[] = [];
  #collectedLength = 0;
  #dpProprietaryData: Uint8Array | undefined;
  #metadata: { readonly raw: Uint8Array; readonly value: StoreMetadataRequest } | undefined;
  #reader: PackageReader | undefined;
  /** Of the whole function: met when there is a result. */
  #fault: CardFault | undefined;
  /** Power goes in the part at hand: before what it changes is kept, or after. */
  #loss: 'within' | 'after' | undefined;
  /** Items of the command at hand so far. */
  #items = 0;

  /** Throws a StatusWord where no download has been prepared, or where a fault has one. */
  constructor(chip: Chip, channel: number, fault?: CardFault) {
    if (fault?.kind === 'statusWord') throw new StatusWord(fault.sw);
    if (fault?.kind === 'powerLoss' && fault.at === 'before') throw new PowerLoss();
    if (fault?.kind === 'catBusy') throw new StatusWord(SW.noPreciseDiagnosis);
    const { session } = chip;
    if (session?.server === undefined || session.download === undefined)
      throw new StatusWord(SW.conditionsNotSatisfied);
    this.#chip = chip;
    this.channel = channel;
    this.#fault = fault;
    this.#server = session.server;
    this.#download = session.download;
  }

  /** Whether the last segment ended in the middle of a TLV, so that the next one goes on with it. */
  get insideTlv(): boolean {
    return this.#pending.length > 0 || this.#partIndex < 0;
  }

  /** Takes a segment. Gives the ProfileInstallationResult at the end, an empty answer before. */
  feed(segment: Uint8Array): Uint8Array {
    try {
      this.#pending = this.#pending.length === 0 ? segment : concatBytes(this.#pending, segment);
      if (this.#fault?.kind === 'error') throw new InstallationFailure(reasonNumber(this.#fault.value));
      while (this.#loss === undefined && this.#step());
      if (this.#loss !== undefined && this.#totalLeft !== 0) throw new PowerLoss();
      if (this.#totalLeft !== 0) {
        // What is kept must not be a view into a buffer that the next command overwrites.
        this.#pending = this.#pending.slice();
        return new Uint8Array(0);
      }
      if (this.#pending.length > 0) throw new InstallationFailure('scp03tStructureError');
      return this.#succeed();
    } catch (error) {
      if (error instanceof InstallationFailure) return this.#fail(error);
      this.#chip.installation = undefined;
      this.#chip.session = undefined;
      throw error;
    }
  }

  /** One TLV or header, where enough is there. */
  #step(): boolean {
    if (this.#pending.length === 0) return false;
    if (this.#totalLeft === undefined) {
      const header = this.#tryRead(() => readHeader(this.#pending, 0, 'BPP', limits));
      if (header === undefined) return false;
      this.#totalLeft = header.length;
      this.#pending = this.#pending.subarray(header.valueAt);
      return true;
    }
    if (this.#partIndex < 0) return this.#initialise();
    if (this.#partLeft === 0) return this.#beginPart();
    return this.#takeItem();
  }

  #tryRead<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      if (error.code === 'tlv_truncated') return undefined;
      throw new InstallationFailure(
        this.#scp === undefined ? 'incorrectInputValues' : 'scp03tStructureError',
      );
    }
  }

  #tryTlv(): Tlv | undefined {
    const header = this.#tryRead(() => readHeader(this.#pending, 0, 'BPP', limits));
    if (header === undefined) return undefined;
    if (header.length > maxItem) throw new InstallationFailure('scp03tStructureError');
    if (header.valueAt + header.length > this.#pending.length) return undefined;
    return readTlv(this.#pending, 0, 'BPP', limits);
  }

  #consume(length: number): void {
    this.#pending = this.#pending.subarray(length);
    this.#totalLeft = (this.#totalLeft ?? 0) - length;
    if (this.#totalLeft < 0) throw new InstallationFailure('scp03tStructureError');
  }

  /** Asks for the fault of the part that is about to be processed, and meets all but a later loss of power. */
  #meetFault(): void {
    const fault = this.#chip.faults?.onBppCommand({ command: this.#command, index: this.#items++ });
    if (fault === undefined) return;
    if (fault.kind === 'statusWord') throw new StatusWord(fault.sw);
    if (fault.kind === 'bppError') throw new InstallationFailure(reasonNumber(fault.reason));
    // InitialiseSecureChannel has a signature where the others have a MAC.
    if (fault.kind === 'badMac')
      throw new InstallationFailure(this.#scp === undefined ? 'invalidSignature' : 'scp03tSecurityError');
    if (fault.at === 'before') throw new PowerLoss();
    this.#loss = fault.at;
  }

  /** ES8+.InitialiseSecureChannel (§5.5.1). */
  #initialise(): boolean {
    const tlv = this.#tryTlv();
    if (tlv === undefined) return false;
    this.#meetFault();
    this.#scp = initialiseSecureChannel(this.#chip, this.#server, this.#download, tlv);
    this.#consume(tlv.raw.length);
    this.#partIndex = 0;
    this.#announce();
    return true;
  }

  /** Writes down that an installation is under way, for the case that power is lost in it. */
  #announce(): void {
    if (this.#loss === 'within') throw new PowerLoss();
    if (!this.#chip.config.reportInterruption) return;
    this.#chip.commit({
      ...this.#chip.state,
      installing: {
        transactionId: toHex(this.#server.transactionId),
        smdpOid: this.#server.oid,
        address: this.#server.address,
        ciKeyId: this.#server.keys.ciKeyId,
      },
    });
  }

  #beginPart(): boolean {
    const header = this.#tryRead(() => readHeader(this.#pending, 0, 'BPP', limits));
    if (header === undefined) return false;
    // ReplaceSessionKeys may be left out.
    if (header.tag === 0xa3 && parts[this.#partIndex]?.tag === 0xa2) this.#partIndex++;
    const part = parts[this.#partIndex];
    this.#command = part?.command ?? this.#command;
    this.#items = 0;
    if (part === undefined || header.tag !== part.tag || header.length === 0)
      throw new InstallationFailure('scp03tStructureError');
    this.#partLeft = header.length;
    this.#consume(header.valueAt);
    if (part.tag === 0xa3) {
      const metadata = this.#metadata;
      if (metadata === undefined) throw new InstallationFailure('scp03tStructureError');
      this.#reader = new PackageReader(this.#chip.config, metadata.value);
    }
    return true;
  }

  #takeItem(): boolean {
    const tlv = this.#tryTlv();
    if (tlv === undefined) return false;
    const part = parts[this.#partIndex];
    if (
      part === undefined ||
      this.#scp === undefined ||
      tlv.tag !== part.itemTag ||
      tlv.raw.length > this.#partLeft
    )
      throw new InstallationFailure('scp03tStructureError');
    this.#meetFault();
    const opened = openItem(this.#scp, tlv.raw);
    this.#scp = opened.state;
    this.#consume(tlv.raw.length);
    this.#partLeft -= tlv.raw.length;
    if (this.#reader === undefined) {
      this.#collected.push(opened.data);
      this.#collectedLength += opened.data.length;
      if (this.#collectedLength > maxCommand) throw new InstallationFailure('incorrectInputValues');
    } else this.#loadElements(this.#reader, opened.data);
    if (this.#partLeft === 0) this.#endPart(part);
    return true;
  }

  #endPart(part: Part): void {
    const data = concatBytes(...this.#collected);
    this.#collected = [];
    this.#collectedLength = 0;
    this.#partIndex++;
    if (part.command === 'configureISDP') this.#dpProprietaryData = configureIsdp(data);
    else if (part.command === 'replaceSessionKeys') this.#scp = replaceSessionKeys(data);
    else if (part.command === 'storeMetadata') {
      // A result of what fails from here on names the ICCID.
      this.#metadata = { raw: data.slice(), value: readMetadata(data) };
      checkMetadata(this.#chip, this.#metadata.value);
    }
  }

  #loadElements(reader: PackageReader, data: Uint8Array): void {
    try {
      reader.feed(data);
      if (reader.length + (this.#metadata?.raw.length ?? 0) > this.#chip.freeMemory)
        throw new InstallationFailure('installFailedDueToInsufficientMemoryForProfile');
      if (this.#partLeft === 0) reader.end();
    } catch (error) {
      if (!(error instanceof PackageProblem)) throw error;
      const { problem } = error;
      if (problem.kind === 'naaKey')
        throw new InstallationFailure('testProfileInstallFailedDueToInvalidNaaKey');
      if (problem.kind === 'mismatch') throw new InstallationFailure('installFailedDueToDataMismatch');
      throw new InstallationFailure(
        'installFailedDueToPEProcessingError',
        euiccResponse(problem.status, problem.identification),
      );
    }
  }

  #succeed(): Uint8Array {
    const metadata = this.#metadata;
    const reader = this.#reader;
    if (metadata === undefined || reader === undefined) throw new InstallationFailure('scp03tStructureError');
    return this.#end(() =>
      successResult(this.#chip, this.#server, this.#download, {
        metadata: metadata.raw,
        value: metadata.value,
        dpProprietaryData: this.#dpProprietaryData,
        size: reader.length + metadata.raw.length,
        facts: reader.facts,
      }),
    );
  }

  /** Keeps a result and gives it, or what a fault makes of that. */
  #end(keep: () => Uint8Array): Uint8Array {
    const loss: CardFault | undefined = this.#loss && { kind: 'powerLoss', at: this.#loss };
    return underFault(this.#chip, loss ?? this.#fault, keep);
  }

  #fail(failure: InstallationFailure): Uint8Array {
    const iccid = this.#metadata && toHex(iccidToBytes(this.#metadata.value.iccid));
    return this.#end(() =>
      failureResult(this.#chip, answeredOrigin(this.#chip, this.#server, iccid), {
        command: this.#command,
        reason: failure.reason,
        simaResponse: failure.simaResponse,
      }),
    );
  }
}
