/**
 * What the rooms above need of batches. As in `port.ts`: synchronous, short, and every write survives `kill -9` when its call
 * returns. A line is claimed by the row of its operation (`NewOperation.line`), in the same transaction.
 */

import type {
  Batch,
  BatchLine,
  BatchLineState,
  BatchRecipe,
  BatchState,
  BatchStep,
  BatchStopReason,
  CodePlace,
  ErrorDataJson,
  ImportReport,
  StationExpects,
  StationOutcome,
} from '../../src-shared/model/index.ts';

export interface NewBatch {
  /** Without one it is called by its number. */
  readonly name?: string | undefined;
  readonly requestKey?: string | undefined;
  readonly recipe: BatchRecipe;
  readonly lines: readonly {
    readonly place: CodePlace;
    readonly codeId: number;
    readonly eid?: string | undefined;
  }[];
  readonly refused: ImportReport['refused'];
  readonly createdBy: string;
  readonly at: number;
  readonly readers?: readonly string[];
}

/** The operation of a line, as `NewOperation` names it. */
export interface LineStart {
  readonly batchId: number;
  readonly line: number;
  readonly step: BatchStep;
  /** The card that is in the reader. */
  readonly eid: string;
}

/** What becomes of a line. What is not named stays; `undefined` removes it. */
export interface LineChange {
  readonly state: BatchLineState;
  readonly wantedEid?: string | undefined;
  readonly cardEid?: string | undefined;
  readonly iccid?: string | undefined;
  readonly step?: BatchStep | undefined;
  readonly error?: ErrorDataJson | undefined;
  readonly remarks?: BatchLine['remarks'];
}

/** The card in a reader that has had its turn. */
export interface Served {
  readonly eid?: string | undefined;
  readonly line?: number | undefined;
  readonly outcome: StationOutcome;
  readonly error?: ErrorDataJson | undefined;
}

export interface BatchStore {
  /** Throws batch_name_taken, batch_reader_bound; then there is no batch. A line of an EID that is in the list already, and a code that another batch holds, are the caller's to refuse. */
  createBatch(batch: NewBatch): Batch;
  batchOfRequest(requestKey: string): Batch | undefined;
  getBatch(id: number): Batch | undefined;
  /** The newest first. */
  listBatches(filter: {
    readonly limit: number;
    readonly before?: number | undefined;
    readonly state?: BatchState | undefined;
  }): Batch[];
  /**
   * Also sets the time of its start, and begins its counts of failures anew where it runs. Throws batch_reader_bound: one of its
   * readers is held by another batch now, and it cannot run.
   */
  setBatchState(
    id: number,
    at: number,
    state: BatchState,
    stop?: { readonly reason: BatchStopReason; readonly count?: number },
  ): Batch;
  /** Throws batch_reader_bound where a batch that runs or is paused holds one, and then none is bound. */
  bindReaders(id: number, at: number, readers: readonly string[]): Batch;
  unbindReaders(id: number, at: number, readers: readonly string[]): Batch;
  getServed(readerId: string): Served | undefined;
  /** Undefined: no card is in it, or one that has its turn still to come. */
  setServed(readerId: string, served: Served | undefined): void;
  removeBatch(id: number): boolean;
  /** The batch that holds a reader, or else, of those that name it, the newest that was started; a draft last. */
  batchOfReader(readerId: string): Batch | undefined;
  /** Its number alone, for what is asked of every reader at every change: a batch has thousands of lines to count. */
  batchIdOfReader(readerId: string): number | undefined;
  batchesWithReaders(): Batch[];
  /** Those with lines that run. */
  batchesAtWork(): Batch[];

  /** The batch, if any, in which a code waits or runs. */
  batchHoldingCode(codeId: number): Batch | undefined;
  getLine(batchId: number, line: number): BatchLine | undefined;
  listLines(filter: {
    readonly id: number;
    readonly after: number;
    readonly limit: number;
    readonly state?: BatchLineState | undefined;
  }): BatchLine[];
  /** The line that concerns a card: one that wants it back, the one that the list has for it, one that it was done with. */
  lineOfCard(batchId: number, eid: string): BatchLine | undefined;
  /** The first that waits for any card and is not among `taken`. */
  nextLine(batchId: number, taken: readonly number[]): BatchLine | undefined;
  lineOfOperation(operationId: number): BatchLine | undefined;
  expects(batchId: number): StationExpects;
  /**
   * What comes of it for the batch is written with it: its counts of failures, that it stops by its recipe, that it is finished.
   */
  changeLine(
    batchId: number,
    line: number,
    at: number,
    change: LineChange,
  ): { readonly line: BatchLine; readonly batch: Batch };
  /** All of them or none. Throws batch_line_taken, and batch_code_taken where another batch holds a code by now. */
  reopenLines(
    batchId: number,
    lines: readonly (Pick<BatchLine, 'line'> & Pick<LineChange, 'wantedEid'>)[],
    at: number,
  ): { readonly line: BatchLine; readonly batch: Batch }[];
}

export interface ReaderName {
  readonly name?: string;
  readonly place?: number;
}

export interface ReaderNames {
  list(): ReadonlyMap<string, ReaderName>;
  /** Null takes a field away. A place that another reader has is taken from it. */
  set(
    key: string,
    at: number,
    change: { readonly name?: string | null; readonly place?: number | null },
  ): void;
}
