import { useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import CodeEditor, { type CodeEditorProps } from '../../ui/code/code-editor.tsx';
import { variableMarks, variablesOf } from './editor-variables.ts';
import { useFieldScope } from './scope-context.ts';
import { VariableCard } from './variable-card.tsx';
import './variables.css';

/** A code editor whose text may name variables. */
export default function VariableEditor(props: Omit<CodeEditorProps, 'extensions'>) {
  const { variables } = useFieldScope();
  const [card, setCard] = useState<{ readonly host: HTMLElement; readonly name: string } | null>(null);
  const [marks] = useState(() =>
    variableMarks((host, name) => {
      setCard({ host, name });
      return () => setCard((now) => (now?.host === host ? null : now));
    }),
  );
  const extensions = useMemo(() => [marks, variablesOf(variables)], [marks, variables]);
  return (
    <>
      <CodeEditor {...props} extensions={extensions} />
      {card && createPortal(<VariableCard name={card.name} />, card.host)}
    </>
  );
}
