import { VariableField } from '../variables/variable-field.tsx';
import { pathNames, pathRowOf, withPathRow } from './path-rows.ts';
import type { RequestFormProps } from './request-editing.ts';
import { NarrowHead, OnCell } from './row-cells.tsx';

/** The values of the URL's `:name` segments; nothing where it has none. */
export function PathTable({ request, edit }: RequestFormProps) {
  const names = pathNames(request.url);
  if (names.length === 0) return null;
  return (
    <section className="rows path-rows" aria-label="Path parameters">
      <table className="rows-table">
        <thead>
          <tr>
            <NarrowHead label="On" />
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
                <OnCell
                  rowLabel={`Path parameter ${name}`}
                  enabled={enabled}
                  onChange={(checked) => change({ enabled: checked })}
                />
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
