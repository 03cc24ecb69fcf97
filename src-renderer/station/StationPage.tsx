import { BatchList } from './BatchList.tsx';
import { BatchPage } from './BatchPage.tsx';
import { BatchReport } from './BatchReport.tsx';
import { NewBatch } from './NewBatch.tsx';

/** `#/station`: the batches; `new`: making one; a number: that batch at work, and its `report`. */
export function StationPage({ parts }: { readonly parts: readonly string[] }) {
  const [first = '', second] = parts;
  if (first === 'new') return <NewBatch />;
  const id = Number(first);
  if (!Number.isSafeInteger(id) || id < 1) return <BatchList />;
  return second === 'report' ? <BatchReport key={id} id={id} /> : <BatchPage key={id} id={id} />;
}
