import { parseAst } from 'vite';

/**
 * The modules that a piece of built JavaScript names by import, export from, import() and require(), which a bundler
 * calls `__require` too. `staticImports` are those that load before its own code runs.
 */
export function modulesOf(code: string): { staticImports: Set<string>; imports: Set<string> } {
  const staticImports = new Set<string>();
  const imports = new Set<string>();
  visit(parseAst(code), (node) => {
    const source = textOf(node['source']);
    if (source !== undefined && node['type'] !== 'ImportExpression') staticImports.add(source);
    if (source !== undefined) imports.add(source);
    const required = requiredBy(node);
    if (required !== undefined) imports.add(required);
  });
  return { staticImports, imports };
}

type Node = Record<string, unknown>;

function visit(value: unknown, onNode: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, onNode);
  } else if (isRecord(value)) {
    if (typeof value['type'] === 'string') onNode(value);
    for (const child of Object.values(value)) visit(child, onNode);
  }
}

function requiredBy(node: Node): string | undefined {
  if (node['type'] !== 'CallExpression' || !isRecord(node['callee']) || !Array.isArray(node['arguments']))
    return undefined;
  const name = node['callee']['name'];
  return typeof name === 'string' && /^_*require(\$\d+)?$/.test(name)
    ? textOf(node['arguments'][0])
    : undefined;
}

/** The text of a string; a minifier writes it as a template where that is no longer. */
function textOf(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  if (value['type'] === 'Literal') return typeof value['value'] === 'string' ? value['value'] : undefined;
  const { type, quasis } = value;
  if (type !== 'TemplateLiteral' || !Array.isArray(quasis) || quasis.length !== 1) return undefined;
  const [quasi]: unknown[] = quasis;
  const text = isRecord(quasi) && isRecord(quasi['value']) ? quasi['value']['cooked'] : undefined;
  return typeof text === 'string' ? text : undefined;
}

function isRecord(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
