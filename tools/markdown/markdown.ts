/** What a Markdown page points at. Code blocks are left out; they are checked by running them. */
export interface Pointers {
  /** Relative links: `../README.md#install`. */
  readonly links: readonly string[];
  /** Paths in code spans that begin with a folder of the repository: `libs/core/src/index.ts`. */
  readonly paths: readonly string[];
  /** Scripts named as `npm run <script>`, `npm test` or `npm start`, in code blocks too. */
  readonly scripts: readonly string[];
}

const folders = ['apps', 'bench', 'docs', 'e2e', 'libs', 'schema', 'tools'];

export function pointersOf(markdown: string): Pointers {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  const links = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s*(\S+)/gm)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
  const paths = [...prose.matchAll(/`([^`\n]+)`/g)]
    .map((match) => match[1] ?? '')
    .filter((span) => folders.some((folder) => span.startsWith(`${folder}/`)))
    .filter((span) => !/[<>*{}\s…]|\.\.\./.test(span));
  const scripts = [...markdown.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return { links, paths, scripts };
}

/** The anchors that a page offers, made from its headings as GitHub makes them. */
export function anchorsOf(markdown: string): string[] {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  const seen = new Map<string, number>();
  return [...prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) => {
    const text = (match[1] ?? '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    const repeats = seen.get(anchor) ?? 0;
    seen.set(anchor, repeats + 1);
    return repeats === 0 ? anchor : `${anchor}-${repeats}`;
  });
}
