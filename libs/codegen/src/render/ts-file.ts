/** What every generated file begins with. */
export const NOTICE = 'Generated from the schema by codegen; do not edit.';

/** A generated TypeScript file in the making: its imports gather while its body is written. */
export class TsFile {
  readonly #types = new Map<string, Set<string>>();
  readonly #values = new Map<string, Set<string>>();
  readonly #blocks: string[] = [];

  /** With `about`, the file says what it holds and that it is not to be edited. */
  constructor(
    readonly path: string,
    readonly about?: string,
  ) {}

  /** Imports a type and answers its name. */
  type(name: string, from: string): string {
    return remember(this.#types, name, from);
  }

  /** Imports a value and answers its name. */
  value(name: string, from: string): string {
    return remember(this.#values, name, from);
  }

  /** Adds a block of code behind an empty line. */
  add(...blocks: readonly string[]): void {
    this.#blocks.push(...blocks);
  }

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  /** The whole file, not yet formatted. */
  get text(): string {
    const head = this.about === undefined ? '' : `// ${NOTICE}\n// ${this.about}`;
    return [head, this.imports(), ...this.#blocks].filter((part) => part !== '').join('\n\n');
  }

  private imports(): string {
    const modules = new Set([...this.#types.keys(), ...this.#values.keys()]);
    return [...modules]
      .sort(compareModules)
      .map((from) => {
        const values = this.#values.get(from) ?? new Set<string>();
        const types = [...(this.#types.get(from) ?? [])].filter((name) => !values.has(name));
        return importLine(from, [...values].sort(), types.sort());
      })
      .join('\n');
  }
}

function importLine(from: string, values: readonly string[], types: readonly string[]): string {
  if (values.length === 0) return `import type { ${types.join(', ')} } from '${from}';`;
  return `import { ${[...values, ...types.map((name) => `type ${name}`)].join(', ')} } from '${from}';`;
}

function remember(map: Map<string, Set<string>>, name: string, from: string): string {
  const names = map.get(from) ?? new Set();
  map.set(from, names.add(name));
  return name;
}

/** Packages before neighbours. */
function compareModules(a: string, b: string): number {
  return Number(a.startsWith('.')) - Number(b.startsWith('.')) || (a < b ? -1 : 1);
}
