import type { Command } from 'commander';

/** What may follow some words on the command line. */
export interface CompletionPlace {
  /** The commands before: `dead-letters list`; empty for the first word. */
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly about: string }[];
}

/** Every place of the command line at which gregor knows what may come, the deepest first. */
export function completionPlaces(program: Command): readonly CompletionPlace[] {
  const places: CompletionPlace[] = [];
  const visit = (command: Command, path: readonly string[]): void => {
    const inner = command.commands.filter((one) => !(one as { _hidden?: boolean })._hidden);
    for (const one of inner) visit(one, [...path, one.name()]);
    const options = command.options.filter(({ hidden }) => !hidden);
    places.push({
      path: path.join(' '),
      words: [
        ...inner.map((one) => ({ word: one.name(), about: one.description() })),
        ...options.map(({ long, short, description }) => ({
          word: long ?? short ?? '',
          about: description,
        })),
        { word: '--help', about: 'show how it is used' },
      ],
    });
  };
  visit(program, []);
  return places;
}
