import type { BatchPreview, PreviewedLine } from '../../src-shared/model/index.ts';
import {
  codePlaceText,
  codeRemarkText,
  codesText,
  fillText,
  formatInteger,
  formatList,
  groupDigits,
  stationPageText,
  visibleText,
} from '../../src-shared/texts.ts';
import { PlaceCell, RefusedRow } from '../codes/ImportReport.tsx';
import { Chip, Note } from '../ui/bits.tsx';

const text = stationPageText.list;
/** More than this nobody reads here; their number is told. */
const MOST_REFUSED = 200;
const MOST_LINES = 100;

/** What a list would become: what is refused first, line by line with its reason, then what can be used. */
export function PreviewPanel({ preview }: { readonly preview: BatchPreview }) {
  const { lines, total, refused, refusedTotal, remarks, passedOver, withEid, confirmationCodesMissing } =
    preview;
  return (
    <div className="stack">
      <div className="chips" role="status">
        <Chip tone={total > 0 ? 'good' : 'quiet'}>{fillText(text.good, { count: total })}</Chip>
        {refusedTotal === 0 ? null : (
          <Chip tone="bad">{fillText(text.refused, { count: refusedTotal })}</Chip>
        )}
        {withEid === 0 ? null : <Chip>{fillText(text.bound, { count: withEid })}</Chip>}
      </div>
      {confirmationCodesMissing === 0 ? null : (
        <Note kind="warn" title={fillText(text.missing, { count: confirmationCodesMissing })}>
          {text.missingHint}
        </Note>
      )}
      {refused.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        <section className="report-scroll" aria-label={text.refusedTitle} tabIndex={0}>
          <table className="table">
            <caption className="report-caption">{text.refusedTitle}</caption>
            <thead>
              <tr>
                <th scope="col">{text.where}</th>
                <th scope="col">{text.why}</th>
              </tr>
            </thead>
            <tbody>
              {refused.slice(0, MOST_REFUSED).map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a preview does not change
                <RefusedRow key={index} refused={one} />
              ))}
              <More count={refusedTotal - MOST_REFUSED} columns={2} />
            </tbody>
          </table>
        </section>
      )}
      {lines.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        <section className="report-scroll preview-lines" aria-label={text.goodTitle} tabIndex={0}>
          <table className="table">
            <caption className="report-caption">{text.goodTitle}</caption>
            <thead>
              <tr>
                <th scope="col">{text.where}</th>
                <th scope="col">{text.card}</th>
                <th scope="col">{text.code}</th>
                <th scope="col">{text.about}</th>
              </tr>
            </thead>
            <tbody>
              {lines.slice(0, MOST_LINES).map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a preview does not change
                <Line key={index} line={line} remarks={remarks} />
              ))}
              <More count={total - MOST_LINES} columns={4} />
            </tbody>
          </table>
        </section>
      )}
      {passedOver.lines + passedOver.qrCodes === 0 ? null : (
        <p className="quiet small">
          {fillText(codesText.reportPassed, { lines: passedOver.lines, qrCodes: passedOver.qrCodes })}
        </p>
      )}
      {passedOver.columns.length === 0 ? null : (
        <p className="quiet small">
          {fillText(codesText.reportColumns, { columns: visibleText(formatList(passedOver.columns), 300) })}
        </p>
      )}
    </div>
  );
}

function Line({
  line,
  remarks,
}: {
  readonly line: PreviewedLine;
  readonly remarks: BatchPreview['remarks'];
}) {
  const { place, eid, codeId, smdpAddress, hint = '', iccid, carrier, label } = line;
  const where = codePlaceText(place);
  const about = [label, carrier].filter((one) => one !== undefined).join(' · ');
  const mine = remarks.filter((remark) => codePlaceText(remark.place) === where);
  return (
    <tr>
      <PlaceCell place={place} />
      <td>
        {eid === undefined ? (
          <span className="quiet">{text.anyCard}</span>
        ) : (
          <span className="mono">{groupDigits(eid)}</span>
        )}
      </td>
      <td>
        <span className="mono">
          {visibleText(smdpAddress, 80)} <span className="preview-hint">{visibleText(hint, 20)}</span>
        </span>
      </td>
      <td>
        <div className="quiet small">
          {codeId === undefined ? text.isNew : fillText(text.known, { id: formatInteger(codeId) })}
        </div>
        <bdi className="private">{visibleText(about, 80)}</bdi>
        {iccid === undefined ? null : <div className="mono small">{groupDigits(iccid)}</div>}
        {mine.map(({ code }) => (
          <div key={code} className="small tone-warn">
            {visibleText(codeRemarkText(code), 200)}
          </div>
        ))}
      </td>
    </tr>
  );
}

function More({ count, columns }: { readonly count: number; readonly columns: number }) {
  if (count <= 0) return null;
  return (
    <tr>
      <td colSpan={columns} className="quiet">
        {fillText(text.more, { count })}
      </td>
    </tr>
  );
}
