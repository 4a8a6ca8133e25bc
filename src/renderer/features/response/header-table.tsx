import type { HeaderList } from '#router/contracts/send.ts';

export interface HeaderTableProps {
  readonly headers: HeaderList;
  /** What is said where there are none. */
  readonly none?: string;
}

/** Header fields as they came: order, case and repetition. */
export function HeaderTable({ headers, none = 'The response had no headers.' }: HeaderTableProps) {
  if (headers.length === 0) return <p className="pane-hint">{none}</p>;
  return (
    <table className="header-list">
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {headers.map(([name, value], index) => (
          // Fields repeat, and the list never changes: the place is the identity.
          <tr key={index}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
