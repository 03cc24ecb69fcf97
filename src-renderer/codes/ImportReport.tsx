import type { ReactNode } from 'react';
import type { CodePlace, ImportReport, RefusedCode } from '../../src-shared/model/index.ts';
import {
  codePlaceText,
  codeRemarkText,
  codesText,
  fillText,
  formatInteger,
  formatList,
  visibleText,
} from '../../src-shared/texts.ts';
import { formatRoute } from '../state/route.ts';
import { Chip, Note, type Tone } from '../ui/bits.tsx';
import { ErrorText } from '../ui/error-text.tsx';

const text = codesText;
/** More than this nobody reads; their number is told. */
const MOST_LINES = 200;

/** What became of an import: what was refused comes first, by place, with its reason and what to do. */
export function ImportReportView({ report }: { readonly report: ImportReport }) {
  const { added, known, refused, remarks, passedOver, kept } = report;
  const right = kept ? added.length : (report.right ?? 0);
  const clean = refused.length === 0 && remarks.length === 0;
  return (
    <section className="stack" aria-label={text.report} data-report tabIndex={-1}>
      {!kept ? (
        <Note kind="warn" live>
          {fillText(text.reportNotKept, { refused: formatInteger(refused.length) })}
        </Note>
      ) : added.length === 0 ? (
        <Note kind="info" live>
          {text.reportNone}
        </Note>
      ) : (
        <Note kind={refused.length === 0 ? 'good' : 'info'} live>
          {fillText(text.reportKept, { added: formatInteger(added.length) })}
        </Note>
      )}
      <div className="chips">
        <Count tone="good" label={kept ? text.reportAdded : text.reportWould} count={right} />
        <Count tone="quiet" label={text.reportKnown} count={known.length} />
        <Count
          tone={refused.length > 0 ? 'bad' : 'quiet'}
          label={text.reportRefused}
          count={refused.length}
        />
        <Count
          tone={remarks.length > 0 ? 'warn' : 'quiet'}
          label={text.reportRemarks}
          count={remarks.length}
        />
      </div>
      {clean ? null : (
        <div className="report-scroll">
          {refused.length === 0 ? null : (
            <Lines title={text.reportRefused} count={refused.length}>
              {refused.slice(0, MOST_LINES).map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
                <RefusedRow key={index} refused={one} />
              ))}
            </Lines>
          )}
          {remarks.length === 0 ? null : (
            <Lines title={text.reportRemarks} count={remarks.length}>
              {remarks.slice(0, MOST_LINES).map(({ place, code }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
                <tr key={index}>
                  <PlaceCell place={place} />
                  <td>{visibleText(codeRemarkText(code), 200)}</td>
                </tr>
              ))}
            </Lines>
          )}
        </div>
      )}
      {known.length === 0 ? null : (
        <p className="small">
          {text.reportKnown}:{' '}
          {known.slice(0, 12).map(({ code }) => (
            <a key={code.id} className="report-link" href={formatRoute({ page: 'codes', id: code.id })}>
              {fillText(text.detail, { id: code.id })}
            </a>
          ))}
          {known.length > 12 ? fillText(text.reportMore, { count: known.length - 12 }) : null}
        </p>
      )}
      {passedOver.lines + passedOver.qrCodes === 0 ? null : (
        <p className="quiet small">{fillText(text.reportPassed, passedCounts(passedOver))}</p>
      )}
      {passedOver.columns.length === 0 ? null : (
        <p className="quiet small">
          {fillText(text.reportColumns, { columns: visibleText(formatList(passedOver.columns), 300) })}
        </p>
      )}
    </section>
  );
}

const passedCounts = ({ lines, qrCodes }: ImportReport['passedOver']) => ({ lines, qrCodes });

function Count({
  tone,
  label,
  count,
}: {
  readonly tone: Tone;
  readonly label: string;
  readonly count: number;
}) {
  return (
    <Chip tone={count === 0 ? 'quiet' : tone}>
      {label} <strong>{formatInteger(count)}</strong>
    </Chip>
  );
}

function Lines({
  title,
  count,
  children,
}: {
  readonly title: string;
  readonly count: number;
  readonly children: ReactNode;
}) {
  return (
    <table className="table">
      <caption className="report-caption">{title}</caption>
      <thead>
        <tr>
          <th>{text.reportPlace}</th>
          <th>{text.reportWhy}</th>
        </tr>
      </thead>
      <tbody>
        {children}
        {count > MOST_LINES ? (
          <tr>
            <td colSpan={2} className="quiet">
              {fillText(text.reportMore, { count: count - MOST_LINES })}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

/** Where something stood. The name of a file says whose codes are in it. */
export function PlaceCell({ place }: { readonly place: CodePlace }) {
  return (
    <td className={place.file === undefined ? 'report-place' : 'report-place private'}>
      {visibleText(codePlaceText(place), 80)}
    </td>
  );
}

/** A line that was refused: where it stood, why, and what to do. */
export function RefusedRow({ refused: { place, error } }: { readonly refused: RefusedCode }) {
  return (
    <tr>
      <PlaceCell place={place} />
      <td>
        <ErrorText error={error} />
        <div className="quiet small">
          <ErrorText error={error} part="remedy" />
        </div>
      </td>
    </tr>
  );
}
