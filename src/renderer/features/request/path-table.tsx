import { Checkbox } from '@mantine/core';
import { VariableField } from '../variables/variable-field.tsx';
import { pathNames, pathRowOf, withPathRow } from './path-rows.ts';
import type { RequestFormProps } from './request-editing.ts';

/** The values of the URL's `:name` segments; nothing where it has none. */
export function PathTable({ request, edit }: RequestFormProps) {
  const names = pathNames(request.url);
  if (names.length === 0) return null;
  return (
    <section className="rows path-rows" aria-label="Path parameters">
      <table className="rows-table">
        <thead>
          <tr>
            <th scope="col" className="rows-narrow">
              <span className="visually-hidden">On</span>
            </th>
            <th scope="col" className="rows-name">
              Path
            </th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const { value, enabled } = pathRowOf(request.path, name) ?? { value: '', enabled: true };
            const change = (fields: Parameters<typeof withPathRow>[2]) =>
              edit((now) => ({ ...now, path: withPathRow(now.path, name, fields) }));
            return (
              <tr key={name} data-off={!enabled || undefined}>
                <td className="rows-narrow">
                  <Checkbox
                    aria-label={`Path parameter ${name} on`}
                    checked={enabled}
                    onChange={({ currentTarget: { checked } }) => change({ enabled: checked })}
                  />
                </td>
                <th scope="row" className="rows-fixed-name">
                  :{name}
                </th>
                <td>
                  <VariableField
                    aria-label={`Path parameter ${name}`}
                    placeholder="Value"
                    value={value}
                    onChange={(typed) => change({ value: typed })}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
