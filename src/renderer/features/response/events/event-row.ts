import type { BodyEvent } from '#router/contracts/body-events.ts';

const looks = ['event-index', 'event-time', 'event-type', 'event-id', 'event-data'] as const;

/** Draws an event, or its place while it is on its way, into an element that may have shown another one. */
export function drawEventRow(
  element: HTMLElement,
  event: BodyEvent | undefined,
  { row, isCurrent }: { readonly row: number; readonly isCurrent: boolean },
): void {
  element.className = 'event-row';
  element.id = `event-row-${row}`;
  element.dataset['row'] = String(row);
  element.setAttribute('role', 'option');
  element.setAttribute('aria-selected', String(isCurrent));
  element.toggleAttribute('data-pending', event === undefined);
  element.toggleAttribute('data-blank', event?.bytes === 0);
  const texts = event ? textsOf(event) : ['', '', '', '', ''];
  element.replaceChildren(
    ...looks.map((look, at) => {
      const cell = document.createElement('span');
      cell.className = look;
      cell.textContent = texts[at] ?? '';
      return cell;
    }),
  );
}

function textsOf({ index, at, type, id, data, bytes }: BodyEvent): string[] {
  const firstLine = bytes === 0 ? 'blank line' : (data.split('\n', 1)[0] ?? '');
  return [String(index + 1), at === undefined ? '' : timeOf(at), type, id ?? '', firstLine];
}

/** `14:03:07.120`, in the time of this place. */
export function timeOf(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}
