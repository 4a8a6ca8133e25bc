import { Button, Select } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { BodyKind, LargeText, MultipartRow, StoredFile } from '#router/contracts/request.ts';
import { EditorSkeleton } from '../../ui/editor-skeleton.tsx';
import { formatBytes } from '../../ui/format.ts';
import { KindChooser } from '../../ui/kind-chooser.tsx';
import { Notice } from '../../ui/notice.tsx';
import { FileField } from './file-field.tsx';
import { JsonBody } from './json-body.tsx';
import { LargeBody } from './large-body.tsx';
import { largeTextOf } from './large-text.ts';
import { type RequestFormProps, withBody } from './request-editing.ts';
import { newRow } from './rows.ts';
import { RowsTable, TextValue, type ValueField } from './rows-table.tsx';
import { rowsFromPaste } from './query-rows.ts';

const FileView = lazy(() => import('./file-view.tsx'));
const VariableEditor = lazy(() => import('../variables/variable-editor.tsx'));

const kinds: { value: BodyKind; label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'json', label: 'JSON' },
  { value: 'text', label: 'Text' },
  { value: 'xml', label: 'XML' },
  { value: 'sparql', label: 'SPARQL' },
  { value: 'urlencoded', label: 'URL-encoded' },
  { value: 'multipart', label: 'Multipart' },
  { value: 'file', label: 'File' },
];

/** The request's body. Each kind keeps what was put into it while another is shown. */
export function BodyForm({ request, edit }: RequestFormProps) {
  const { body } = request;
  const [removed, setRemoved] = useState<LargeText | null>(null);
  const large = largeTextOf(body);
  return (
    <div className="body-form">
      <KindChooser
        label="Kind of body"
        kinds={kinds}
        value={body.kind}
        onChange={(kind) => edit((now) => withBody(now, { kind }))}
      />
      {body.kind === 'none' && <p className="pane-hint">This request is sent without a body.</p>}
      {removed?.kind === body.kind && !large && (
        <Notice
          action={{
            label: 'Undo',
            onClick: () => edit((now) => withBody(now, { large: removed, [removed.kind]: '' })),
          }}
          onClose={() => setRemoved(null)}
        >
          The body of {formatBytes(removed.file.size)} is removed. Its file has it until you save.
        </Notice>
      )}
      {large && (
        <LargeBody
          large={large}
          onRemove={() => {
            setRemoved(large);
            edit((now) => withBody(now, { large: null }));
          }}
        />
      )}
      {body.kind === 'json' && !large && (
        <JsonBody value={body.json} onChange={(json) => edit((now) => withBody(now, { json }))} />
      )}
      {(body.kind === 'text' || body.kind === 'xml' || body.kind === 'sparql') && !large && (
        <RawBody
          key={body.kind}
          kind={body.kind}
          value={body[body.kind]}
          onChange={(text) => edit((now) => withBody(now, { [body.kind]: text }))}
        />
      )}
      {body.kind === 'urlencoded' && (
        <RowsTable
          noun="Field"
          rows={body.urlencoded}
          onChange={(change) => edit((now) => withBody(now, { urlencoded: change(now.body.urlencoded) }))}
          makeRow={(id) => newRow({ id })}
          parsePaste={rowsFromPaste}
        />
      )}
      {/* Hidden rather than gone: an upload goes on while another kind is looked at. */}
      <div className="body-kind" hidden={body.kind !== 'multipart'}>
        <RowsTable
          noun="Part"
          rows={body.multipart}
          onChange={(change) => edit((now) => withBody(now, { multipart: change(now.body.multipart) }))}
          makeRow={newPart}
          renderValue={(field) => <PartValue {...field} />}
        />
      </div>
      <div className="body-kind" hidden={body.kind !== 'file'}>
        <FileField
          label="Body"
          variant="zone"
          file={body.file}
          onChange={(file) => edit((now) => withBody(now, { file }))}
        />
      </div>
      {body.kind === 'file' && body.file && <ShownFile key={body.file.id} file={body.file} />}
    </div>
  );
}

/** The file is looked at when somebody wants to see it. */
function ShownFile({ file }: { readonly file: StoredFile }) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <Button
        className="file-toggle"
        variant="subtle"
        size="compact-xs"
        aria-expanded={isShown}
        onClick={() => setShown((now) => !now)}
      >
        {isShown ? 'Hide the file' : 'Show the file'}
      </Button>
      {isShown && (
        <Suspense fallback={<EditorSkeleton />}>
          <FileView file={file} />
        </Suspense>
      )}
    </>
  );
}

interface RawBodyProps {
  readonly kind: 'text' | 'xml' | 'sparql';
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function RawBody({ kind, value, onChange }: RawBodyProps) {
  return (
    <Suspense fallback={<EditorSkeleton />}>
      <VariableEditor
        label="Request body"
        language={kind === 'xml' ? 'xml' : 'text'}
        value={value}
        onChange={onChange}
      />
    </Suspense>
  );
}

function newPart(id: string): MultipartRow {
  return { ...newRow({ id }), kind: 'text', file: null };
}

function PartValue(field: ValueField<MultipartRow>) {
  const { row, rowLabel, onChange } = field;
  return (
    <div className="part-value">
      <Select
        className="part-kind"
        aria-label={`${rowLabel} kind`}
        data={[
          { value: 'text', label: 'Text' },
          { value: 'file', label: 'File' },
        ]}
        value={row.kind}
        allowDeselect={false}
        variant="unstyled"
        onChange={(kind) => kind && onChange((old) => ({ ...old, kind }))}
      />
      {row.kind === 'text' ? (
        <TextValue {...field} />
      ) : (
        <FileField
          label={rowLabel}
          variant="line"
          file={row.file}
          onChange={(file) => onChange((old) => ({ ...old, file }))}
        />
      )}
    </div>
  );
}
