import type { HttpRequest } from '#router/contracts/request.ts';
import { rewriteYaml } from '../../yaml/rewrite-yaml.ts';
import { YamlSource } from '../../yaml/yaml-source.ts';
import { readRequest, withChanges } from './request-file.ts';
import { namedFiles } from './test-files.fixture.ts';

/** What a request's text reads as. */
export function readText(text: string, files = namedFiles()): HttpRequest {
  return readRequest(new YamlSource(text).value, files).request;
}

/** A request's text once it is edited and saved. */
export function editText(
  text: string,
  edit: (request: HttpRequest) => HttpRequest,
  files = namedFiles(),
): string {
  const { value } = new YamlSource(text);
  const { request } = readRequest(value, files);
  return rewriteYaml(text, withChanges(value, request, edit(structuredClone(request)), files));
}

/** Lines of a request's text that go and come with an edit, in their order. */
export function changedLines(
  text: string,
  edit: (request: HttpRequest) => HttpRequest,
  files = namedFiles(),
): { gone: string[]; come: string[] } {
  const [before, after] = [text.split('\n'), editText(text, edit, files).split('\n')];
  return { gone: linesBeyond(before, after), come: linesBeyond(after, before) };
}

function linesBeyond(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}
