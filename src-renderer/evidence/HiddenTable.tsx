import type { HiddenCount } from '../../src-shared/model/index.ts';
import { evidencePageText, formatInteger, hiddenKindText } from '../../src-shared/texts.ts';

const text = evidencePageText;

/** What is hidden in a file: how many values of each kind, and in how many places. */
export function HiddenTable({
  hidden,
  label,
}: {
  readonly hidden: readonly HiddenCount[];
  readonly label: string;
}) {
  if (hidden.length === 0) return <p className="quiet pad">{text.hiddenNone}</p>;
  return (
    <table className="table plain-rows" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{text.make.kind}</th>
          <th scope="col" className="right">
            {text.values}
          </th>
          <th scope="col" className="right">
            {text.places}
          </th>
        </tr>
      </thead>
      <tbody>
        {hidden.map(({ kind, values, places }) => (
          <tr key={kind}>
            <th scope="row">{hiddenKindText[kind]}</th>
            <td className="num right">{formatInteger(values)}</td>
            <td className="num right">{formatInteger(places)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
