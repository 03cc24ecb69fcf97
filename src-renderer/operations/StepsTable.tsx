import type { OperationStep } from '../../src-shared/model/index.ts';
import {
  formatDuration,
  formatTime,
  statusText,
  stepText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { Panel } from '../ui/bits.tsx';

const text = windowText.operation;

/** The statuses and the functions within them, with their APDUs and times. */
export function StepsTable({
  steps,
  running,
}: {
  readonly steps: readonly OperationStep[];
  readonly running: boolean;
}) {
  const timed = steps.filter((step) => step.step !== undefined);
  const longest = Math.max(1, ...timed.map((step) => step.durationMs ?? 0));
  const total = timed.reduce((sum, step) => sum + (step.durationMs ?? 0), 0);
  const apdus = timed.reduce((sum, step) => sum + step.apdus, 0);
  return (
    <Panel title={text.steps} count={timed.length} flush>
      <table className="table steps" aria-label={text.steps} aria-busy={running}>
        <thead>
          <tr>
            <th scope="col">{text.at}</th>
            <th scope="col">{text.step}</th>
            <th scope="col" className="right">
              {text.apdus}
            </th>
            <th scope="col" className="right">
              {text.took}
            </th>
            <th scope="col" className="share">
              <span className="visually-hidden">{text.share}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) =>
            step.step === undefined ? (
              <tr key={step.seq} className="step-status">
                <td className="num">{formatTime(step.at, true)}</td>
                <th scope="row" colSpan={4}>
                  {statusText[step.status]}
                </th>
              </tr>
            ) : (
              <tr key={step.seq}>
                <td className="num quiet">{formatTime(step.at, true)}</td>
                <td>
                  <div>{stepText(step.step) ?? visibleText(step.step, 80)}</div>
                  {stepText(step.step) === undefined ? null : (
                    <div className="mono small quiet">{visibleText(step.step, 80)}</div>
                  )}
                </td>
                <td className="num right">{step.apdus === 0 ? '' : step.apdus}</td>
                <td className="num right">
                  {step.durationMs === undefined ? '' : formatDuration(step.durationMs)}
                </td>
                <td className="share">
                  <div
                    className="share-bar"
                    style={{ width: `${Math.max(1, (100 * (step.durationMs ?? 0)) / longest)}%` }}
                  />
                </td>
              </tr>
            ),
          )}
        </tbody>
        <tfoot>
          <tr>
            <td />
            <th scope="row">{text.total}</th>
            <td className="num right">{apdus}</td>
            <td className="num right">{formatDuration(total)}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </Panel>
  );
}
