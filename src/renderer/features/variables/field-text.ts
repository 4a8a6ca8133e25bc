/**
 * Puts text into a field as if it was typed: the field's own undo takes it back, and its `onChange` hears of it.
 * @param from @param to what it replaces
 */
export function typeInto(field: HTMLInputElement, from: number, to: number, text: string): void {
  field.setSelectionRange(from, to);
  // Outdated, and the one way for which a browser keeps its undo.
  const isTyped =
    typeof document.execCommand === 'function' && document.execCommand('insertText', false, text);
  if (isTyped) return;
  // Past React, which would take it for its own change and tell nobody.
  const after = field.value.slice(0, from) + text + field.value.slice(to);
  Reflect.set(HTMLInputElement.prototype, 'value', after, field);
  field.setSelectionRange(from + text.length, from + text.length);
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }));
}

/** Where a character of the text within an element stands on the screen. */
export function boxOfCharacter(element: Element, index: number): DOMRect {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (index <= before + length) {
      const range = document.createRange();
      range.setStart(node, index - before);
      range.setEnd(node, Math.min(length, index - before + 1));
      return range.getBoundingClientRect();
    }
    before += length;
  }
  return element.getBoundingClientRect();
}
