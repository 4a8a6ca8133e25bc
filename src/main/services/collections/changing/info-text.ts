import { withKey } from '../opencollection/change-keys.ts';
import { rewriteYaml } from '../../yaml/rewrite-yaml.ts';
import { pairText } from '../../yaml/value-text.ts';
import { YamlSource } from '../../yaml/yaml-source.ts';
import { isMapping, type YamlMapping } from '../../yaml/yaml-value.ts';

/** What a file's `info` says of its place in the tree. Undefined, or left out, where it says nothing. */
export interface Info {
  readonly name?: unknown;
  readonly seq?: unknown;
}

/** Bruno's order. */
const order = ['name', 'description', 'type', 'seq', 'tags'];

/** Throws `YamlProblem`. */
export function infoOf(text: string): Info {
  const { name, seq } = infoIn(new YamlSource(text).value);
  return { name, seq };
}

/**
 * The text with those keys of `info` changed, and no other byte; a key whose value is undefined goes.
 * Throws `YamlProblem` or `CannotRewriteError`.
 */
export function withInfo(text: string, info: Info): string {
  const { value } = new YamlSource(text);
  let changed = infoIn(value);
  for (const [key, wanted] of Object.entries(info)) changed = withKey(changed, key, wanted, order);
  const whole = isMapping(value) ? value : {};
  return rewriteYaml(text, withKey(whole, 'info', changed, ['opencollection', 'info']));
}

/** The text of a new `folder.yml`. */
export function folderText({ name, seq }: { name: string; seq: number | undefined }): string {
  const info = { name, type: 'folder', ...(seq === undefined ? {} : { seq }) };
  return `${pairText('info', info, { indent: 0, inFlow: false })}\n`;
}

function infoIn(value: unknown): YamlMapping {
  const info = isMapping(value) ? value['info'] : undefined;
  return isMapping(info) ? info : {};
}
