import { Tabs } from '@mantine/core';
import { useState } from 'react';
import type { HttpRequest } from '#router/contracts/request.ts';
import { TabLabel } from '../../ui/tab-label.tsx';
import { AuthForm } from '../auth/auth-form.tsx';
import { BodyForm } from './body-form.tsx';
import { rowsFromHeaderLines } from './header-paste.ts';
import { largeTextOf } from './large-text.ts';
import { OptionsForm } from './options-form.tsx';
import { PathTable } from './path-table.tsx';
import { rowsFromPaste, withQuery } from './query-rows.ts';
import type { RequestFormProps } from './request-editing.ts';
import { Resolved } from './resolved.tsx';
import { countActive, newRow } from './rows.ts';
import { RowsTable } from './rows-table.tsx';
import { usePreview } from './use-preview.ts';
import { VariablesForm } from './variables-form.tsx';

/** The request beyond its method and URL. Tabs that are not shown keep their state, and their uploads. */
export function RequestPane({ request, edit }: RequestFormProps) {
  const [shown, setShown] = useState<string | null>('query');
  const inherits = request.auth.kind === 'inherit';
  const preview = usePreview(request, shown === 'resolved' || (shown === 'auth' && inherits));
  return (
    <section className="pane" aria-label="Request">
      <Tabs value={shown} onChange={setShown} className="pane-tabs" keepMounted>
        <Tabs.List className="pane-bar request-tabs">
          <Tabs.Tab value="query">
            <TabLabel count={countActive(request.query)}>Query</TabLabel>
          </Tabs.Tab>
          <Tabs.Tab value="headers">
            <TabLabel count={countActive(request.headers)}>Headers</TabLabel>
          </Tabs.Tab>
          <Tabs.Tab value="body">
            <TabLabel count={countBody(request)}>Body</TabLabel>
          </Tabs.Tab>
          <Tabs.Tab value="auth">
            <TabLabel count={request.auth.kind === 'none' || inherits ? 0 : 'some'}>Auth</TabLabel>
          </Tabs.Tab>
          <Tabs.Tab value="variables">
            <TabLabel count={countActive(request.variables)}>Variables</TabLabel>
          </Tabs.Tab>
          <Tabs.Tab value="options">
            <TabLabel>Options</TabLabel>
          </Tabs.Tab>
          <Tabs.Tab value="resolved">
            <TabLabel>Resolved</TabLabel>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="query" className="pane-panel">
          <RowsTable
            noun="Parameter"
            rows={request.query}
            onChange={(change) => edit((now) => ({ ...now, ...withQuery(now, change(now.query)) }))}
            makeRow={(id) => newRow({ id })}
            parsePaste={rowsFromPaste}
          />
          <PathTable request={request} edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="headers" className="pane-panel">
          <RowsTable
            noun="Header"
            rows={request.headers}
            onChange={(change) => edit((now) => ({ ...now, headers: change(now.headers) }))}
            makeRow={(id) => newRow({ id })}
            parsePaste={rowsFromHeaderLines}
          />
        </Tabs.Panel>
        <Tabs.Panel value="body" className="pane-panel">
          <BodyForm request={request} edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="auth" className="pane-panel">
          <AuthForm request={request} edit={edit} inherited={inherits ? preview : null} />
        </Tabs.Panel>
        <Tabs.Panel value="variables" className="pane-panel">
          <VariablesForm request={request} edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="options" className="pane-panel">
          <OptionsForm request={request} edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="resolved" className="pane-panel">
          <Resolved preview={preview} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

/** Rows of a form that will be sent; a dot for a body of another kind. */
function countBody({ body }: HttpRequest): number | 'some' {
  switch (body.kind) {
    case 'none':
      return 0;
    case 'urlencoded':
      return countActive(body.urlencoded);
    case 'multipart':
      return countActive(body.multipart);
    case 'file':
      return body.file ? 'some' : 0;
    default:
      return body[body.kind] === '' && !largeTextOf(body) ? 0 : 'some';
  }
}
