import { expect, test } from 'vitest';
import { findTemplateProblem, formatTemplate } from './json-template.ts';

test('a variable may stand where a value does, or in a string', () => {
  expect(findTemplateProblem('{"id": {{id}}, "name": "{{ first }} {{last}}"}')).toBeNull();
  expect(findTemplateProblem('[{{a}}, {{b}}]')).toBeNull();
});

test('what is wrong beside them is found where it stands', () => {
  expect(findTemplateProblem('{"id": {{id}} "x"}')).toMatchObject({ offset: 14 });
  expect(findTemplateProblem('{{{id}}: 1}')).toMatchObject({ offset: 1 });
});

test('a text is laid out with its variables as they were typed', () => {
  expect(formatTemplate('{"id":{{ id }},"at":[{{a}},"x  {{b}}",1111111],"{{k}}":{{a}}}')).toEqual({
    text: '{\n  "id": {{ id }},\n  "at": [\n    {{a}},\n    "x  {{b}}",\n    1111111\n  ],\n  "{{k}}": {{a}}\n}',
  });
  expect(formatTemplate('{"a":1}')).toEqual({ text: '{\n  "a": 1\n}' });
  expect(formatTemplate('{{{a}}')).toHaveProperty('problem');
});
