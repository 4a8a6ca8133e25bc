import { Button } from '@mantine/core';
import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { EditorSkeleton } from '../../ui/editor-skeleton.tsx';
import { describeJsonProblem } from './json-text.ts';
import { findTemplateProblem, formatTemplate } from './json-template.ts';

const VariableEditor = lazy(() => import('../variables/variable-editor.tsx'));

/** Above this many characters the text is not checked at each edit. */
const checkLimit = 1024 * 1024;

export interface JsonBodyProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A JSON body: sent as typed, right or wrong; what is wrong is told in a line below. */
export function JsonBody({ value, onChange }: JsonBodyProps) {
  const [goTo, setGoTo] = useState<{ offset: number } | null>(null);
  const settled = useDeferredValue(value);
  const problem = useMemo(
    () => (settled.trim() === '' || settled.length > checkLimit ? null : findTemplateProblem(settled)),
    [settled],
  );
  const format = () => {
    const result = formatTemplate(value);
    if ('text' in result) onChange(result.text);
    else setGoTo({ offset: result.problem.offset });
  };

  return (
    <>
      <Suspense fallback={<EditorSkeleton />}>
        <VariableEditor label="Request body" language="json" value={value} onChange={onChange} goTo={goTo} />
      </Suspense>
      <div className="editor-foot">
        <span className="json-state" role="status">
          {problem && `${describeJsonProblem(settled, problem)}.`}
        </span>
        {problem && (
          <Button variant="subtle" size="compact-xs" onClick={() => setGoTo({ offset: problem.offset })}>
            Go there
          </Button>
        )}
        <Button variant="subtle" size="compact-xs" disabled={value.trim() === ''} onClick={format}>
          Format
        </Button>
      </div>
    </>
  );
}
