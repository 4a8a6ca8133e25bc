import { MantineProvider } from '@mantine/core';
import { configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Row } from '#router/contracts/body-view.ts';
import { theme } from '../../../theme.ts';
import { rowHeight, layOutViewer, textInMemory, viewportHeight } from './test-support.ts';
import { TextView, type TextViewProps } from './text-view.tsx';

// A copy tells nothing of itself in its first half second.
configure({ asyncUtilTimeout: 10_000 });

let layout: Disposable;
beforeEach(() => {
  layout = layOutViewer();
});
afterEach(() => layout[Symbol.dispose]());

const rowsInView = viewportHeight / rowHeight;
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}`).join('\n');

type Shown = ReturnType<typeof textInMemory>;

function show(shown: Shown, props: Partial<TextViewProps> = {}) {
  const view = (next: Shown, changed: Partial<TextViewProps>) => (
    <MantineProvider theme={theme} env="test">
      <TextView
        label="Response body"
        source={next.source}
        facts={next.facts}
        wrap={false}
        follow={false}
        onLeaveEnd={() => undefined}
        {...changed}
      />
    </MantineProvider>
  );
  const { rerender } = render(view(shown, props));
  const text = screen.getByRole('grid', { name: 'Response body' });
  return {
    text,
    change: (next: Shown, changed: Partial<TextViewProps> = {}) =>
      rerender(view(next, { ...props, ...changed })),
    lines: () => Array.from(text.querySelectorAll('.text-cell'), (cell) => cell.textContent),
    press: (key: string, held: { ctrlKey?: boolean; shiftKey?: boolean } = {}) =>
      fireEvent.keyDown(text, { key, ...held }),
  };
}

const copied = () => navigator.clipboard.readText();

describe('a text', () => {
  test('has the rows in view drawn, with their numbers beside them, and no others', async () => {
    const { text, lines } = show(textInMemory(numbered(1_000_000)));
    await waitFor(() => expect(lines()[0]).toBe('line 1'));
    expect(lines().length).toBeLessThan(rowsInView + 5);
    expect(text.getAttribute('aria-rowcount')).toBe('1000000');
    expect(text.querySelector('.text-gutter')?.getAttribute('data-line')).toBe('1');
  });

  test('is walked through by keys', async () => {
    const { lines, press } = show(textInMemory(numbered(1_000_000)));
    await waitFor(() => expect(lines()).toContain('line 1'));
    press('End', { ctrlKey: true });
    await waitFor(() => expect(lines().at(-1)).toBe('line 1000000'));
    press('Home', { ctrlKey: true });
    await waitFor(() => expect(lines()[0]).toBe('line 1'));
    for (let row = 0; row < rowsInView + 4; row++) press('ArrowDown');
    await waitFor(() => expect(lines()).toContain(`line ${rowsInView + 5}`));
  });

  test('numbers a line that is many rows once', async () => {
    const { text, lines } = show(textInMemory(`${'x'.repeat(25)}\nshort`, 10));
    await waitFor(() => expect(lines().map((line) => line.length)).toEqual([10, 10, 5, 5]));
    const numbers = Array.from(text.querySelectorAll('.text-gutter'), (gutter) =>
      gutter.getAttribute('data-line'),
    );
    expect(numbers).toEqual(['1', '', '', '2']);
  });

  test('of which one row is very long has only the columns in view drawn', async () => {
    const { lines } = show(textInMemory('x'.repeat(4000)));
    await waitFor(() => expect(lines()[0]?.length).toBeGreaterThan(10));
    expect(lines()[0]?.length).toBeLessThan(300);
  });

  test('shows what a search has found', async () => {
    const highlights = ({ line }: Row) => (line === 1 ? [[0, 4] as const] : []);
    const { text } = show(textInMemory(numbered(5)), { highlights });
    await waitFor(() => expect(text.querySelector('.match')?.textContent).toBe('line'));
    expect(text.querySelectorAll('.match')).toHaveLength(1);
  });
});

describe('dragging the scroll bar', () => {
  /** A text of which all rows but the first wait for the test, and the bar that is dragged. */
  async function drag() {
    const shown = textInMemory(numbered(100_000));
    const asked: { first: number; signal: AbortSignal; arrive: () => void }[] = [];
    const rows: typeof shown.source.rows = async (first, count, signal) => {
      if (first > 0) await new Promise<void>((arrive) => asked.push({ first, signal, arrive }));
      return shown.source.rows(first, count, signal);
    };
    const view = show({ ...shown, source: { ...shown.source, rows } });
    await waitFor(() => expect(view.lines()[0]).toBe('line 1'));
    asked.length = 0;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    return {
      ...view,
      asked,
      frame,
      async to(row: number) {
        view.text.scrollTop = row * rowHeight;
        fireEvent.scroll(view.text);
        await frame();
        await frame();
      },
    };
  }

  test('draws rows on the way, and in the end those where it stopped', async () => {
    const { asked, lines, to } = await drag();
    for (const row of [20_000, 40_000, 60_000]) {
      await to(row);
      expect(lines()[0]).toBe('line 1');
    }
    expect(asked.map(({ first }) => Math.floor(first / 128))).toEqual([Math.floor(20_000 / 128)]);
    expect(asked[0]?.signal.aborted).toBe(false);
    asked[0]?.arrive();
    await waitFor(() => expect(lines()).toContain('line 20001'));
    await waitFor(() => expect(asked).toHaveLength(2));
    asked[1]?.arrive();
    await waitFor(() => expect(lines()).toContain('line 60001'));
  });

  test('ends where a key goes elsewhere', async () => {
    const { asked, text, lines, to, press, frame } = await drag();
    await to(50_000);
    press('Home', { ctrlKey: true });
    expect(text.scrollTop).toBe(0);
    asked[0]?.arrive();
    await frame();
    await frame();
    expect(lines()[0]).toBe('line 1');
  });
});

describe('going to', () => {
  test('a line has it in view, with the keyboard where it was', async () => {
    const { text, lines, press } = show(textInMemory(numbered(500_000)));
    await waitFor(() => expect(lines()).toContain('line 1'));
    press('g', { ctrlKey: true });
    const field = screen.getByRole('textbox', { name: 'Go to line or offset' });
    fireEvent.change(field, { target: { value: '250,000' } });
    fireEvent.submit(field);
    await waitFor(() => expect(lines()).toContain('line 250000'));
    expect(document.activeElement).toBe(text);
  });

  test('nowhere is told beside the field', async () => {
    const { press } = show(textInMemory('x'));
    press('g', { ctrlKey: true });
    const field = screen.getByRole('textbox', { name: 'Go to line or offset' });
    fireEvent.change(field, { target: { value: 'there' } });
    fireEvent.submit(field);
    expect(screen.getByText('A line such as 120, or an offset such as @1048576')).toBeTruthy();
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(screen.queryByRole('textbox')).toBeNull();
  });
});

describe('copying', () => {
  test('takes what is selected, also where it reaches further than what is drawn', async () => {
    const text = numbered(10_000);
    const { lines, press } = show(textInMemory(text));
    await waitFor(() => expect(lines()).toContain('line 1'));
    press('a', { ctrlKey: true });
    press('c', { ctrlKey: true });
    await waitFor(async () => expect(await copied()).toBe(text));
  });

  test('takes what Shift and the arrows have selected', async () => {
    const { text, lines, press } = show(textInMemory(numbered(5)));
    await waitFor(() => expect(lines()).toContain('line 1'));
    press('ArrowDown');
    press('ArrowDown', { shiftKey: true });
    press('ArrowRight', { shiftKey: true });
    await waitFor(() => expect(text.querySelectorAll('.selected')).toHaveLength(2));
    press('c', { ctrlKey: true });
    await waitFor(async () => expect(await copied()).toBe('line 2\nl'));
  });

  test('of more than 50 MiB is asked about, and saving is offered', async () => {
    const onSave = vi.fn<() => void>();
    const line = 'x'.repeat(4095);
    const { lines, press } = show(textInMemory(Array.from({ length: 13_000 }, () => line).join('\n')), {
      onSave,
    });
    await waitFor(() => expect(lines()[0]).toContain('xxx'));
    press('a', { ctrlKey: true });
    press('c', { ctrlKey: true });
    await screen.findByText('Copy 50.8 MiB?');
    fireEvent.click(screen.getByRole('button', { name: 'Save response' }));
    expect(onSave).toHaveBeenCalledOnce();
    expect(screen.queryByText('Copy 50.8 MiB?')).toBeNull();
  });

  test('that takes long says how far it is, and that it is done', async () => {
    const shown = textInMemory('some text');
    const sources: ReadableStreamDefaultController<Uint8Array>[] = [];
    const bytes = () => new ReadableStream<Uint8Array>({ start: (source) => void sources.push(source) });
    const { lines, press } = show({ ...shown, source: { ...shown.source, bytes } });
    await waitFor(() => expect(lines()).toContain('some text'));
    press('a', { ctrlKey: true });
    press('c', { ctrlKey: true });
    await waitFor(() => expect(sources).toHaveLength(1));
    const [source] = sources;
    source?.enqueue(new TextEncoder().encode('some'));
    const news = await screen.findByText('Copying');
    expect(news.getAttribute('role')).toBe('status');
    await waitFor(() => expect(news.parentElement?.textContent).toBe('Copying: 4 B of 9 B'));
    source?.enqueue(new TextEncoder().encode(' text'));
    source?.close();
    await screen.findByText('Copied 9 B.');
    expect(await copied()).toBe('some text');
  });

  test('of which it takes long to find out where it ends can be given up', async () => {
    const shown = textInMemory('some text');
    const signals: AbortSignal[] = [];
    const place: typeof shown.source.place = (_at, signal) =>
      new Promise((_resolve, reject) => {
        signals.push(signal);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const { lines, press } = show({ ...shown, source: { ...shown.source, place } });
    await waitFor(() => expect(lines()).toContain('some text'));
    press('a', { ctrlKey: true });
    press('c', { ctrlKey: true });
    await screen.findByText('Finding what to copy');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel copy' }));
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
    expect(screen.queryByText('Finding what to copy')).toBeNull();
  });

  test('that fails says why', async () => {
    const shown = textInMemory('some text');
    const bytes = () =>
      new ReadableStream<Uint8Array>({ pull: (source) => source.error(new Error('The body is gone.')) });
    const { lines, press } = show({ ...shown, source: { ...shown.source, bytes } });
    await waitFor(() => expect(lines()).toContain('some text'));
    press('a', { ctrlKey: true });
    press('c', { ctrlKey: true });
    await screen.findByText('Nothing was copied: The body is gone.');
  });
});

describe('a text that grows', () => {
  test('stays where one is, and has the new rows below', async () => {
    const { lines, change, press } = show(textInMemory(numbered(20)));
    await waitFor(() => expect(lines()[0]).toBe('line 1'));
    change(textInMemory(numbered(1000)));
    press('End', { ctrlKey: true });
    await waitFor(() => expect(lines().at(-1)).toBe('line 1000'));
  });

  test('is followed to its end, until somebody goes up', async () => {
    const onLeaveEnd = vi.fn<() => void>();
    const shown = textInMemory(numbered(1000));
    const half = { ...shown, facts: { ...shown.facts, rows: 500, lines: 500, indexedBytes: 1 } };
    const { lines, change, press } = show(half, { follow: true, onLeaveEnd });
    await waitFor(() => expect(lines().at(-1)).toBe('line 500'));
    change({ ...shown, source: half.source });
    await waitFor(() => expect(lines().at(-1)).toBe('line 1000'));
    expect(onLeaveEnd).not.toHaveBeenCalled();
    press('ArrowUp', { ctrlKey: true });
    expect(onLeaveEnd).toHaveBeenCalledOnce();
  });
});

test('rows that could not be read say why, and are asked for again', async () => {
  const shown = textInMemory('here it is');
  const rows = vi
    .fn<typeof shown.source.rows>(shown.source.rows)
    .mockRejectedValueOnce(new Error('The body file is gone.'));
  const { lines } = show({ ...shown, source: { ...shown.source, rows } });
  await screen.findByText('The body could not be read: The body file is gone.');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(lines()).toEqual(['here it is']));
});
