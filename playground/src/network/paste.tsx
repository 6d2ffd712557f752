// The dialog for a table of one's own.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Button, Select } from '../shared/controls.tsx';
import { numericColumns, pointsOf, readTable, type Table, taskOf } from './csv.ts';
import { restart } from './trainer.ts';

const EXAMPLE = `petal length,petal width,species
1.4,0.2,setosa
1.3,0.3,setosa
1.5,0.1,setosa
1.7,0.4,setosa
4.7,1.4,versicolor
4.5,1.5,versicolor
4.0,1.3,versicolor
3.9,1.1,versicolor
6.0,2.5,virginica
5.1,1.9,virginica
5.9,2.1,virginica
5.6,1.8,virginica`;

export function Paste({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<{ x?: number; y?: number; target?: number }>({});
  useEffect(() => dialog.current?.showModal(), []);
  const { table, problem } = useMemo(() => read(text), [text]);
  const numeric = table ? numericColumns(table) : [];
  const target = chosen.target ?? (table ? table.columns.length - 1 : 0);
  const [freeX = 0, freeY = 1] = numeric.filter((column) => column !== target);
  const [x, y] = [chosen.x ?? freeX, chosen.y ?? freeY];
  const [refusal, setRefusal] = useState<string>();
  const choices = (columns: number[]) =>
    columns.map((column) => ({ value: String(column), label: table?.columns[column] ?? '' }));
  const use = () => {
    try {
      if (table) restart({ data: 'pasted', own: pointsOf(table, [x, y], target) });
      onClose();
    } catch (error) {
      setRefusal((error as Error).message);
    }
  };
  return (
    <dialog ref={dialog} class="paste" aria-labelledby="paste-title" onClose={onClose}>
      <div class="graph-head">
        <h2 id="paste-title">Your own table</h2>
        <Button class="small" look="quiet" icon="close" aria-label="Close" onClick={onClose} />
      </div>
      <p class="note">Paste rows from a spreadsheet or a CSV file. They stay on this device.</p>
      <label class="field">
        <span class="hidden">Table as text</span>
        <textarea
          rows={8}
          spellcheck={false}
          placeholder={EXAMPLE}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setChosen({});
            setRefusal(undefined);
          }}
        />
      </label>
      {table && (
        <div class="paste-choices">
          <Select
            label="Across"
            value={String(x)}
            options={choices(numeric)}
            onChange={(value) => setChosen({ ...chosen, x: Number(value) })}
          />
          <Select
            label="Up"
            value={String(y)}
            options={choices(numeric)}
            onChange={(value) => setChosen({ ...chosen, y: Number(value) })}
          />
          <Select
            label="To predict"
            value={String(target)}
            options={choices(Array.from(table.columns.keys()))}
            onChange={(value) => setChosen({ ...chosen, target: Number(value) })}
          />
        </div>
      )}
      <p class="note" role="status">
        {refusal ??
          problem ??
          (table
            ? `${table.rows.length} rows; ${taskOf(table, target) === 'classes' ? 'classes' : 'numbers'} to predict.`
            : '')}
      </p>
      <div class="paste-actions">
        <Button onClick={() => setText(EXAMPLE)}>Take the example</Button>
        <Button look="main" disabled={!table} onClick={use}>
          Use these rows
        </Button>
      </div>
    </dialog>
  );
}

function read(text: string): { table?: Table; problem?: string } {
  if (text.trim() === '') return {};
  try {
    return { table: readTable(text) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
